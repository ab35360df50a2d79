"""Many findings at a glance: by the harm they do, the worst first, on one screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Safety, Severity
from stacklint.model.named import NamedTuple
from stacklint.report.ansi import SEVERITY_STYLE, Style
from stacklint.report.width import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.finding import Finding
    from stacklint.report.scene import Scene

# Lines that the groups may take, so that the summary below them is on the same screen.
_MOST_LINES = 17
# As many places are named one by one; of more, the files are counted.
_MOST_PLACES = 4
# With less room than this beside the rule, the places stand below it.
_LEAST_ROOM = 24
_HARMS = tuple(Harm)


class Group(NamedTuple):
    """The open findings of one rule, in the order of files."""

    rule: str
    harm: Harm
    findings: tuple[Finding, ...]

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Sorts the worst harm first, then most errors, then most findings."""
        errors = sum(finding.severity is Severity.ERROR for finding in self.findings)
        return _HARMS.index(self.harm), -errors, -len(self.findings), self.rule

    @property
    def severity(self) -> Severity:
        """The worst of them."""
        return max(finding.severity for finding in self.findings)

    @property
    def fixable(self) -> str:
        """How many a fix would end, and whether it must be named."""
        safe = sum(_has_fix(finding, Safety.SAFE) for finding in self.findings)
        unsafe = sum(_has_fix(finding, Safety.UNSAFE) for finding in self.findings)
        if not safe:
            return f"{unsafe} by name" if unsafe else ""
        return f"{safe} fixable" + (f", {unsafe} by name" if unsafe else "")


def _has_fix(finding: Finding, safety: Safety) -> bool:
    return finding.fix is not None and finding.fix.safety is safety


def grouped(findings: Sequence[Finding]) -> list[Group]:
    """Put findings of one rule together, the worst rule first."""
    rules: dict[tuple[str, Harm], list[Finding]] = {}
    for finding in findings:
        rules.setdefault((finding.rule, finding.harm), []).append(finding)
    made = (Group(rule, harm, tuple(found)) for (rule, harm), found in rules.items())
    return sorted(made, key=lambda group: group.order)


def groups(scene: Scene) -> list[str]:
    """Give the groups as lines, each harm under its heading."""
    every = grouped(scene.run.open)
    table = _Table.of(every, scene.look.width)
    shown = _that_fit(every, _MOST_LINES // 2 if table.is_narrow else _MOST_LINES)
    lines: list[str] = []
    harm: Harm | None = None
    for group in shown:
        if group.harm is not harm:
            harm = group.harm
            lines.append(scene.paint(harm.value, Style.STRONG))
        lines += table.lines(group, scene)
    rest = every[len(shown) :]
    if rest:
        findings = sum(len(group.findings) for group in rest)
        lines.append(f"and {findings} more of {len(rest)} other rule{'s' * (len(rest) > 1)}")
    return lines


def _that_fit(every: list[Group], most: int) -> list[Group]:
    headings = len({group.harm for group in every})
    return every if len(every) + headings <= most else every[: max(1, most - headings - 1)]


class _Table(NamedTuple):
    """Widths of the columns; `where` is what is left for the places."""

    rule: int
    digits: int
    fixable: int
    where: int

    @classmethod
    def of(cls, shown: list[Group], width: int) -> _Table:
        rule = max(len(group.rule) for group in shown)
        count = max(len(str(len(group.findings))) for group in shown)
        fixable = max(len(group.fixable) for group in shown)
        taken = 2 + rule + 2 + count + 3 + (fixable + 2 if fixable else 0)
        return cls(rule, count, fixable, width - taken)

    @property
    def is_narrow(self) -> bool:
        """The places get a line of their own."""
        return self.where < _LEAST_ROOM

    def lines(self, group: Group, scene: Scene) -> list[str]:
        rule = scene.paint(group.rule, SEVERITY_STYLE[group.severity])
        gap = " " * (self.rule - len(group.rule))
        start = f"  {rule}{gap}  {len(group.findings):>{self.digits}}"
        if self.is_narrow:
            places = _where(group, scene, scene.look.width - 4)
            return [f"{start}  {group.fixable}".rstrip(), f"    {places}"]
        if not group.fixable:
            room = self.where + (self.fixable + 2 if self.fixable else 0)
            return [f"{start}   {_where(group, scene, room)}"]
        where = _where(group, scene, self.where)
        return [f"{start}   {where}{' ' * (self.where - columns(where) + 2)}{group.fixable}"]


def _where(group: Group, scene: Scene, room: int) -> str:
    """Name places while there are few, else count them by file; what does not fit is left out."""
    findings = group.findings
    if len(findings) <= _MOST_PLACES:
        for named in range(len(findings), 0, -1):
            more = len(findings) - named
            parts = [_place(finding, scene) for finding in findings[:named]]
            text = ", ".join((*parts, *([f"+{more}"] if more else [])))
            if columns(text) <= room:
                return text
    return _by_file(findings, scene, room)


def _place(finding: Finding, scene: Scene) -> str:
    name = next((part for part in reversed(finding.at.path) if isinstance(part, str)), "")
    said = scene.said(name, finding)
    return f"{scene.file(finding.file)}:{finding.at.line} {said}".rstrip()


def _by_file(findings: tuple[Finding, ...], scene: Scene, room: int) -> str:
    files = Counter(finding.file for finding in findings)
    worst = min(files, key=lambda file: (-files[file], file))
    named = f"{scene.file(worst)} ({files[worst]})"
    are_alike = min(files.values()) == files[worst]
    which = f"first {scene.file(worst)}" if are_alike else f"worst {named}"
    text = named if len(files) == 1 else f"{len(files)} files, {which}"
    if columns(text) <= room:
        return text
    shortest = f"{len(files)} file{'s' * (len(files) > 1)}"
    return _shortened(named, room, scene) if len(files) == 1 else shortest


def _shortened(text: str, room: int, scene: Scene) -> str:
    """Leave out the beginning: the name of a file says more than its first folders."""
    kept = text
    while kept and columns(kept) + len(scene.dots) > room:
        kept = kept[1:]
    return scene.dots + kept
