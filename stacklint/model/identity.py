"""What tells one deployment from another: where laconic-so looks for what it made before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.tokens import has_token
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node


def namespace_of(spec: Spec) -> str:
    """Give the namespace in effect; empty where it is not known, or the target has none."""
    if not spec.makes_objects:
        return ""
    node = spec.node("namespace")
    if node is not None:
        return known_text(node)
    return f"laconic-{spec.stack_name}" if spec.stack_name else ""


def own_directory(spec: Spec) -> str:
    """Name the directory that a deployment has to itself below a root that several share.

    That is its stack, or the namespace that it is given: two of one stack have nothing else.
    Empty where neither is known.
    """
    namespace = namespace_of(spec)
    if spec.makes_objects and not namespace:
        return ""
    is_usual = namespace in {"", f"laconic-{spec.stack_name}"}
    return spec.stack_name if is_usual else namespace


def known_text(node: Node | None) -> str:
    """Give the text of a scalar; empty where there is none, or it might be anything."""
    text = text_of(node) or ""
    return "" if has_token(text) else text
