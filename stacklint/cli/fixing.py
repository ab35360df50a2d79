"""Fixes: which are wanted, what they make of each file, and writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Finding, Safety, Standing
from stacklint.fix.rounds import fix_document
from stacklint.model.named import NamedTuple
from stacklint.repo.trees import Overlay
from stacklint.report.run import Repair
from stacklint.write import NotWritten, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.baseline import Baseline
    from stacklint.cli.lint import Looked
    from stacklint.cli.session import Session
    from stacklint.model.document import Document


class Fixing(NamedTuple):
    """What the fixes made of the files: old and new text of each, and what became of each fix."""

    changed: Mapping[str, tuple[Document, Document]]
    repairs: tuple[Repair, ...]

    @property
    def new_bytes(self) -> dict[str, bytes]:
        """What the changed files are to hold."""
        return {file: _bytes(after) for file, (_, after) in self.changed.items()}


def fix_all(session: Session, looked: Looked) -> Fixing:
    """Apply every wanted fix in memory."""
    changed: dict[str, tuple[Document, Document]] = {}
    repairs: list[Repair] = []
    unsafe = frozenset(session.arguments.unsafe_fixes)
    # Git is asked once: a text that is tried out has the history that the file has.
    history = session.scope.history(sorted(looked.specs))
    session = session._replace(scope=session.scope._replace(history=lambda _paths: history))
    baseline = session.baseline()
    files = {x.file for x in looked.outcome.findings if x.counts and is_wanted(x, unsafe)}
    for file in sorted(files):
        document = looked.outcome.documents[file]
        # The whole set is asked anew after each fix, in the light of those that were made before.
        texts = {name: _bytes(after) for name, (_, after) in changed.items()}
        relint = _Relint(session, looked.users(file) or [file], texts, baseline)
        fixed = fix_document(document, relint, lambda finding: is_wanted(finding, unsafe))
        repairs += [Repair(finding) for finding in fixed.applied]
        repairs += [Repair(finding, reason) for finding, reason in fixed.refused]
        if fixed.document.text != document.text:
            changed[file] = (document, fixed.document)
    return Fixing(changed, tuple(repairs))


def is_wanted(finding: Finding, unsafe: frozenset[str]) -> bool:
    """Tell whether a fix is to be applied: a safe one, or an unsafe one of a rule that is named."""
    if finding.fix is None or finding.standing is not Standing.OPEN:
        return False
    if finding.fix.safety is Safety.SAFE:
        return True
    return finding.fix.safety is Safety.UNSAFE and finding.rule in unsafe


class _Relint:
    """Lints the specs that a file concerns, with another text in its place."""

    def __init__(
        self,
        session: Session,
        specs: list[str],
        texts: Mapping[str, bytes],
        baseline: Baseline | None,
    ) -> None:
        self.session = session
        self.specs = specs
        self.texts = texts
        self.baseline = baseline

    def __call__(self, document: Document) -> list[Finding]:
        scope = self.session.scope
        tree = Overlay(scope.tree, {**self.texts, document.name: _bytes(document)})
        linter = self.session.linter
        looked = linter.look(scope._replace(tree=tree), self.specs)
        if self.baseline is not None:
            looked.outcome.findings, _ = self.baseline.apply(looked.outcome.findings, {})
        linter.finish(looked)
        return [x for x in looked.outcome.findings if x.file == document.name]


def _bytes(document: Document) -> bytes:
    return (("\ufeff" if document.bom else "") + document.text).encode()


def write_all(session: Session, fixing: Fixing) -> Fixing:
    """Write every changed file; one that cannot be written turns its repairs into refusals."""
    refused: dict[str, str] = {}
    for file, (before, after) in fixing.changed.items():
        try:
            _write(session, file, _bytes(before), _bytes(after))
        except NotWritten as error:
            refused[file] = error.reason
    changed = {file: pair for file, pair in fixing.changed.items() if file not in refused}
    repairs = tuple(
        repair._replace(refused=repair.refused or refused.get(repair.finding.file))
        for repair in fixing.repairs
    )
    return Fixing(changed, repairs)


def _write(session: Session, file: str, before: bytes, after: bytes) -> None:
    workspace = session.workspace
    if session.asked.staged and workspace.worktree.read(file) != before:
        raise NotWritten(file, "its working tree differs from what is staged")
    git = workspace.git
    write_file(
        workspace.root / file,
        before,
        after,
        root=workspace.root,
        is_ignored=(lambda _path: False) if git is None else git.is_ignored,
    )
