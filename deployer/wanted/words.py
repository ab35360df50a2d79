"""Commands as lists of words, split as docker compose splits them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from deployer.wanted.interpolation import deferred
from deployer.wanted.resource import CannotRender
from stacklint.model.yaml.nodes import Scalar, Sequence
from stacklint.model.yaml.scalars import is_null, text_of

if TYPE_CHECKING:
    from deployer.wanted.configuration import Variables
    from stacklint.model.compose.file import Service


def words_of(service: Service, key: str, values: Variables) -> list[str]:
    """Give the words of `command` or `entrypoint`; none where nothing is written."""
    node, at = service.node.get(key), service.at.below(key)
    if isinstance(node, Sequence):
        return [deferred(text_of(item) or "", values, at) for item in node.items]
    if not isinstance(node, Scalar) or is_null(node):
        return []
    try:
        return shlex.split(deferred(node.value, values, at))
    except ValueError as error:
        words = f"{key} of {service.name} has a quote that is not closed: write it as a list"
        raise CannotRender(words, at) from error
