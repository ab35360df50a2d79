"""What git keeps that may be a secret."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Sequence
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.fleet import Fleet
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.model.yaml.place import Place

CREDENTIALS, KUBE_CONFIG = "credentials-files", "kube-config"


class Credential(NamedTuple):
    """What names a file of credentials, or the kubeconfig, and that file below the root."""

    path: KeyPath
    file: str


class Named(NamedTuple):
    """A file that a spec names as one of its credentials, and where."""

    at: Place
    file: str


class Kept(NamedTuple):
    """The files that look like secrets by their names, and those that specs name."""

    tree: Tree
    files: tuple[str, ...]
    named: tuple[Named, ...]


def kept_of(tree: Tree, files: Iterable[str], fleet: Fleet) -> Kept:
    """Collect what may be a secret; of what specs name, only what git tracks."""
    return Kept(tree, tuple(files), tuple(_named(tree, fleet)))


def _named(tree: Tree, fleet: Fleet) -> Iterator[Named]:
    for claims in fleet.claims:
        for credential in claims.credentials:
            if tree.tracked(credential.file) is not None:
                yield Named(fleet.at(claims, credential.path), credential.file)


def credentials_of(spec: Spec) -> Iterator[Credential]:
    """Give the credentials of a spec that may lie in its repository."""
    found = spec.node(CREDENTIALS)
    for index, item in enumerate(found.items if isinstance(found, Sequence) else ()):
        yield from _below_root((CREDENTIALS, index), text_of(item))
    if spec.target is Target.K8S:
        yield from _below_root((KUBE_CONFIG,), spec.text(KUBE_CONFIG))


def _below_root(path: KeyPath, text: str | None) -> Iterator[Credential]:
    if text and not has_token(text) and not text.startswith(("/", "~")):
        file = posixpath.normpath(text)
        if not file.startswith(".."):
            yield Credential(path, file)
