"""The keys of `spec.yml` and `stack.yml` as JSON Schema: their one source, each described.

Beside what JSON Schema says, `x-dialects`, `x-forms`, `x-targets` and `x-rule` say who knows a
key, who knows a form of its value, which targets read it, and which rule judges its value.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from stacklint.model.dialect import Dialect

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Table: TypeAlias = "dict[str, Json]"

NAMES = ("spec", "stack")
"""What there is a schema for."""


def schema_text(name: str) -> str:
    """Give a schema as it is written."""
    return (Path(__file__).parent / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def schema(name: str) -> Table:
    """Give a schema that takes what any of the dialects takes."""
    import json  # noqa: PLC0415 -- 3 ms that most commands need not pay

    read: Table = json.loads(schema_text(name))
    return read


@cache
def schema_of(name: str, dialect: Dialect) -> Table:
    """Give a schema that takes only those forms of values that one dialect knows."""
    return table(_narrowed(schema(name), dialect.value))


def table(value: Json) -> Table:
    """Give a value that is known to be a mapping; an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def texts(value: Json) -> tuple[str, ...]:
    """Give a text, or a list of texts, as a tuple."""
    found = value if isinstance(value, list) else [value]
    return tuple(text for text in found if isinstance(text, str))


def _narrowed(value: Json, dialect: str) -> Json:
    if isinstance(value, list):
        return [_narrowed(item, dialect) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: _narrowed(item, dialect) for key, item in value.items()}
    foreign = {
        form for form, known in table(value.get("x-forms")).items() if dialect not in texts(known)
    }
    if foreign:
        result["type"] = [form for form in texts(value.get("type")) if form not in foreign]
    return result
