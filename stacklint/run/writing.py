"""Fixed files, written: those of one fix together, or none of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stacklint.repo.one_path import is_as_staged, is_ignored
from stacklint.run.fixing import Fixing
from stacklint.write import NotWritten, Writing, bytes_of, write_files

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.run.session import Session


def write_all(session: Session, fixing: Fixing) -> Fixing:
    """Write every changed file; one that cannot be written turns its repairs into refusals.

    So it does with the files that a fix changed together with it.
    """
    refused: dict[str, str] = {}
    for files in _together(fixing):
        try:
            _write(session, fixing, sorted(files))
        except NotWritten as error:
            reason = error.reason if files == {error.path} else str(error)
            refused |= dict.fromkeys(files, reason)
    changed = {file: pair for file, pair in fixing.changed.items() if file not in refused}
    repairs = tuple(
        repair._replace(refused=repair.refused or _first(refused, repair.finding.fixed_files))
        for repair in fixing.repairs
    )
    return Fixing(changed, repairs)


def _first(refused: dict[str, str], files: tuple[str, ...]) -> str | None:
    return next((refused[file] for file in files if file in refused), None)


def _together(fixing: Fixing) -> list[set[str]]:
    """Group the changed files: two that one fix has changed are in one group."""
    groups = [{file} for file in fixing.changed]
    for repair in fixing.repairs:
        files = set(repair.finding.fixed_files) & fixing.changed.keys()
        if repair.refused is None and len(files) > 1:
            joined = [group for group in groups if not group.isdisjoint(files)]
            apart = [group for group in groups if group.isdisjoint(files)]
            groups = [*apart, set().union(*joined)]
    return groups


def _write(session: Session, fixing: Fixing, files: list[str]) -> None:
    workspace = session.workspace
    writings = [_writing(session, file, *fixing.changed[file]) for file in files]
    write_files(writings, root=workspace.root, is_ignored=partial(is_ignored, workspace.git))


def _writing(session: Session, file: str, before: Document, after: Document) -> Writing:
    workspace, old, new = session.workspace, bytes_of(before), bytes_of(after)
    if session.asked.staged and (there := workspace.worktree.read(file)) != old:
        git = workspace.git
        # Where git converts line ends, all that is staged is on the disk, with others.
        if there != _with_crlf(old) or git is None or not is_as_staged(git, file):
            raise NotWritten(file, "its working tree differs from what is staged")
        old, new = there, _with_crlf(new)
    return Writing(workspace.root / file, old, new)


def _with_crlf(text: bytes) -> bytes:
    return text.replace(b"\n", b"\r\n")
