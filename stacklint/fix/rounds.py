"""Fixes of files, round after round, until nothing is left to fix."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Finding, Safety
from stacklint.fix.apart import with_fixes
from stacklint.fix.apply import Draft
from stacklint.fix.ended import by_file, judge_findings
from stacklint.fix.refused import Refused
from stacklint.fix.state import State, file_of
from stacklint.fix.touched import Touched, is_alike
from stacklint.model.change import Restore
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stacklint.fix.ended import Name, Named
    from stacklint.model.change import Change

MAX_ROUNDS = 10


class Seen(NamedTuple):
    """Findings, and the files of which these are all there are."""

    findings: Iterable[Finding]
    files: Collection[str]


Lint: TypeAlias = Callable[[Collection[str], Mapping[str, Document]], Seen]
"""Looks anew at some files and at what depends on them, where some texts are other ones."""

Wanted: TypeAlias = Callable[[Finding], bool]


@dataclass(eq=False)
class NotConverging(Exception):
    """Fixes bring up one another without end: a fault of ours."""

    file: str

    def __str__(self) -> str:
        """Say which file."""
        return f"after {MAX_ROUNDS} rounds there is still something to fix in {self.file}"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixes made of files: which ended their finding, and which were refused, and why.

    `documents` holds the files that are other than they were.
    """

    documents: dict[str, Document]
    applied: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]


def fix_files(
    documents: Mapping[str, Document], findings: Iterable[Finding], lint: Lint, wanted: Wanted
) -> Fixed:
    """Apply the wanted fixes of open findings to files.

    A fix is made in every file that it touches, or in none; then all of these are judged together,
    with whatever else `lint` looks at for them. Raises NotConverging where ten rounds are not
    enough.
    """
    state = State(documents, by_file(findings))
    for _ in range(MAX_ROUNDS):
        todo = list(_todo(state, wanted))
        if not todo:
            return _fixed(state)
        state = _judged_round(state, lint, todo)
    left = [name for name in _todo(state, wanted) if name not in state.refused]
    if left:
        raise NotConverging(file_of(left[0]))
    return _fixed(state)


def _fixed(state: State) -> Fixed:
    changed = {file: draft.document for file, draft in state.drafts.items()}
    refused = ((x.finding, x.reason) for name, x in state.refused.items() if state.find(name))
    return Fixed(changed, state.applied, tuple(refused))


def _todo(state: State, wanted: Wanted) -> Iterator[Name]:
    for file in sorted(state.findings):
        for name, finding in state.findings[file].items():
            if finding.fix is None or finding.fix.safety is Safety.DISPLAY:
                continue
            if wanted(finding) and not state.is_settled(name):
                yield name


def _judged_round(state: State, lint: Lint, todo: Sequence[Name]) -> State:
    """Let ruamel judge a round as a whole, and each fix alone only if that was not good."""
    after = _round(state, lint, todo, _unjudged)
    news = [file for file, draft in after.drafts.items() if draft is not state.drafts.get(file)]
    try:
        return replace(after, drafts={**after.drafts, **_judged(after.drafts, news)})
    except Refused:
        return _round(state, lint, todo, _judged)


def _judged(drafts: Mapping[str, Draft], files: Iterable[str]) -> dict[str, Draft]:
    judged = ((file, drafts[file].judged()) for file in files)
    return {file: Draft(document, document) for file, document in judged}


def _unjudged(drafts: Mapping[str, Draft], files: Iterable[str]) -> dict[str, Draft]:
    return {file: drafts[file] for file in files}


def _round(
    state: State,
    lint: Lint,
    todo: Sequence[Name],
    judge: Callable[[Mapping[str, Draft], Iterable[str]], dict[str, Draft]],
) -> State:
    touched = Touched()
    for _, names in groupby(todo, key=file_of):
        left = list(names)
        while left:
            batch, left = _batch(state, left, touched)
            done = len(state.applied)
            state = _tried(state, _Look(lint, judge), batch)
            for finding in state.applied[done:]:
                touched.add(finding)
    return state


def _batch(state: State, todo: Sequence[Name], touched: Touched) -> tuple[list[Name], list[Name]]:
    """Take fixes of a kind that have nothing to do with each other; give the rest too.

    What meets a fix that was made waits for the next round. What only stands where a fix of the
    batch is made may be ended by that, and waits for the next batch.
    """
    batch: list[Name] = []
    left: list[Name] = []
    first: Finding | None = None
    near = Touched()
    for name in todo:
        # As it stands after the fixes before it, which may have ended or moved it.
        finding = state.find(name)
        if finding is None or touched.meets(finding):
            continue
        first = first or finding
        is_near = near.meets(finding) or near.concerns(finding)
        if batch and (is_near or not is_alike(first, finding)):
            left.append(name)
            continue
        batch.append(name)
        near.add(finding)
    return batch, left


class _Look(NamedTuple):
    """How a try is looked at: by the rules, and by ruamel."""

    lint: Lint
    judge: Callable[[Mapping[str, Draft], Iterable[str]], dict[str, Draft]]


def _tried(state: State, look: _Look, batch: Sequence[Name]) -> State:
    """Make fixes at once; where that is not good, halves of them, down to the one that is bad."""
    named = [(name, finding) for name in batch if (finding := state.find(name)) is not None]
    if not named:
        return state
    findings = [finding for _, finding in named]
    try:
        drafts = _drafted(state, findings)
        after = replace(state, drafts={**state.drafts, **look.judge(drafts, drafts)})
        return _relinted(after, findings, look.lint)
    except Refused as refused:
        if len(named) == 1:
            return state.refuse(*named[0], refused.reason)
    middle = len(named) // 2
    state = _tried(state, look, [name for name, _ in named[:middle]])
    return _tried(state, look, [name for name, _ in named[middle:]])


def _drafted(state: State, findings: Iterable[Finding]) -> dict[str, Draft]:
    """Make fixes in all of their files; raises Refused where one cannot be made in one of them."""
    changes: dict[str, list[Sequence[Change]]] = {}
    for finding in findings:
        for file, made in (
            {} if finding.fix is None else finding.fix.by_file(finding.file)
        ).items():
            changes.setdefault(file, []).append(made)
    return {file: with_fixes(state.draft(file), fixes) for file, fixes in changes.items()}


def _relinted(state: State, fixed: Sequence[Finding], lint: Lint) -> State:
    """Look anew at what fixes concern; raises Refused where a finding is still there."""
    texts = {file: draft.document for file, draft in state.drafts.items()}
    seen = lint(frozenset().union(*(finding.files for finding in fixed)), texts)
    found = by_file(seen.findings)
    after = {**state.findings, **{file: found.get(file, {}) for file in seen.files}}
    judge_findings(_known(state, fixed, lint), fixed, after, seen.files)
    return replace(state, findings=after, applied=(*state.applied, *fixed))


def _known(state: State, fixed: Sequence[Finding], lint: Lint) -> Mapping[str, Named]:
    """Give what is no news: the findings of before, and those of a text that is put back."""
    back: dict[str, Sequence[Change]] = {
        finding.file: (change,)
        for finding in fixed
        for change in (() if finding.fix is None else finding.fix.changes)
        if isinstance(change, Restore)
    }
    if not back:
        return state.findings
    drafts = {file: with_fixes(state.draft(file), [change]) for file, change in back.items()}
    texts = {file: draft.document for file, draft in {**state.drafts, **drafts}.items()}
    earlier = by_file(lint(back.keys(), texts).findings)
    files = (*earlier, *state.findings)
    return {file: {**earlier.get(file, {}), **state.findings.get(file, {})} for file in files}
