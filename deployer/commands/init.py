"""`deploy init`: a first spec, and what a spec still lacks of its stack."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.source import below, find_stack, read_source
from deployer.specs.first import FirstSpec, Wish, first_spec
from deployer.specs.gained import gained
from deployer.specs.storage import Shelf, storage_of
from stacklint.model.identity import own_directory
from stacklint.model.named import NamedTuple
from stacklint.model.targets import ABILITIES, Target
from stacklint.model.volumes.nodepath import usable_root

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from deployer.source import Repository, Source
    from deployer.specs.storage import Storage
    from stacklint.model.bundle import Stack
    from stacklint.model.change import Change
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath

KUBE_CONFIG = "./kubeconfig.yml"


class Asked(NamedTuple):
    """What an operator typed: the stack as seen from `folder`, the target, where data goes.

    That is `volume_root`, a directory, or `storage_class`, which has to be the cluster's default.
    """

    folder: Path
    stack: str
    target: Target
    volume_root: str
    kube_config: str
    storage_class: str = ""


class Merged(NamedTuple):
    """A spec before and after, and what was added to it, by path."""

    before: Document
    after: Document
    added: tuple[str, ...]


def init(repository: Repository, spec: str, asked: Asked) -> tuple[FirstSpec, Stack]:
    """Write a first spec for a path below the root of a repository."""
    name, stack = find_stack(repository, asked.folder, asked.stack, spec)
    own = posixpath.basename(name.rstrip("/"))
    shelf = Shelf(asked.volume_root, own, asked.storage_class)
    _guard_shelf(stack, asked.target, shelf, repository.tree)
    wish = Wish(name, asked.target, shelf, _kube_config(repository, asked))
    return first_spec(wish, stack, repository.tree), stack


def _kube_config(repository: Repository, asked: Asked) -> str:
    """Name the file as seen from the root, where `create` looks from."""
    typed = asked.kube_config
    if asked.target is not Target.K8S or not typed:
        return KUBE_CONFIG if asked.target is Target.K8S else ""
    return typed if typed.startswith("/") else below(repository, asked.folder / typed)


def merge(
    repository: Repository,
    spec: str,
    volume_root: str,
    edit: Callable[[Document, Sequence[Change]], Document],
    storage_class: str = "",
) -> Merged:
    """Add to a spec what its stack gained; `edit` makes changes of a text that it has verified."""
    source = read_source(repository, spec)
    shelf = _shelf_of(source, volume_root)._replace(storage_class=storage_class)
    if storage_class and ABILITIES[source.target].reads_relative_paths:
        why = f"{source.target.value} does not read it: its volumes get a path"
        raise CannotDo(f"--storage-class {storage_class}", why)
    changes = gained(source.spec, source.stack, source.target, shelf, repository.tree)
    if any(change.path[0] == "volumes" for change in changes):
        _guard_root(source.target, shelf)
    before = source.spec.document
    storage = storage_of(source.stack, source.target, repository.tree)
    added = tuple(_said(change.path, storage) for change in changes)
    return Merged(before, edit(before, changes) if changes else before, added)


def _said(path: KeyPath, storage: Storage) -> str:
    """Name what was added; of a volume that is only read, say what it lacks."""
    remark = storage.remark(str(path[1])) if path[0] == "volumes" else ""
    name = ".".join(map(str, path))
    return f"{name}, {remark}" if remark else name


def _shelf_of(source: Source, volume_root: str) -> Shelf:
    spec = source.spec
    own = usable_root(spec)
    if own is not None and volume_root and own.clean != posixpath.normpath(volume_root):
        why = f"{spec.file} has kind-mount-root {own.text}, which is the one root of its volumes"
        raise CannotDo(f"--volume-root {volume_root}", why)
    root = volume_root if own is None else own.clean
    if own is None and volume_root and ABILITIES[source.target].has_mount_root:
        why = f"{spec.file} has no kind-mount-root: write it there first, by hand"
        raise CannotDo(f"--volume-root {volume_root}", why)
    return Shelf(root, own_directory(spec) or spec.stack_name)


def _guard_shelf(stack: Stack, target: Target, shelf: Shelf, tree: Tree) -> None:
    if storage_of(stack, target, tree).volumes:
        _guard_root(target, shelf)


def _guard_root(target: Target, shelf: Shelf) -> None:
    is_placed = bool(shelf.root or shelf.storage_class)
    if not is_placed and not ABILITIES[target].reads_relative_paths:
        why = (
            "its nodes have no directory of the deployment: name one of theirs by --volume-root, "
            "or what makes volumes there by --storage-class"
        )
        raise CannotDo(f"no volume of {shelf.own} has a place on {target.value}", why)
