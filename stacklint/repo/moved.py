"""Specs that a change moves and writes again, where git sees one that goes and one that comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.script import YAML
from stacklint.model.spec import Spec
from stacklint.repo.discover import look_at
from stacklint.repo.git_output import Raw
from stacklint.repo.trees import GitTree, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.targets import Target
    from stacklint.model.tree import Tree
    from stacklint.repo.git import Git


def moved_specs(
    base: Tree, now: Tree, changes: Iterable[Raw], untracked: Iterable[str] = ()
) -> dict[str, Raw]:
    """Give renames by their new paths: of one stack and target, one spec goes and one comes.

    Where several do, nobody can say which became which.
    """
    gone = {x.path: x for x in changes if x.status == "D" and x.path.endswith(YAML)}
    new = {x: Raw("A", None, None, x, x) for x in untracked if x.endswith(YAML)}
    new |= {x.path: x for x in changes if x.status == "A" and x.path.endswith(YAML)}
    if not (gone and new):
        return {}
    before, after = _alone(base, gone), _alone(now, new)
    pairs = [(gone[before[of]], new[path]) for of, path in after.items() if of in before]
    return {new.path: Raw("R", old.before, new.after, old.path, new.path) for old, new in pairs}


def moved_by_commit(git: Git, changes: Iterable[Raw]) -> dict[str, Raw]:
    """Give those that a commit moved."""
    changes = [x for x in changes if x.status in "AD" and x.path.endswith(YAML)]
    if len({x.status for x in changes}) < len("AD"):
        return {}
    git.bring(x.before or x.after or "" for x in changes)
    added = {x.path: x.after for x in changes if x.after is not None}
    return moved_specs(
        _earlier(git, changes), GitTree(git, added, WorkTree(git.root, git)), changes
    )


def moved_on_disk(git: Git, changes: Iterable[Raw]) -> dict[str, Raw]:
    """Give those that were moved since HEAD."""
    if not any(x.status == "D" and x.path.endswith(YAML) for x in changes):
        return {}
    return moved_specs(_earlier(git, changes), WorkTree(git.root, git), changes, git.untracked())


def _earlier(git: Git, changes: Iterable[Raw]) -> GitTree:
    blobs = {x.old_path: x.before for x in changes if x.before is not None}
    return GitTree(git, blobs, WorkTree(git.root, git))


def _alone(tree: Tree, paths: Iterable[str]) -> dict[tuple[str, Target | None], str]:
    """Give the specs that are the only one of their stack and target."""
    found: dict[tuple[str, Target | None], list[str]] = {}
    for path in paths:
        document = look_at(tree, path).document
        if document is not None and document.fault is None:
            spec = Spec(document)
            found.setdefault((spec.stack_name, spec.target), []).append(path)
    return {of: only for of, (only, *others) in found.items() if of[0] and not others}
