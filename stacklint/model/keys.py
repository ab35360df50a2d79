"""The keys of a spec, or of a stack, as a table that is quick to walk, made from the schema."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING

from stacklint.model.schema import Json, own_types, schema, table, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.dialect import Dialect
    from stacklint.model.schema import Table
    from stacklint.model.yaml.nodes import KeyPath

NULL, BOOL, INT, FLOAT, TEXT, LIST, MAP = (1 << bit for bit in range(7))
ANY = 127

_BITS = {
    "null": NULL,
    "boolean": BOOL,
    "integer": INT,
    "number": INT | FLOAT,
    "string": TEXT,
    "array": LIST,
    "object": MAP,
}

_NAMES = {
    TEXT: "text",
    INT: "a whole number",
    FLOAT: "a number",
    BOOL: "`true` or `false`",
    LIST: "a list",
    MAP: "a mapping",
}

ITEM = "[]"
"""Stands in a path for any item of a list."""
ENTRY = "*"
"""Stands in a path for any name that an operator chooses."""


class Form:
    """What may stand at one place of a spec, for one dialect.

    `keys` are the names with a meaning, `rest` is the form of entries with any other name (None
    where there are no others), `items` the form of list items. `dialects` and `targets` name those
    that know the key, None meaning all; `is_foreign` says that this dialect does not, and
    `is_retired` that nobody does any more. `rule` judges the value, which then counts as fitting
    here. `is_path` means that a date is no text here, `is_free` that nothing at or below the place
    can be wrong, `is_deep` that something below a mapping can, `takes_text` that any text is right.
    """

    __slots__ = (
        "about",
        "choices",
        "dialects",
        "is_deep",
        "is_foreign",
        "is_free",
        "is_path",
        "is_retired",
        "items",
        "keys",
        "rest",
        "rule",
        "takes_text",
        "targets",
        "types",
    )

    def __init__(self) -> None:
        self.types = ANY
        self.keys: dict[str, Form] = {}
        self.rest: Form | None = None
        self.items: Form | None = None
        self.choices: tuple[Json, ...] | None = None
        self.about = ""
        self.dialects: tuple[str, ...] | None = None
        self.targets: tuple[str, ...] | None = None
        self.rule = ""
        self.is_foreign = False
        self.is_free = False
        self.is_path = False
        self.is_retired = False
        self.is_deep = False
        self.takes_text = False


FREE = Form()
FREE.is_free = True


@cache
def spec_form(dialect: Dialect) -> Form:
    """Give the form of a whole spec."""
    return _Maker(schema("spec"), dialect.value).root


@cache
def stack_form() -> Form:
    """Give the form of a whole `stack.yml`, as any of the dialects reads it."""
    return _Maker(schema("stack"), None).root


def forms_along(path: KeyPath, dialect: Dialect) -> Iterator[Form]:
    """Give the forms on the way down a path, the first key's first, as far as it is known."""
    form: Form | None = spec_form(dialect)
    for part in path:
        if form is None:
            return
        form = step(form, part)
        if form is not None:
            yield form


def step(form: Form, part: str | int) -> Form | None:
    """Give the form of what stands below a place, None where no key of that name is known."""
    return form.items if isinstance(part, int) else form.keys.get(part, form.rest)


def form_at(path: KeyPath, dialect: Dialect) -> Form | None:
    """Give the form at a path, None where no key of that name is known."""
    found = [spec_form(dialect), *forms_along(path, dialect)]
    return found[-1] if len(found) > len(path) else None


def types_in_words(types: int) -> str:
    """Say what a place takes."""
    # What takes any number takes a whole one.
    told = types & ~INT if types & FLOAT else types
    return either([word for bits, word in _NAMES.items() if told & bits])


def either(words: list[str]) -> str:
    """Join words of which any one will do."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def known_keys(path: KeyPath, dialect: Dialect) -> tuple[str, ...]:
    """Name the keys that a dialect reads at a path, retired ones left out."""
    form = form_at(path, dialect)
    return (
        () if form is None else tuple(name for name, below in form.keys.items() if _counts(below))
    )


def places_of(name: str, dialect: Dialect) -> tuple[tuple[str, ...], ...]:
    """Give every path at which a dialect reads a key of that name, the shortest first."""
    found = [path for path in _paths(spec_form(dialect), ()) if path[-1] == name]
    return tuple(sorted(found, key=len))


def _counts(form: Form) -> bool:
    return not (form.is_foreign or form.is_retired)


def _paths(form: Form, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, below in form.keys.items():
        if _counts(below):
            yield (*at, name)
            yield from _paths(below, (*at, name))
    if form.rest is not None and form.rest is not FREE and _counts(form.rest):
        yield from _paths(form.rest, (*at, ENTRY))
    # A spec is itself an item of the fork's list of specs.
    if form.items is not None and at:
        yield from _paths(form.items, (*at, ITEM))


class _Maker:
    """Makes forms of a schema; a reference to the whole of it leads back to the root."""

    def __init__(self, found: Table, dialect: str | None) -> None:
        self.whole = found
        self.dialect = dialect
        self.root = Form()
        self.fill(self.root, found, is_judged=False)

    def form(self, value: Json, *, is_judged: bool) -> Form:
        found = table(value)
        reference = found.get("$ref")
        if reference == "#":
            return self.root
        if isinstance(reference, str):
            name = reference.rsplit("/", 1)[-1]
            found = {**table(table(self.whole["$defs"])[name]), **found}
        if not found:
            return FREE
        made = Form()
        self.fill(made, found, is_judged=is_judged)
        return made

    def fill(self, form: Form, found: Table, *, is_judged: bool) -> None:
        form.about = str(found.get("description", ""))
        form.rule = str(found.get("x-rule", ""))
        form.is_retired = found.get("deprecated") is True
        form.dialects = texts(found["x-dialects"]) if "x-dialects" in found else None
        form.targets = texts(found["x-targets"]) if "x-targets" in found else None
        form.is_foreign = self.dialect is not None and self.dialect not in (
            form.dialects or (self.dialect,)
        )
        form.is_path = found.get("format") == "path"
        is_judged = is_judged or bool(form.rule)
        if not is_judged:
            form.types, form.choices = _types(found, self.dialect)
        for name, below in table(found.get("properties")).items():
            form.keys[name] = self.form(below, is_judged=is_judged)
        others = found.get("additionalProperties", True)
        form.rest = None if others is False else self.form(others, is_judged=is_judged)
        form.items = self.form(found["items"], is_judged=is_judged) if "items" in found else None
        _summarize(form)


def _types(found: Table, dialect: str | None) -> tuple[int, tuple[Json, ...] | None]:
    choices = found.get("enum")
    if isinstance(choices, list):
        kinds = {type(None): NULL, bool: BOOL, str: TEXT}
        bits = [kinds[type(choice)] for choice in choices]
        return reduce(or_, bits), tuple(choices)
    if "type" not in found:
        return ANY, None
    bits = [_BITS[name] for name in own_types(found, dialect)]
    return reduce(or_, bits, 0), None


def _summarize(form: Form) -> None:
    form.takes_text = bool(form.types & TEXT) and form.choices is None and not form.is_foreign
    form.is_deep = bool(form.keys) or form.rest is None or not form.rest.is_free
    items_are_free = form.items is None or form.items.is_free
    form.is_free = form.types == ANY and not form.is_deep and not form.is_foreign and items_are_free
