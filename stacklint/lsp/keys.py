"""What a key of a spec or a stack means: the description that the JSON Schema has of it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from stacklint.model.named import NamedTuple
from stacklint.model.spec_shape import is_spec
from stacklint.model.stack import is_stack
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping, walk

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath

Schema: TypeAlias = "dict[str, object]"

_FOLDER = Path(__file__).parent.parent / "model" / "schema"


class Meaning(NamedTuple):
    """A key by its whole path, with dots, and what is known of it."""

    name: str
    words: str


def meaning_at(path: str, text: str, offset: int) -> Meaning | None:
    """Give the meaning of the key at an offset; None where there is none, or nobody knows it."""
    document = text_document(path, text)
    root, schema = document.mapping, _schema_of(document)
    if root is None or schema is None:
        return None
    for at, node in walk(root):
        for entry in node.entries if isinstance(node, Mapping) else ():
            if entry.key.start <= offset <= entry.key.end:
                whole = (*at, entry.name)
                words = _description(schema, whole)
                return Meaning(".".join(map(str, whole)), words) if words else None
    return None


def _schema_of(document: Document) -> Schema | None:
    if is_spec(document):
        return _read("spec")
    return _read("stack") if is_stack(document) else None


@cache
def _read(name: str) -> Schema:
    text = (_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    return cast("Schema", json.loads(text))


def _description(schema: Schema, path: KeyPath) -> str:
    """Give what the schema says of a path; where several forms are possible, of the first."""
    here: list[Schema] = [schema]
    for part in path:
        here = [x for one in here for form in _forms(schema, one) for x in _step(form, part)]
    said = (form.get("description") for one in here for form in _forms(schema, one))
    return next((str(words) for words in said if words), "")


def _forms(schema: Schema, one: Schema) -> list[Schema]:
    """Give a schema with what it refers to, and the forms that it leaves the choice of."""
    found = [one]
    reference = one.get("$ref")
    if isinstance(reference, str):
        named = cast("dict[str, Schema]", schema["$defs"])
        found += _forms(schema, named[reference.rpartition("/")[2]])
    for several in ("anyOf", "oneOf", "allOf"):
        for form in cast("list[Schema]", one.get(several, [])):
            found += _forms(schema, form)
    return found


def _step(one: Schema, part: str | int) -> list[Schema]:
    """Give what a schema says of a key, or of any item."""
    if isinstance(part, int):
        items = one.get("items")
        return [cast("Schema", items)] if isinstance(items, dict) else []
    named = cast("dict[str, Schema]", one.get("properties", {}))
    if part in named:
        return [named[part]]
    patterns = cast("dict[str, Schema]", one.get("patternProperties", {}))
    fitting = [below for pattern, below in patterns.items() if re.search(pattern, part)]
    others = one.get("additionalProperties")
    return fitting or ([cast("Schema", others)] if isinstance(others, dict) else [])
