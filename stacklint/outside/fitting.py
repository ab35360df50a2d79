"""How a table fits its schema: the first thing that is wrong with it, in a sentence.

jsonschema would say as much, in 75 ms and in words about schemas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.schema import Json, Table, table, texts
from stacklint.model.spelling import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST = 60
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_FORMS = {
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}


def misfit(value: object, schema: Table, at: str = "") -> str | None:
    """Say what is wrong with a value at a place; None where it fits."""
    if not _is_typed(value, schema):
        return _form(value, schema, at)
    for keyword, judge in _KEYWORDS.items():
        if keyword in schema:
            words = judge(value, schema, at)
            if words is not None:
                return words
    return None


def meant(word: str, known: Iterable[str]) -> str:
    """Give ` (did you mean x?)` where a known word is close."""
    close = closest(word, known)
    return f" (did you mean {close}?)" if close else ""


def is_short(text: str) -> bool:
    """Tell whether a text can be shown in a sentence."""
    return len(text) <= _LONGEST


def _is_typed(value: object, schema: Table) -> bool:
    kinds = texts(schema.get("type", list(_TYPES)))
    if isinstance(value, bool):
        return "boolean" in kinds
    return any(isinstance(value, _TYPES[kind]) for kind in kinds if kind != "boolean")


def _form(value: object, schema: Table, at: str) -> str:
    form = schema.get("x-form") or _FORMS[texts(schema.get("type"))[0]]
    return f"`{at}`{_said(value)} has to be {form}"


def _said(value: object) -> str:
    return f" is `{value}`, and" if isinstance(value, str) and is_short(value) else ""


def _const(value: object, schema: Table, at: str) -> str | None:
    return None if value is schema["const"] else f"`{at}` can only be true: leave it out"


def _enum(value: object, schema: Table, at: str) -> str | None:
    known = texts(schema["enum"])
    if value in known:
        return None
    guess = meant(value, known) if isinstance(value, str) else ""
    return f"`{at}`{_said(value)} has to be one of {', '.join(known)}{guess}"


def _pattern(value: object, schema: Table, at: str) -> str | None:
    fits = not isinstance(value, str) or re.search(str(schema["pattern"]), value)
    return None if fits else _form(value, schema, at)


def _least_items(value: object, schema: Table, at: str) -> str | None:
    return _form(value, schema, at) if value == [] else None


def _items(value: object, schema: Table, at: str) -> str | None:
    items = value if isinstance(value, list) else []
    inner = table(schema["items"])
    found = (misfit(item, inner, f"{at}[{index}]") for index, item in enumerate(items))
    return next((words for words in found if words is not None), None)


def _keys(value: object, schema: Table, at: str) -> str | None:
    known, rest = table(schema.get("properties")), schema["additionalProperties"]
    for key, inner in _table_of(value).items():
        path = _below(at, key)
        if key not in known and rest is False:
            return f"unknown key `{path}`{meant(key, known) or schema.get('x-hint', '')}"
        words = misfit(inner, table(known.get(key, rest)), path)
        if words is not None:
            return words
    return None


def _below(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _required(value: object, schema: Table, at: str) -> str | None:
    lacking = (key for key in texts(schema["required"]) if key not in _table_of(value))
    key = next(lacking, None)
    return None if key is None else f"`{_below(at, key)}` is missing"


def _one_of(value: object, schema: Table, at: str) -> str | None:
    ways = schema["oneOf"]
    names = [texts(table(way)["required"])[0] for way in (ways if isinstance(ways, list) else [])]
    found = [name for name in names if name in _table_of(value)]
    if len(found) == 1:
        return None
    if found:
        return f"`{found[0]}` and `{found[1]}` stand together: only one of them can be meant"
    where = f"`{at}`" if at else "it"
    return f"{where} has none of {', '.join(names)}, and needs one"


def _any_of(value: object, schema: Table, at: str) -> str | None:
    ways = [table(way) for way in _list_of(schema["anyOf"])]
    typed = next((way for way in ways if _is_typed(value, way)), None)
    return _form(value, schema, at) if typed is None else misfit(value, typed, at)


def _table_of(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list_of(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


_KEYWORDS: dict[str, Callable[[object, Table, str], str | None]] = {
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "minItems": _least_items,
    "items": _items,
    "additionalProperties": _keys,
    "required": _required,
    "oneOf": _one_of,
    "anyOf": _any_of,
}
