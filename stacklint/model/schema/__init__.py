"""The keys of `spec.yml` and `stack.yml` as JSON Schema: their one source, each described.

Beside what JSON Schema says, `x-dialects`, `x-forms`, `x-targets` and `x-rule` say who knows a
key, who knows a form of its value, which targets read it, and which rule judges its value.
"""

from __future__ import annotations

import posixpath
from functools import cache
from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast

if TYPE_CHECKING:
    from stacklint.model.dialect import Dialect

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Table: TypeAlias = "dict[str, Json]"

NAMES = ("spec", "stack")
"""What there is a schema for."""


def schema_text(name: str) -> str:
    """Give a schema as it is written."""
    path = posixpath.join(posixpath.dirname(__file__), f"{name}.schema.json")
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 -- pathlib costs 6 ms
        return file.read()


@cache
def schema(name: str) -> Table:
    """Give a schema that takes what any of the dialects takes."""
    return table(_read(schema_text(name)))


def _read(text: str) -> Json:
    """Read JSON of ours without `json`, which compiles patterns for a tenth of a start."""
    try:
        from _json import make_scanner  # noqa: PLC0415 -- not in every Python
    except ImportError:
        from json import loads  # noqa: PLC0415 -- as above

        return cast("Json", loads(text))
    return cast("Json", make_scanner(_Reading)(text, 0)[0])  # type: ignore[arg-type]


class _Reading:
    """How JSON becomes values: as `json.JSONDecoder` says it where nobody says otherwise."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = None
    memo: ClassVar[dict[str, str]] = {}


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


def own_types(found: Table, dialect: str | None) -> tuple[str, ...]:
    """Give the types of values that one dialect, or any, takes at a place, as JSON Schema says."""
    forms = table(found.get("x-forms"))
    return tuple(
        name
        for name in texts(found.get("type"))
        if name not in forms or dialect is None or dialect in texts(forms[name])
    )


def _narrowed(value: Json, dialect: str) -> Json:
    if isinstance(value, list):
        return [_narrowed(item, dialect) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: _narrowed(item, dialect) for key, item in value.items()}
    if "x-forms" in value:
        result["type"] = list(own_types(value, dialect))
    return result
