"""The deployment directories that are at hand: copies of specs, beside a `deployment.yml`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.model.deployment import Copy, fits
from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import read_document
from stacklint.model.yaml.scalars import text_of
from stacklint.repo.discover import Shape, candidates, look_at
from stacklint.repo.git import GitFailed, git_at
from stacklint.repo.traced import was_given
from stacklint.repo.trees import Unreadable, WorkTree
from stacklint.repo.versions import all_blob_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document
    from stacklint.repo.git import Git

# Deployment directories lie near the top of a checkout, or right beside it.
_DEPTH = 3
_NEVER = {".git", ".venv", "node_modules"}
_SPEC, _DEPLOYMENT = "spec.yml", "deployment.yml"
_FILES = frozenset({_SPEC, _DEPLOYMENT})


class MadeFrom(NamedTuple):
    """The working tree that deployments were made from, and its history."""

    tree: Tree
    git: Git | None


class DeploymentDirectories:
    """What deployment directories below a root and beside it hold, tracked by git or not.

    Without the tree that they were made from, nobody can say which spec each is a copy of.
    """

    def __init__(self, root: str | os.PathLike[str], made_from: MadeFrom | None = None) -> None:
        self.root = os.fspath(root)
        self.made_from = made_from
        self._owners: dict[str, frozenset[str]] = {}

    def has_volume(self, name: str) -> bool:
        """Tell whether a copy of a spec in one of them names a volume."""
        return any(copy.spec.volume(name) is not None for copy in self._copies)

    def directory_below(self, root: str, stack: str) -> str | None:
        """Give one, of the stack of that name, that lies below a directory of this host."""
        for copy in self._copies:
            from pathlib import Path  # noqa: PLC0415 -- only where there is a copy

            folder = Path(self.root, copy.directory).resolve()
            is_below = folder.is_relative_to(root) and os.fspath(folder) != root.rstrip("/")
            if copy.spec.stack_name == stack and is_below:
                return str(folder)
        return None

    def copy_of(self, spec: Spec) -> Copy | None:
        """Give the copy that was made from a spec; None where there is none, or it is not sure."""
        if self.made_from is None:
            return None
        found = [copy for copy in self._copies if fits(copy, spec)]
        if len(found) != 1:
            return None
        return found[0] if self._owners_of(found[0], self.made_from) <= {spec.file} else None

    def _owners_of(self, copy: Copy, made_from: MadeFrom) -> frozenset[str]:
        """Give the specs that a copy may have been made from: of several, what history says."""
        found = self._owners.get(copy.directory)
        if found is None:
            found = frozenset(_fitting(copy, made_from.tree))
            others = frozenset(self._others_of(copy))
            if others or len(found) > 1:
                found = _proven(copy, found, made_from.git) or found | others
            self._owners[copy.directory] = found
        return found

    def _others_of(self, copy: Copy) -> Iterator[str]:
        """Give the repositories beside this one that a copy beside it may be of as well."""
        for name in _neighbours(self.root) if copy.directory.startswith("../") else ():
            root = os.path.join(os.path.dirname(self.root), name)
            # In a second working tree of one repository, `.git` is a file.
            if os.path.isdir(os.path.join(root, ".git")) and _may_be_from(root, copy):
                yield f"../{name}"

    @cached_property
    def _copies(self) -> tuple[Copy, ...]:
        disk = WorkTree(self.root, None)
        found = (_read(disk, x) for x in (*_below(self.root), *_beside(self.root)))
        return tuple(copy for copy in found if copy is not None)


def _below(root: str, folder: str = "", depth: int = _DEPTH) -> Iterator[str]:
    """Give those in a directory of the root; `os.walk` takes three times as long."""
    entries = _entries(f"{root}/{folder}")
    if not _FILES.difference([x.name for x in entries]):
        yield folder or "."
    for name in sorted([x.name for x in entries if depth and x.is_dir(follow_symlinks=False)]):
        if name not in _NEVER:
            yield from _below(root, f"{folder}/{name}" if folder else name, depth - 1)


def _beside(root: str) -> Iterator[str]:
    for name in _neighbours(root):
        if os.path.isfile(f"{os.path.dirname(root)}/{name}/{_DEPLOYMENT}"):
            yield f"../{name}"


def _neighbours(root: str) -> list[str]:
    """Name the directories beside one."""
    above, own = os.path.split(root)
    return sorted([x.name for x in _entries(above) if x.name != own and x.is_dir()])


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _read(disk: WorkTree, directory: str) -> Copy | None:
    spec = _document(disk, f"{directory}/{_SPEC}")
    deployment = _document(disk, f"{directory}/{_DEPLOYMENT}")
    if spec is None or deployment is None:
        return None
    source = None if deployment.mapping is None else text_of(deployment.mapping.get("stack-source"))
    return Copy(directory, source or "", Spec(spec))


def _document(disk: WorkTree, path: str) -> Document | None:
    try:
        data = disk.read(path)
    except Unreadable:
        return None
    return None if data is None else read_document(path.removeprefix("./"), data)


def _fitting(copy: Copy, tree: Tree) -> Iterator[str]:
    """Give the specs of a tree that a copy may have been made from."""
    name = copy.spec.stack_name.encode()
    for path in candidates(tree, ["."], lambda _path: False):
        # Reading is cheap, parsing is not.
        if name in (tree.read(path) or b""):
            found = look_at(tree, path)
            spec = Spec(found.document) if found.document is not None else None
            if spec is not None and found.shape is Shape.SPEC and fits(copy, spec):
                yield path


def _may_be_from(root: str, copy: Copy) -> bool:
    """Tell whether a repository has a spec that fits a copy, or lets nobody look."""
    try:
        return any(_fitting(copy, WorkTree(root, git_at(root))))
    except (GitFailed, Unreadable):
        return True


def _proven(copy: Copy, files: frozenset[str], git: Git | None) -> frozenset[str]:
    """Give those of some files that a commit gave the very text of a copy."""
    if git is None:
        return frozenset()
    blobs = all_blob_names(copy.spec.document)
    return frozenset(file for file in files if was_given(git, file, blobs))
