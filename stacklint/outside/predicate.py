"""What can be asked of an entry: one predicate each, by the word that the table has for it."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.model.quantity import megabytes_of
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import Kind, kind_of, value_of
from stacklint.outside.expression import BadExpression
from stacklint.outside.search import Expression

if TYPE_CHECKING:
    from stacklint.model.change import Data
    from stacklint.model.yaml.scalars import Value

Test: TypeAlias = Callable[[Node], bool]


class BadPredicate(Exception):
    """A predicate that asks for what makes no sense."""


class Predicate(NamedTuple):
    """A question about an entry.

    `about` are the words for what it is compared with. `test` judges a node that no template
    decides; it is always true of one that the question does not concern.
    """

    name: str
    about: str
    test: Test

    @property
    def demand(self) -> str:
        """What has to be, behind the path of the entry."""
        return _VERBS[self.name][0] + self.about

    @property
    def state(self) -> str:
        """What is, behind the path of the entry."""
        return _VERBS[self.name][1] + self.about

    @property
    def is_about_presence(self) -> bool:
        """It asks whether there is an entry, and not what its value is."""
        return self.name in PRESENCE


_VERBS = {
    "required": ("has to be there", "is there"),
    "forbidden": ("must not be there", "is not there"),
    "matches": ("has to match", "matches"),
    "not-matches": ("must not match", "does not match"),
    "one-of": ("has to be", "is"),
    "none-of": ("must not be", "is not"),
    "type": ("has to be of the type", "is of the type"),
    "at-least": ("has to be at least", "is at least"),
    "at-most": ("has to be at most", "is at most"),
}
PRESENCE = ("required", "forbidden")
TYPES = ("text", "number", "integer", "boolean", "list", "mapping", "null")

_TYPES_OF = {
    Kind.NULL: {"null"},
    Kind.BOOL: {"boolean"},
    Kind.INT: {"integer", "number"},
    Kind.FLOAT: {"number"},
    Kind.STR: {"text"},
    Kind.DATE: {"text"},
}


def predicate_of(name: str, wanted: Data) -> Predicate:
    """Make a predicate of what a table asks for; BadPredicate where that makes no sense."""
    about, test = _MAKERS[name](wanted)
    return Predicate(name, about and f" {about}", test)


def _required(_wanted: Data) -> tuple[str, Test]:
    return "", lambda _node: True


def _forbidden(_wanted: Data) -> tuple[str, Test]:
    return "", lambda _node: False


def _matches(wanted: Data) -> tuple[str, Test]:
    expression = _expression(wanted)
    return f"`{wanted}`", _of_text(expression.is_in)


def _not_matches(wanted: Data) -> tuple[str, Test]:
    expression = _expression(wanted)
    return f"`{wanted}`", _of_text(lambda text: not expression.is_in(text))


def _one_of(wanted: Data) -> tuple[str, Test]:
    values = _values(wanted)
    return _listed(values), _of_value(lambda x: _is_among(x, values))


def _none_of(wanted: Data) -> tuple[str, Test]:
    values = _values(wanted)
    return _listed(values), _of_value(lambda x: not _is_among(x, values))


def _type(wanted: Data) -> tuple[str, Test]:
    return str(wanted), lambda node: wanted in _types_of(node)


def _at_least(wanted: Data) -> tuple[str, Test]:
    least, measure = _measure(wanted)
    return str(wanted), _of_measure(measure, lambda found: found >= least)


def _at_most(wanted: Data) -> tuple[str, Test]:
    most, measure = _measure(wanted)
    return str(wanted), _of_measure(measure, lambda found: found <= most)


_MAKERS: dict[str, Callable[[Data], tuple[str, Test]]] = {
    "required": _required,
    "forbidden": _forbidden,
    "matches": _matches,
    "not-matches": _not_matches,
    "one-of": _one_of,
    "none-of": _none_of,
    "type": _type,
    "at-least": _at_least,
    "at-most": _at_most,
}

NAMES = tuple(_MAKERS)
"""The words for predicates."""


def _expression(wanted: Data) -> Expression:
    try:
        return Expression(str(wanted))
    except BadExpression as error:
        raise BadPredicate(str(error)) from None


def _of_text(test: Callable[[str], bool]) -> Test:
    """Ask it of text; where nothing is written, of an empty one."""

    def judge(node: Node) -> bool:
        found = resolved(node)
        if not isinstance(found, Scalar):
            return True
        return test("" if kind_of(found) is Kind.NULL else found.value)

    return judge


def _of_value(test: Callable[[Value], bool]) -> Test:
    def judge(node: Node) -> bool:
        found = resolved(node)
        return not isinstance(found, Scalar) or test(value_of(found))

    return judge


def _values(wanted: Data) -> list[Data]:
    return wanted if isinstance(wanted, list) else [wanted]


def _listed(values: list[Data]) -> str:
    shown = ", ".join(f"`{_shown(value)}`" for value in values)
    return shown if len(values) == 1 else f"one of {shown}"


def _shown(value: Data) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_among(value: Value, values: list[Data]) -> bool:
    """Tell whether a value is among some: `true` is no 1, and the text `1` is no number."""
    return any(_is_same(value, other) for other in values)


def _is_same(value: Value, other: Data) -> bool:
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    return value == other


def _types_of(node: Node) -> set[str]:
    found = resolved(node)
    if isinstance(found, Scalar):
        return _TYPES_OF[kind_of(found)]
    if isinstance(found, Mapping):
        return {"mapping"}
    return {"list"} if isinstance(found, Sequence) else set()


Measure: TypeAlias = Callable[[Scalar], float | None]


def _measure(wanted: Data) -> tuple[float, Measure]:
    if isinstance(wanted, int | float):
        if not isfinite(wanted):
            raise BadPredicate("it is no number that anything could be compared with")
        return wanted, _number_of
    size = megabytes_of(str(wanted))
    if not size:
        raise BadPredicate("it is neither a number nor a size such as `4G`")
    return size, lambda node: megabytes_of(node.value)


def _number_of(node: Scalar) -> float | None:
    value = value_of(node)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _of_measure(measure: Measure, test: Callable[[float], bool]) -> Test:
    """Ask it of what can be measured; that something is no number is another question."""

    def judge(node: Node) -> bool:
        found = resolved(node)
        size = measure(found) if isinstance(found, Scalar) else None
        return size is None or test(size)

    return judge
