"""What is judged, and what it is compared with."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.repo.history import History, NoHistory
from stacklint.repo.root import is_cut_off
from stacklint.repo.since_head import since_head
from stacklint.run import CannotRun
from stacklint.select import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stacklint.finding import Severity
    from stacklint.model.tree import Tree
    from stacklint.repo.git import Git
    from stacklint.run.workspace import Workspace


class NoBase(CannotRun):
    """The version to compare with was named, and is not to be had here."""


def _no_history(_paths: Iterable[str]) -> History:
    return NoHistory()


class Scope(NamedTuple):
    """A tree to judge.

    `touched` are the paths, old and new, that differ from a base: only specs that they concern
    are judged; None judges every spec. `base` is the tree whose findings are known already, None
    where every finding counts; so are those of what is `merged` into it. `renames` lead from paths
    in `tree` to paths in the base. `history` is made late, from the paths of the files that may be
    specs. `words` say what is judged; `is_on_disk` is set where that is the working tree, which
    deployments were made from.
    """

    tree: Tree
    history: Callable[[Iterable[str]], History] = _no_history
    base: Tree | None = None
    merged: tuple[Tree, ...] = ()
    touched: frozenset[str] | None = None
    renames: Mapping[str, str] = MappingProxyType({})
    notes: tuple[str, ...] = ()
    words: str = ""
    is_on_disk: bool = True


class Asked(NamedTuple):
    """What is asked of a run beside its paths, and the environment that CI sets.

    `unsaved` is set where the texts of the files that are named come from elsewhere, `timings`
    where it matters how long each rule takes. `baseline` and `fail_on` are None where the
    configuration has the word.
    """

    staged: bool = False
    since: str | None = None
    new: bool = False
    unsaved: bool = False
    env: Mapping[str, str] = MappingProxyType({})
    choice: Choice = Choice()
    baseline: str | None = None
    fail_on: Severity | None = None
    timings: bool = False


def everything(workspace: Workspace, git: Git, asked: Asked) -> Scope:
    """Give the working tree, with what HEAD has of it, or what was before the last commits."""
    unsaved = frozenset(workspace.paths if asked.unsaved else ())
    return Scope(
        workspace.worktree,
        lambda paths: since_head(git, paths, unsaved),
        notes=shallow_note(git),
    )


def shallow_note(git: Git) -> tuple[str, ...]:
    """Say of a shallow clone what was not looked at."""
    # Asked of the disk, not of git: a plain check of one spec must stay quick.
    if not is_cut_off(git.root):
        return ()
    return ("this clone is shallow: what an older commit did to a spec was not looked at",)


def implicit_base(env: Mapping[str, str]) -> tuple[str, str] | None:
    """Give the base that pre-commit, GitHub or GitLab name, and the variable that holds it."""
    for name in ("PRE_COMMIT_FROM_REF", "GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        value = env.get(name, "")
        # Git writes a commit that is not there as zeros.
        if value.strip("0"):
            return (f"origin/{value}" if name == "GITHUB_BASE_REF" else value), name
    return None
