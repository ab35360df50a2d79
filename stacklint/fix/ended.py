"""Whether fixes end their findings, and bring up no others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Finding
from stacklint.fix.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Key: TypeAlias = tuple[str, str, str, str]

Name: TypeAlias = tuple[Key, int]
"""The key of a finding, and how many of the same key stand before it."""

Named: TypeAlias = dict[Name, Finding]


def by_file(findings: Iterable[Finding]) -> dict[str, Named]:
    """Give the findings of each file that nobody said are to stay."""
    seen: Counter[Key] = Counter()
    found: dict[str, Named] = {}
    for finding in sorted(findings, key=lambda finding: finding.order):
        if finding.is_fixable:
            found.setdefault(finding.key[1], {})[finding.key, seen[finding.key]] = finding
            seen[finding.key] += 1
    return found


def judge_findings(
    before: Mapping[str, Named],
    fixed: Sequence[Finding],
    after: Mapping[str, Named],
    files: Iterable[str],
) -> None:
    """Refuse fixes of which one does not end its finding, or brings up another no less bad."""
    was, left = _counts(before, fixed), _counts(after, fixed)
    if any(left[key] > was[key] - count for key, count in Counter(x.key for x in fixed).items()):
        raise Refused("the finding would still be there")
    for file in sorted(files):
        old, new = before.get(file, {}), after.get(file, {})
        gone = [finding for name, finding in old.items() if name not in new]
        for name, finding in new.items():
            if name not in old and not _may_come_up(finding, gone, fixed):
                where = "" if file == fixed[0].file else f" in {file}"
                words = f"it would bring up another finding{where}, {finding.rule}"
                raise Refused(f"{words}: {finding.message}")


def _counts(findings: Mapping[str, Named], fixed: Iterable[Finding]) -> Counter[Key]:
    files = {finding.key[1] for finding in fixed}
    return Counter(key for file in files for key, _ in findings.get(file, {}))


def _may_come_up(finding: Finding, gone: Iterable[Finding], fixed: Sequence[Finding]) -> bool:
    """Tell whether it is less bad than what is fixed, or a fault of before.

    That may have another name by now, or a closer one.
    """
    if finding.severity < min(one.severity for one in fixed):
        return True
    path = finding.at.path
    return any(
        other.rule == finding.rule
        and all(one.rule != finding.rule for one in fixed)
        and other.severity >= finding.severity
        and other.at.path
        and (other.message == finding.message or path[: len(other.at.path)] == other.at.path)
        for other in gone
    )
