"""Reading of objects, which are plain data: what is not there is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from deployer.targets.untrusted import at, number, rows, table, text

if TYPE_CHECKING:
    from stacklint.model.change import Data

__all__ = [
    "Object",
    "annotation",
    "at",
    "is_leaving",
    "label",
    "name_of",
    "number",
    "rows",
    "table",
    "text",
]

Object: TypeAlias = "dict[str, Data]"
"""An object of Kubernetes, as its API server gives it."""


def name_of(found: Object) -> str:
    """Give the name of an object."""
    return text(found, "metadata", "name")


def label(found: Object, name: str) -> str:
    """Give the value of a label."""
    return text(found, "metadata", "labels", name)


def annotation(found: Object, name: str) -> str:
    """Give the value of an annotation."""
    return text(found, "metadata", "annotations", name)


def is_leaving(found: Object) -> bool:
    """Tell whether an object is being deleted; a claim in use keeps saying that it is bound."""
    return at(found, "metadata", "deletionTimestamp") is not None
