"""How a spec fits the schema: a quick answer for every spec; `misfits` has the full one.

The types are those that laconic-so sees (ruamel, YAML 1.2). What holds a template token fits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.keys import (
    BOOL,
    FLOAT,
    INT,
    LIST,
    MAP,
    NULL,
    TEXT,
    Form,
    spec_form,
)
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token, is_opaque
from stacklint.model.yaml.nodes import (
    MERGE_KEY,
    Mapping,
    Node,
    Scalar,
    Sequence,
    merged_entries,
    resolved,
)
from stacklint.model.yaml.scalars import Kind, OldText, is_null, kind_of, value_of

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Entry, KeyPath

BITS = {
    Kind.NULL: NULL,
    Kind.BOOL: BOOL,
    Kind.INT: INT,
    Kind.FLOAT: FLOAT,
    Kind.STR: TEXT,
    Kind.DATE: TEXT,
}
"""What a scalar is, as forms name it."""
# Every other plain scalar is text, whoever reads it.
_MAYBE_NO_TEXT = frozenset("0123456789+-.~nNtTfF")

# Sections of other specs that fit, each with its form; many specs say the same of some sections.
_right: set[tuple[Form, str]] = set()
_MOST_RIGHT = 500


class Fit(NamedTuple):
    """The keys that nobody reads, those that only other dialects read, and whether types fit."""

    unknown: tuple[KeyPath, ...]
    foreign: tuple[KeyPath, ...]
    is_typed: bool


# The rules that ask stand in a row, each for the same spec.
@lru_cache(maxsize=2)
def fit_of(spec: Spec) -> Fit:
    """Compare a spec with the schema, once."""
    walk = Walk(spec.document)
    walk.mapping(spec.root, spec_form(spec.dialect), ())
    return Fit(tuple(walk.unknown), tuple(walk.foreign), not walk.mistyped)


class Walk:
    """One pass over a document, beside the forms of a schema.

    `unknown` are the keys that nobody reads, `foreign` those that only other dialects read,
    `mistyped` the values that do not fit, each with its form.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.unknown: list[KeyPath] = []
        self.foreign: list[KeyPath] = []
        self.mistyped: list[tuple[KeyPath, Form]] = []

    def mapping(self, node: Mapping, form: Form, at: KeyPath) -> None:
        """Look at the entries of a mapping, and at those that are merged into it."""
        own = node.entries
        merges = self.entries(own, form, at)
        if merges:
            self.entries(merged_entries(node)[len(own) - merges :], form, at)

    def entries(self, entries: list[Entry], form: Form, at: KeyPath) -> int:
        """Look at entries, and give how many of them are `<<`."""
        keys, rest = form.keys, form.rest
        merges = 0
        for entry in entries:
            name, value = entry.name, entry.value
            below = keys.get(name, rest)
            if name == MERGE_KEY:
                merges += 1
            elif below is None:
                self.stranger(name, (*at, name))
            elif below.is_free or (below.takes_text and _is_text(value)):
                continue
            elif below is rest and keys:
                self.chosen(value, below, (*at, name))
            elif below.is_foreign:
                self.foreign.append((*at, name))
            elif at:
                self.value(value, below, (*at, name))
            else:
                self.section(entry, below)
        return merges

    def section(self, entry: Entry, form: Form) -> None:
        """Judge a section, but for one that was right in another spec, to the letter."""
        if type(entry.value) is not Sequence and not form.is_deep:
            # As fast told as looked up, and `config` is long.
            self.value(entry.value, form, (entry.name,))
            return
        text = self.document.text
        # An anchor, a directive or what renders a template may let it say more than is written.
        can_be_told = "&" not in text and "%" not in text and not self.document.masked
        section = form, text[entry.key.start : entry.value.end] if can_be_told else ""
        if section in _right:
            return
        found = len(self.unknown) + len(self.foreign) + len(self.mistyped)
        self.value(entry.value, form, (entry.name,))
        if can_be_told and found == len(self.unknown) + len(self.foreign) + len(self.mistyped):
            if len(_right) == _MOST_RIGHT:
                _right.clear()
            _right.add(section)

    def value(self, node: Node | None, form: Form, path: KeyPath) -> None:
        """Judge a value, and what is below it."""
        node = resolved(node)
        if not fits(node, form):
            if not self.is_passed(node, form, path):
                self.mistyped.append((path, form))
        elif type(node) is Mapping:
            if form.is_deep:
                self.mapping(node, form, path)
        elif type(node) is Sequence and form.items is not None and not form.items.is_free:
            for index, item in enumerate(node.items):
                self.value(item, form.items, (*path, index))

    def is_passed(self, node: Node | None, form: Form, path: KeyPath) -> bool:
        """Leave out what a template decides, and a section that is there and empty."""
        if form.types == MAP and is_null(node):
            return True
        return is_opaque(self.document, node) or any(has_token(str(part)) for part in path)

    def chosen(self, node: Node, form: Form, path: KeyPath) -> None:
        """Judge an entry that stands where keys and names of an operator's choice are mixed.

        `cpus: 4` beside the names of services is no service, and so it is an unknown key.
        """
        if is_opaque(self.document, node):
            return
        if not fits(resolved(node), form):
            if form.is_foreign or not is_null(node):
                self.stranger(str(path[-1]), path)
        elif form.is_foreign:
            self.foreign.append(path)
        else:
            self.value(node, form, path)

    def stranger(self, name: str, path: KeyPath) -> None:
        """Note a key that nobody reads."""
        if name and not name.startswith("x-") and not has_token(name):
            self.unknown.append(path)


def _is_text(node: Node | None) -> bool:
    """Tell at once that a node is text; a text that could be a number is not told at once."""
    if type(node) is not Scalar or type(node.value) is OldText:
        return False
    return bool(node.style or (node.value and node.value[0] not in _MAYBE_NO_TEXT))


def fits(node: Node | None, form: Form) -> bool:
    """Tell whether a value is of a type, and one of the words, that its place takes."""
    types = form.types
    if type(node) is Scalar:
        kind = Kind.STR if _is_text(node) else kind_of(node)
        if not types & BITS[kind] or (form.is_path and kind is Kind.DATE):
            return False
        return form.choices is None or value_of(node) in form.choices
    if type(node) is Mapping:
        return bool(types & MAP)
    return bool(types & LIST) or node is None
