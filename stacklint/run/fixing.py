"""Fixes: which are wanted, and what they make of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Finding, Safety, Standing
from stacklint.fix.rounds import fix_files
from stacklint.model.named import NamedTuple
from stacklint.report.run import Repair
from stacklint.run.relint import Relint, users_of
from stacklint.write import bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stacklint.model.yaml.document import Document
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session

_ACCEPTED = "it is accepted in the baseline: take its entry out of that first"


class Fixing(NamedTuple):
    """What the fixes made of the files: old and new text of each, and what became of each fix."""

    changed: Mapping[str, tuple[Document, Document]]
    repairs: tuple[Repair, ...]

    @property
    def new_bytes(self) -> dict[str, bytes]:
        """What the changed files are to hold."""
        return {file: bytes_of(after) for file, (_, after) in self.changed.items()}


def fix_all(
    session: Session, looked: Looked, unsafe: frozenset[str], only: str | None = None
) -> Fixing:
    """Apply every wanted fix in memory: the safe ones, and those of the rules named in `unsafe`.

    `only` names the one file that may change.
    """
    asked = {only} if only else {*looked.files, *(x.file for x in looked.outcome.findings)}
    if session.scope.base is not None:
        # What is older than a change fails nothing, and is mended in the files of the change.
        asked &= session.scope.touched or set()

    selection = session.linter.selection

    def selected(finding: Finding) -> bool:
        is_selected = finding.rule in selection.for_file(finding.file).names
        return is_selected and asked.issuperset(finding.files)

    def wanted(finding: Finding) -> bool:
        return selected(finding) and _is_wanted(finding, unsafe)

    findings = looked.outcome.findings
    left = tuple(Repair(x, _ACCEPTED) for x in findings if selected(x) and _is_left(x, unsafe))
    todo = [finding for finding in findings if wanted(finding)]
    if not todo:
        return Fixing({}, left)
    users = users_of(session, looked, {file for finding in todo for file in finding.files})
    fixed = _fixed(looked, Relint(session, users), wanted)
    return fixed._replace(repairs=(*fixed.repairs, *left))


def _fixed(looked: Looked, relint: Relint, wanted: Callable[[Finding], bool]) -> Fixing:
    """Fix what was asked about; what others see of these files is held against each fix."""
    findings, documents = looked.outcome.findings, looked.outcome.documents
    others = relint.unseen(looked)
    strange: set[tuple[str, str, str, str]] = set()
    if others:
        seen = relint.look(others, {}).outcome
        strange = {x.key for x in seen.findings} - {x.key for x in findings}
        findings = [*findings, *(x for x in seen.findings if x.key in strange)]
        documents = {**seen.documents, **documents}
    fixed = fix_files(documents, findings, relint, lambda x: x.key not in strange and wanted(x))
    pairs = {file: (documents[file], after) for file, after in fixed.documents.items()}
    changed = {file: pair for file, pair in pairs.items() if bytes_of(pair[0]) != bytes_of(pair[1])}
    done = [Repair(finding) for finding in fixed.applied]
    return Fixing(changed, (*done, *(Repair(finding, why) for finding, why in fixed.refused)))


def _is_wanted(finding: Finding, unsafe: frozenset[str]) -> bool:
    """Tell whether a fix is to be applied: a safe one, or an unsafe one of a rule that is named."""
    if finding.fix is None or not finding.is_fixable:
        return False
    return finding.fix.safety is Safety.SAFE or _is_named(finding, unsafe)


def _is_left(finding: Finding, unsafe: frozenset[str]) -> bool:
    """Tell whether somebody named the rule of a finding that is accepted, and so not fixed."""
    return finding.standing is Standing.BASELINED and _is_named(finding, unsafe)


def _is_named(finding: Finding, unsafe: frozenset[str]) -> bool:
    is_unsafe = finding.fix is not None and finding.fix.safety is Safety.UNSAFE
    return is_unsafe and finding.rule in unsafe
