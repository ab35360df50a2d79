"""What is not shown of one value, be it for the value itself or for what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.secrets.masks import MASK, masked, secret_spans

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Node, Scalar


def is_hidden(document: Document, node: Node) -> bool:
    """Tell whether some of a value is not to be shown."""
    return bool(_hidden(document, node))


def shown_value(document: Document, node: Scalar) -> str:
    """Give a value as it may be published, whatever of its surroundings makes it a secret."""
    text = masked(node.value)
    for part in _hidden(document, node):
        if part not in node.value:
            return MASK
        text = text.replace(part, MASK)
    return text


def _hidden(document: Document, node: Node) -> list[str]:
    within = (x for x in secret_spans(document) if x.start < node.end and x.end > node.start)
    return [document.text[max(x.start, node.start) : min(x.end, node.end)] for x in within]
