"""The files of `ca-certificates`: what containers trust beside what their images do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.yaml.nodes import Sequence, resolved
from stacklint.model.yaml.scalars import is_null, text_of

if TYPE_CHECKING:
    from stacklint.model.spec import Spec

SECTION = "ca-certificates"
KEPT = ".stacklint/ca-certificates"
"""Where a deployment directory has copies of them, under the names that containers see."""


def certificate_paths(spec: Spec) -> tuple[str, ...]:
    """Give the paths as the spec has them."""
    node = spec.node(SECTION)
    if node is None or is_null(node):
        return ()
    items = [text_of(resolved(x)) for x in node.items] if isinstance(node, Sequence) else [None]
    paths = tuple(path for path in items if path)
    if len(paths) < len(items):
        raise CannotRender(f"{SECTION} has to be a list of paths", spec.at(SECTION))
    return paths


def is_certificate(data: bytes) -> bool:
    """Tell whether a file may hold certificates in PEM form."""
    return b"-----BEGIN " in data


def file_name(index: int) -> str:
    """Give the name of a certificate by its place in the list, as laconic-so has it."""
    return f"laconic-extra-ca-{index}.pem"
