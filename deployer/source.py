"""The spec and the stack of a deployment, as a repository holds them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.errors import BadInput, NoStack
from deployer.yaml_text import scalar
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.model.spec import Spec
from stacklint.model.targets import target_named
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.scalars import has_value
from stacklint.repo.discover import parsed
from stacklint.repo.library import Library
from stacklint.repo.trees import WorkTree

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.bundle import Stack
    from stacklint.model.targets import Target

_SECTIONS = ("config", "configmaps", "network", "volumes")


class Repository(NamedTuple):
    """A working tree with other checkouts that hold stacks, as paths from its root.

    `own` is the checkout of the operator where `root` is a commit laid out for a while: what git
    ignores, such as tokens and kubeconfigs, is there alone.
    """

    root: Path
    stack_roots: tuple[str, ...]
    own: Path | None = None

    @property
    def checkout(self) -> Path:
        """Its root on the host, for longer than a run."""
        return self.own or self.root

    @property
    def tree(self) -> WorkTree:
        """Its files."""
        return WorkTree(self.root, None)


class Source(NamedTuple):
    """A spec that can be deployed, with its stack; `data` is the spec byte for byte."""

    repository: Repository
    spec: Spec
    data: bytes
    stack: Stack
    target: Target


def read_source(repository: Repository, path: str) -> Source:
    """Read a spec, by its path below the root; raises where it cannot be deployed."""
    data = repository.tree.read(path)
    if data is None:
        raise BadInput(path, "is no file; name the spec of one deployment")
    spec = Spec(parsed(path, data))
    guard_spec(spec)
    target = target_named(spec.deploy_to)
    if target is None:
        raise BadInput(path, "needs `deploy-to`: compose, k8s-kind or k8s")
    return Source(repository, spec, data, _stack_of(repository, spec), target)


def guard_spec(spec: Spec) -> None:
    """Raise BadInput for a spec that nothing can be made of."""
    document = spec.document
    if document.fault is not None:
        line = document.position(document.fault.offset).line
        raise BadInput(spec.file, f"cannot be read: {document.fault.words} (line {line})")
    if document.count > 1 or document.mapping is None:
        raise BadInput(spec.file, "is not one YAML mapping, and a spec is")
    for name in _SECTIONS:
        node = spec.node(name)
        if has_value(node) and not isinstance(node, Mapping):
            raise BadInput(spec.file, f"has a `{name}` that is no mapping of names to values")
    if spec.dialect is Dialect.FORK:
        raise BadInput(spec.file, "is written for the fork of laconic-so, and only its own is read")


def find_stack(repository: Repository, folder: Path, typed: str, spec: str) -> tuple[str, Stack]:
    """Give the stack that an operator names from a folder, and what the spec is to call it."""
    name = _name_of(repository, folder, typed)
    document = text_document(spec, f"stack: {scalar(name)}\n")
    return name, _stack_of(repository, Spec(document))


def _name_of(repository: Repository, folder: Path, typed: str) -> str:
    """Call a folder as seen from the root, where laconic-so's `restart` looks from."""
    place = folder / typed
    return below(repository, place) if (place / "stack.yml").is_file() else typed


def below(repository: Repository, place: Path) -> str:
    """Give the way from the root of a repository to a place."""
    return os.path.relpath(place, repository.root).replace(os.sep, "/")


def _stack_of(repository: Repository, spec: Spec) -> Stack:
    bundle = Library(repository.tree, repository.stack_roots).bundle(spec)
    stack = bundle.stack
    if stack is None:
        raise NoStack(spec.file, bundle.missing)
    if not stack.is_whole:
        raise NoStack(spec.file, _why_not_whole(stack))
    return stack


def _why_not_whole(stack: Stack) -> str:
    found = {pod.name for pod in (*stack.pods, *stack.jobs)}
    missing = [x.name for x in (*stack.file.pods, *stack.file.jobs) if x.name not in found]
    if missing:
        return f"{stack.file.file} names {', '.join(missing)}, whose compose file is not there"
    return f"{stack.file.file} or a compose file that it names is no YAML"
