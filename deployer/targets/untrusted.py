"""Data of others, read without trust: what is not there, or is of another form, is empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.change import Data


def tables(printed: str) -> list[dict[str, Data]]:
    """Give the tables of a list in JSON; none where the text is no list."""
    try:
        found: Data = json.loads(printed)
    except ValueError:
        return []
    return rows(found)


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


def table(data: Data, *path: str) -> dict[str, Data]:
    """Give a mapping; an empty one where there is none."""
    found = at(data, *path)
    return found if isinstance(found, dict) else {}


def listed(data: Data, *path: str) -> list[Data]:
    """Give a list; an empty one where there is none."""
    found = at(data, *path)
    return found if isinstance(found, list) else []


def rows(data: Data, *path: str) -> list[dict[str, Data]]:
    """Give the mappings of a list."""
    return [x for x in listed(data, *path) if isinstance(x, dict)]
