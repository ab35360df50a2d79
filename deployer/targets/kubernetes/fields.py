"""Reading of objects, which are plain data: what is not there is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from stacklint.model.change import Data

Object: TypeAlias = "dict[str, Data]"
"""An object of Kubernetes, as its API server gives it."""


def at(data: Data, *path: str) -> Data:
    """Follow keys; None where they end."""
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data


def text(data: Data, *path: str) -> str:
    """Give a text; empty where there is none."""
    found = at(data, *path)
    return found if isinstance(found, str) else ""


def number(data: Data, *path: str) -> int:
    """Give a whole number; zero where there is none."""
    found = at(data, *path)
    return found if isinstance(found, int) else 0


def table(data: Data, *path: str) -> Object:
    """Give a mapping; an empty one where there is none."""
    found = at(data, *path)
    return found if isinstance(found, dict) else {}


def rows(data: Data, *path: str) -> list[Object]:
    """Give the mappings of a list."""
    found = at(data, *path)
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


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
