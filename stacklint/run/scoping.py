"""Which scope a run has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.run.scope import NoBase, Scope, everything, implicit_base

if TYPE_CHECKING:
    from stacklint.run.scope import Asked
    from stacklint.run.workspace import Workspace


def scope_of(workspace: Workspace, asked: Asked) -> Scope:
    """Choose what to judge; NoBase where a base was named that this clone does not hold."""
    git = workspace.git
    if git is None:
        if asked.staged or asked.since:
            raise NoBase(f"{workspace.root.name} is not in a git repository: there is no base")
        return Scope(workspace.worktree)
    if not (asked.staged or asked.since is not None or asked.new or implicit_base(asked.env)):
        return everything(workspace, git, asked)
    # Imported late: a plain check judges no change.
    from stacklint.run.against import change_of  # noqa: PLC0415

    return change_of(workspace, git, asked)
