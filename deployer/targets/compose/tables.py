"""What programs print as JSON, read without trust."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.change import Data


def tables(text: str) -> list[dict[str, Data]]:
    """Give the tables of a list; none where the text is no list."""
    try:
        found: Data = json.loads(text)
    except ValueError:
        return []
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def table(data: Data, *names: str) -> dict[str, Data]:
    """Give the table at a path of names; empty where there is none."""
    found = value(data, *names)
    return found if isinstance(found, dict) else {}


def listed(data: Data, *names: str) -> list[Data]:
    """Give the list at a path of names; empty where there is none."""
    found = value(data, *names)
    return found if isinstance(found, list) else []


def text(data: Data, *names: str) -> str:
    """Give the text at a path of names; empty where there is none."""
    found = value(data, *names)
    return found if isinstance(found, str) else ""


def number(data: Data, *names: str) -> int:
    """Give the number at a path of names; 0 where there is none."""
    found = value(data, *names)
    return found if isinstance(found, int) else 0


def value(data: Data, *names: str) -> Data:
    """Give what is at a path of names."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data
