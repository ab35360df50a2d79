"""Whether fixes end their findings, and bring up no others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Finding
from stacklint.fix.refused import Refused
from stacklint.model.change import RenameKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stacklint.finding import Severity
    from stacklint.model.yaml.nodes import KeyPath

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
    least = {finding.key: finding.severity for finding in fixed}
    was, left = _counts(before, least), _counts(after, least)
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


def _counts(findings: Mapping[str, Named], least: Mapping[Key, Severity]) -> Counter[Key]:
    """Count findings that are as bad as the fixed ones; a lesser one may be all that is left."""
    found = (
        named for file in {key[1] for key in least} for named in findings.get(file, {}).items()
    )
    return Counter(key for (key, _), one in found if one.severity >= least.get(key, one.severity))


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
        and (other.message == finding.message or _begins(path, _renamed(other.at.path, fixed)))
        for other in gone
    )


def _begins(path: KeyPath, start: KeyPath) -> bool:
    return path[: len(start)] == start


def _renamed(path: KeyPath, fixed: Iterable[Finding]) -> KeyPath:
    """Give what a place is called when fixes have given a key on its way another name."""
    for change in (x for one in fixed if one.fix is not None for x in one.fix.changes):
        if isinstance(change, RenameKey) and _begins(path, change.path):
            path = (*change.path[:-1], change.name, *path[len(change.path) :])
    return path
