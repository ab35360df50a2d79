"""Fixes of a document, round after round, until nothing is left to fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Finding, Safety
from stacklint.fix.apply import Draft
from stacklint.fix.refused import Refused
from stacklint.model.change import MoveEntry, Restore, SetComment
from stacklint.model.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.finding import Fix
    from stacklint.model.nodes import KeyPath

MAX_ROUNDS = 10

Lint: TypeAlias = Callable[[Document], list[Finding]]
Wanted: TypeAlias = Callable[[Finding], bool]

Name: TypeAlias = tuple[tuple[str, str, str, str], int]
"""The key of a finding, and how many of the same key stand before it."""


@dataclass(eq=False)
class NotConverging(Exception):
    """Fixes bring up one another without end: a fault of ours."""

    file: str

    def __str__(self) -> str:
        """Say which file."""
        return f"after {MAX_ROUNDS} rounds there is still something to fix in {self.file}"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixes made of a document: which ended their finding, and which were refused, and why."""

    document: Document
    applied: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]


@dataclass(frozen=True, slots=True)
class _State:
    draft: Draft
    findings: dict[Name, Finding]
    applied: tuple[Finding, ...] = ()
    refused: tuple[tuple[Name, Finding, str], ...] = ()


def fix_document(document: Document, lint: Lint, wanted: Wanted) -> Fixed:
    """Apply the wanted fixes of a document's open findings.

    Raises NotConverging where ten rounds are not enough.
    """
    state = _State(Draft(document, document), _named(lint(document)))
    for _ in range(MAX_ROUNDS):
        todo = list(_todo(state, document.name, wanted))
        if not todo:
            return _fixed(state)
        state = _judged_round(state, lint, todo)
    if any(_todo(state, document.name, wanted)):
        raise NotConverging(document.name)
    return _fixed(state)


def _fixed(state: _State) -> Fixed:
    refused = ((finding, why) for name, finding, why in state.refused if name in state.findings)
    return Fixed(state.draft.document, state.applied, tuple(refused))


def _named(findings: list[Finding]) -> dict[Name, Finding]:
    seen: Counter[tuple[str, str, str, str]] = Counter()
    found: dict[Name, Finding] = {}
    for finding in sorted(findings, key=lambda finding: finding.order):
        if finding.counts:
            found[finding.key, seen[finding.key]] = finding
            seen[finding.key] += 1
    return found


def _todo(state: _State, file: str, wanted: Wanted) -> Iterator[Name]:
    refused = {name for name, _, _ in state.refused}
    for name, finding in state.findings.items():
        if name in refused or finding.fix is None or finding.file != file:
            continue
        if finding.fix.safety is not Safety.DISPLAY and wanted(finding):
            yield name


def _judged_round(state: _State, lint: Lint, todo: Sequence[Name]) -> _State:
    """Let ruamel judge a round as a whole, and each fix alone only if that was not good."""
    after = _round(state, lint, todo, _unjudged)
    if after.draft is state.draft:
        return after
    try:
        return _settled(after)
    except Refused:
        return _settled(_round(state, lint, todo, _judged))


def _settled(state: _State) -> _State:
    return replace(state, draft=_judged(state.draft))


def _judged(draft: Draft) -> Draft:
    document = draft.judged()
    return Draft(document, document)


def _unjudged(draft: Draft) -> Draft:
    return draft


def _round(
    state: _State, lint: Lint, todo: Sequence[Name], judge: Callable[[Draft], Draft]
) -> _State:
    touched: list[KeyPath] = []
    for name in todo:
        # As it stands after the fixes before it, which may have ended or moved it.
        finding = state.findings.get(name)
        if finding is None or finding.fix is None or _touches(finding.fix, touched):
            continue
        try:
            draft = judge(state.draft.with_changes(finding.fix.changes))
            after = _named(lint(draft.document))
            _judge_findings(state.findings, finding, after)
        except Refused as refused:
            state = replace(state, refused=(*state.refused, (name, finding, refused.reason)))
            continue
        touched += _paths(finding.fix)
        state = replace(state, draft=draft, findings=after, applied=(*state.applied, finding))
    return state


def _judge_findings(
    before: dict[Name, Finding], fixed: Finding, after: dict[Name, Finding]
) -> None:
    """Refuse a fix that does not end its finding, or brings up another that is no less bad."""
    if _count(after, fixed) >= _count(before, fixed):
        raise Refused("the finding would still be there")
    for name, finding in after.items():
        if name not in before and finding.severity >= fixed.severity:
            raise Refused(f"it would bring up another finding, {finding.rule}: {finding.message}")


def _count(findings: dict[Name, Finding], finding: Finding) -> int:
    return sum(key == finding.key for key, _ in findings)


def _touches(fix: Fix, touched: list[KeyPath]) -> bool:
    return any(
        path[: len(other)] == other or other[: len(path)] == path
        for path in _paths(fix)
        for other in touched
    )


def _paths(fix: Fix) -> Iterator[KeyPath]:
    for change in fix.changes:
        if isinstance(change, Restore):
            yield ()
        elif not isinstance(change, SetComment):
            yield change.path
        if isinstance(change, MoveEntry):
            yield change.to
