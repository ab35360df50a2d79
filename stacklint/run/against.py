"""What is judged against a base: the version that it is compared with, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.repo.history import SinceBase, merge_heads
from stacklint.repo.since_head import since_head
from stacklint.repo.trees import GitTree
from stacklint.repo.versions import Blobs
from stacklint.run.scope import NoBase, Scope, everything, implicit_base, shallow_note
from stacklint.run.touched import paths_of, through_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stacklint.model.tree import Tree
    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Listing, Raw
    from stacklint.run.scope import Asked
    from stacklint.run.workspace import Workspace


_INDEX, _WORKTREE = "index", "working tree"
_CI_WITHOUT_BASE = (
    "--new needs a base, and this run of CI names none, as after a push: name it (--since REF),"
    " or leave --new out where there is no pull request"
)


class Ends(NamedTuple):
    """Two versions of a repository: a commit by name, as it was called, and what became of it."""

    called: str
    commit: str
    tree: Tree
    change: str


def change_of(workspace: Workspace, git: Git, asked: Asked) -> Scope:
    """Give what differs from a base, or all of it in the light of one; NoBase where it is gone."""
    if asked.staged:
        return _staged(workspace, git, asked)
    if asked.since is not None:
        return _against(git, _since(workspace, git, asked.since, "--since"), asked, workspace)
    return _working_tree(workspace, git, asked)


def _working_tree(workspace: Workspace, git: Git, asked: Asked) -> Scope:
    """Everything in the working tree; history against the base that CI names, or else HEAD."""
    implicit = implicit_base(asked.env)
    if implicit is not None:
        try:
            ends = _since(workspace, git, *implicit)
        except NoBase as error:
            if "CI" in asked.env or not git.is_shallow():
                raise
            return Scope(workspace.worktree, notes=(f"history was not looked at: {error}",))
        scope = _against(git, ends, asked, workspace)
        return scope if asked.new else scope._replace(touched=None)
    head = git.commit_of("HEAD") if asked.new else None
    if head is not None:
        ends = Ends("HEAD", head, workspace.worktree, _WORKTREE)
        scope = _against(git, ends, asked, workspace)
        if "CI" in asked.env and not scope.touched:
            raise NoBase(_CI_WITHOUT_BASE)
        return scope
    return everything(workspace, git, asked)


def _staged(workspace: Workspace, git: Git, asked: Asked) -> Scope:
    """The range that pre-commit names; or the index against HEAD; or, of no change, everything."""
    git.gather("--cached")
    index = _tree(git, git.staged(), workspace)
    head = git.commit_of("HEAD")
    if head is None:
        return Scope(index, words="the first commit", is_on_disk=False)
    start, end = (asked.env.get(f"PRE_COMMIT_{name}_REF", "") for name in ("FROM", "TO"))
    if start.strip("0") and end.strip("0"):
        # Whatever is staged beside it: a push takes commits.
        return _against(git, _between(workspace, git, start, end), asked, workspace)
    # A commit that stages nothing, for the sake of another message, adds nothing.
    if git.is_committing() or git.diff("--cached", "HEAD") or merge_heads(git):
        return _against(git, Ends("HEAD", head, index, _INDEX), asked, workspace)
    implicit = implicit_base(asked.env)
    if implicit is not None:
        return _against(git, _since(workspace, git, *implicit), asked, workspace)
    notes = shallow_note(git)
    return Scope(index, lambda paths: since_head(git, paths), notes=notes, is_on_disk=False)


def _since(workspace: Workspace, git: Git, name: str, source: str) -> Ends:
    base = git.commit_of(name)
    merge_base = None if base is None else git.merge_base(base, "HEAD")
    if merge_base is None:
        raise NoBase(_why_no_base(git, name, source))
    return Ends(name, merge_base, workspace.worktree, _WORKTREE)


def _between(workspace: Workspace, git: Git, start: str, end: str) -> Ends:
    """What pre-commit was told to judge: one commit against another."""
    first, last = git.commit_of(start), git.commit_of(end)
    base = git.merge_base(first, last) if first and last else None
    # A push that replaces a branch by one that shares no history with it changes all that differs.
    base = base or (None if git.is_shallow() else first)
    if last is None or base is None:
        raise NoBase(_why_no_base(git, end if last is None else start, "pre-commit"))
    tree = _commit(git, last, workspace)
    return Ends(start, base, tree, last)


def _why_no_base(git: Git, name: str, source: str) -> str:
    if not name:
        return f"{source} names nothing: where it was given a variable, that one is empty"
    if not name.strip("0"):
        return (
            f"{source} is zeros, which stand for a branch that was not there before: name the one"
            " that it came from (`--since origin/main`)"
        )
    if not git.is_shallow():
        return f"{name} ({source}) is no commit of this repository, or shares no history with HEAD"
    return (
        f"{name} ({source}) is not in this clone, which is shallow: fetch the whole history"
        " (GitHub: `fetch-depth: 0` of actions/checkout; GitLab: `GIT_DEPTH: 0`)"
    )


def _against(git: Git, ends: Ends, asked: Asked, workspace: Workspace) -> Scope:
    others = {_INDEX: ("--cached", ends.commit), _WORKTREE: (ends.commit,)}
    changes = git.diff(*others.get(ends.change, (ends.commit, ends.change)))
    change = ends.change if ends.change in others else ends.change[:9]
    touched = paths_of(workspace, changes)
    untracked = git.untracked() if ends.change == _WORKTREE else ()
    base = _commit(git, ends.commit, workspace)
    renames = _renames(git, ends, changes)
    renames |= _moved(base, ends.tree, changes, untracked, renames)
    merging = merge_heads(git) if ends.change in others else ()
    history = SinceBase(git, ends.called, change, base.blob_of, renames, merging, Blobs(git))
    return Scope(
        tree=ends.tree,
        history=lambda _paths: history,
        base=base if asked.new else None,
        merged=tuple(_commit(git, x, workspace) for x in merging) if asked.new else (),
        touched=through_links(touched.union(untracked), base, ends.tree),
        renames=renames,
        words=f"{change} against {ends.called}",
        is_on_disk=ends.change == _WORKTREE,
    )


def _renames(git: Git, ends: Ends, changes: list[Raw]) -> dict[str, str]:
    """Lead from new paths to old ones, by what is staged too.

    A file that was renamed and then written anew looks new in the working tree.
    """
    found = {raw.path: raw.old_path for raw in changes if raw.status == "R"}
    added = {raw.path for raw in changes if raw.status == "A"}
    if ends.change != _WORKTREE or not added:
        return found
    staged = git.diff("--cached", ends.commit)
    return found | {x.path: x.old_path for x in staged if x.status == "R" and x.path in added}


def _moved(
    base: Tree, now: Tree, changes: list[Raw], untracked: Iterable[str], renames: Mapping[str, str]
) -> dict[str, str]:
    """Lead from new paths to old ones where git finds two specs too different to be one."""
    known = {*renames, *renames.values()}
    rest = [raw for raw in changes if raw.path not in known]
    if all(raw.status != "D" for raw in rest):
        return {}
    from stacklint.repo.moved import moved_specs  # noqa: PLC0415 -- few changes take files away

    found = moved_specs(base, now, rest, untracked)
    return {new: raw.old_path for new, raw in found.items()}


def _commit(git: Git, name: str, workspace: Workspace) -> GitTree:
    git.gather(name)
    return _tree(git, git.committed(name), workspace)


def _tree(git: Git, listing: Listing, workspace: Workspace) -> GitTree:
    if not (listing.links or listing.modules):
        return GitTree(git, listing.files, workspace.worktree)
    # Imported late: few repositories have a link or a submodule.
    from stacklint.repo.modules import tree_of  # noqa: PLC0415

    return tree_of(git, listing, workspace.worktree)
