"""Submodules: what a repository records of one is what is deployed, and nothing is pulled there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.checkouts import root_of
from deployer.checkouts.clone import Clone
from deployer.errors import CannotDo
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from deployer.shell import Shell

_SHOWN = 7


class Record(NamedTuple):
    """What the checkout around a submodule says of it: where it is there, and at which commit."""

    around: Path
    path: str
    commit: str


def record_of(root: Path, others: Collection[Path], shell: Shell) -> Record | None:
    """Give the record of a checkout; None for one that is no submodule of another of these."""
    around = root_of(root.parent)
    if around is None or around not in others:
        return None
    path = root.relative_to(around).as_posix()
    commit = Clone(shell, around).submodules("HEAD", path).get(path)
    return None if commit is None else Record(around, path, commit)


def guard_recorded(clone: Clone, record: Record | None) -> None:
    """Raise CannotDo for a submodule that is not at the commit that is recorded of it."""
    if record is None:
        return
    head = clone.commit("HEAD")
    if head != record.commit:
        around, path, commit = record
        said = f"it is at {head[:_SHOWN]}, and {around} records {commit[:_SHOWN]}"
        update = f"git -C {around} submodule update --init {path}"
        raise CannotDo(f"submodule {path}", f"{said}: type `{update}`, or commit what it is at")


def left_out(clone: Clone, commit: str, tree: Path) -> str:
    """Give the first submodule of a commit that is not in a tree; empty where all are."""
    found = clone.submodules(commit, ".")
    return next((path for path in sorted(found) if not (tree / path / ".git").exists()), "")
