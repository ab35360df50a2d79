"""Specs that a change moves and writes again, where git sees one that goes and one that comes."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.script import YAML
from stacklint.model.spec import Spec
from stacklint.repo.discover import look_at
from stacklint.repo.git_output import Raw
from stacklint.repo.trees import GitTree, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.targets import Target
    from stacklint.model.tree import Tree
    from stacklint.repo.git import Git

_WORD = Pattern(r"[^\W_]+")


def moved_specs(
    base: Tree, now: Tree, changes: Iterable[Raw], untracked: Iterable[str] = ()
) -> dict[str, Raw]:
    """Give renames by their new paths: of one stack and target, one spec goes and one comes.

    Where several do, their paths may say which became which.
    """
    gone = {x.path: x for x in changes if x.status == "D" and x.path.endswith(YAML)}
    new = {x: Raw("A", None, None, x, x) for x in untracked if x.endswith(YAML)}
    new |= {x.path: x for x in changes if x.status == "A" and x.path.endswith(YAML)}
    if not (gone and new):
        return {}
    before, after = _by_kind(base, gone), _by_kind(now, new)
    pairs = (pair for of in before.keys() & after.keys() for pair in _pairs(before[of], after[of]))
    return {
        path: Raw("R", gone[old].before, new[path].after, old, path) for old, path in sorted(pairs)
    }


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


def _by_kind(tree: Tree, paths: Iterable[str]) -> dict[tuple[str, Target | None], list[str]]:
    """Give the specs of each stack and target."""
    found: dict[tuple[str, Target | None], list[str]] = {}
    for path in paths:
        document = look_at(tree, path).document
        spec = Spec(document) if document is not None and document.fault is None else None
        if spec is not None and spec.stack_name:
            found.setdefault((spec.stack_name, spec.target), []).append(path)
    return found


def _pairs(gone: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Give the old and the new path of each spec that can be told from the others."""
    if len(gone) == len(new) == 1:
        yield gone[0], new[0]
        return
    for path in new:
        old = _closest(path, gone)
        if old is not None and _closest(old, new) == path:
            yield old, path


def _closest(path: str, others: list[str]) -> str | None:
    """Give the path that has the most words in common with one; None where several have."""
    words = _words(path)
    shared = [len(words & _words(other)) for other in others]
    most = max(shared)
    return others[shared.index(most)] if most and shared.count(most) == 1 else None


def _words(path: str) -> set[str]:
    return set(_WORD.findall(posixpath.splitext(path)[0].lower()))
