"""What does not fit the schema, value by value: loaded only where something does not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stacklint.model.fit import fit_of
from stacklint.model.keys import MAP, forms_along
from stacklint.model.named import NamedTuple
from stacklint.model.schema import schema_of
from stacklint.model.tokens import has_token, is_opaque
from stacklint.model.yaml.nodes import Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import Kind, kind_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator

    from stacklint.model.change import Data
    from stacklint.model.dialect import Dialect
    from stacklint.model.keys import Form
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node

# The keywords of JSON Schema that speak of a value; those that speak of keys have other rules.
_JUDGED = frozenset({"enum", "format", "type"})


class Day(str):
    """The text of what laconic-so takes for a date."""

    __slots__ = ()


class Misfit(NamedTuple):
    """A value of a type, or a word, that its place does not take; `form` is what it takes."""

    path: KeyPath
    value: Data
    form: Form

    @property
    def kind(self) -> str:
        """What the value is, in words."""
        return kind_in_words(self.value)


def misfits(spec: Spec) -> Iterator[Misfit]:
    """Give the values that do not fit and that no other rule judges."""
    fit = fit_of(spec)
    if fit.is_typed:
        return
    strange = {*fit.unknown, *fit.foreign}
    for error in _validator(spec.dialect).iter_errors(data_of(spec.root)):
        path = tuple(error.absolute_path)
        prefixes = [path[:depth] for depth in range(1, len(path) + 1)]
        forms = tuple(forms_along(path, spec.dialect))
        if error.validator not in _JUDGED or any(form.rule for form in forms):
            continue
        if strange.isdisjoint(prefixes) and not _is_open(spec.document, prefixes):
            value = data_of(spec.document.find(path)[1])
            # A section that is there and empty has its own rule.
            if value is not None or forms[-1].types != MAP:
                yield Misfit(path, value, forms[-1])


@cache
def _validator(dialect: Dialect) -> Draft202012Validator:
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415 -- no stack needs it

    formats = FormatChecker(formats=())
    formats.checks("path")(lambda value: not isinstance(value, Day))
    return Draft202012Validator(schema_of("spec", dialect), format_checker=formats)


def data_of(node: Node | None) -> Data:
    """Give a node as data; of a key that stands twice the first value, as `Document.find` does."""
    node = resolved(node)
    if isinstance(node, Scalar):
        return Day(node.value) if kind_of(node) is Kind.DATE else value_of(node)
    if isinstance(node, Sequence):
        return [data_of(item) for item in node.items]
    table: dict[str, Data] = {}
    for entry in merged_entries(node) if node is not None else ():
        table.setdefault(entry.name, data_of(entry.value))
    return table


def kind_in_words(value: Data) -> str:
    """Say what a value is."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    kinds: dict[type, str] = {
        dict: "a mapping",
        list: "a list",
        str: "text",
        int: "a number",
        float: "a number",
        Day: "a date",
    }
    return kinds.get(type(value), "empty")


def _is_open(document: Document, prefixes: list[KeyPath]) -> bool:
    """Tell whether a template decides about a place: a token is its value, or names it."""
    return any(
        has_token(str(path[-1])) or is_opaque(document, document.find(path)[1]) for path in prefixes
    )
