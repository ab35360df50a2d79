"""What a plain scalar is, to each of the programs that read it.

laconic-so reads a spec with ruamel (YAML 1.2), parts of it with PyYAML (YAML 1.1); docker compose
is written in Go. They differ on type or value of `yes`, `0644`, `22:22`, `1e3`, `08`. kubectl is in
Go too and takes `yes` for a boolean (measured), but reads neither specs nor compose files. What
laconic-so sees where a file says `%YAML 1.1`, `version` knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.enums import Enum
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Node, Scalar, resolved

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

Value: TypeAlias = str | int | float | bool | None


class Kind(Enum):
    """The type a reader gives to a value."""

    NULL = "nothing"
    BOOL = "true or false"
    INT = "a whole number"
    FLOAT = "a number"
    STR = "text"
    DATE = "a date"


class Reader(Enum):
    """A program that reads YAML."""

    RUAMEL = "laconic-so"
    PYYAML = "PyYAML"
    GO = "docker compose"


class OldText(str):
    """A plain value of a file that says `%YAML 1.1`, where laconic-so sees something else in it."""

    __slots__ = ("kind", "seen")

    kind: Kind
    seen: Value


# Python writes out no longer number, in whatever base it was read.
_MOST_DIGITS = 3000
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_BOOLS_11 = _BOOLS | {
    spelling: word in {"yes", "on"}
    for word in ("yes", "no", "on", "off")
    for spelling in (word, word.capitalize(), word.upper())
}

# True to docker compose 2.26 (measured), in quotes too, in small or capital letters.
_YES = frozenset({"true", "yes", "y", "on"})

_TAGGED = {
    "tag:yaml.org,2002:null": Kind.NULL,
    "tag:yaml.org,2002:bool": Kind.BOOL,
    "tag:yaml.org,2002:int": Kind.INT,
    "tag:yaml.org,2002:float": Kind.FLOAT,
}

# The first character of everything that is not plain text to one of the readers.
_MAYBE = frozenset("0123456789+-.~nNtTfFyYoO")
# All that a number or a date consists of: text with anything else, a port with its protocol, say,
# needs no pattern to be told from them.
_OF_NUMBERS = frozenset("0123456789+-._: \tabcdefABCDEFoOxXinINtTzZ")
_DATE = Pattern(
    r"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?"
    r"(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?"
)
_GO_DATE = Pattern(
    r"\d{4}-\d\d?-\d\d?(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)"
    r"| \d\d?:\d\d?:\d\d?(?:\.\d+)?)?"
)
_INTS: Table[Reader, Pattern] = {
    Reader.RUAMEL: Pattern(r"[-+]?(?:0b[0-1_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)"),
    Reader.PYYAML: Pattern(
        r"[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)"
    ),
    Reader.GO: Pattern(r"[-+]?(?:0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*|0[xX][0-9a-fA-F]+)"),
}
_FLOATS: Table[Reader, Pattern] = {
    Reader.RUAMEL: Pattern(
        r"[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    ),
    Reader.PYYAML: Pattern(
        r"[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
        r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    ),
    Reader.GO: Pattern(
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    ),
}


def kind_of(scalar: Scalar, reader: Reader = Reader.RUAMEL) -> Kind:
    """Give the type that a reader sees."""
    if scalar.tag is not None:
        return _tagged_kind(scalar, reader)
    return Kind.STR if scalar.style else _plain_kind(scalar.value, reader)


def _tagged_kind(scalar: Scalar, reader: Reader) -> Kind:
    """Obey a tag, in quotes too; `!` says nothing, whatever YAML 1.2 wants of it (measured)."""
    if scalar.tag == "!":
        return _plain_kind(scalar.value, reader)
    return _TAGGED.get(scalar.tag or "", Kind.STR)


def _plain_kind(text: str, reader: Reader) -> Kind:
    if text in _NULLS:
        return Kind.NULL
    return _kind_of_maybe(text, reader) if text[0] in _MAYBE else Kind.STR


def _kind_of_maybe(text: str, reader: Reader) -> Kind:
    if type(text) is OldText and reader is Reader.RUAMEL:
        return text.kind
    if text.isascii() and not _OF_NUMBERS.issuperset(text) and text not in _BOOLS_11:
        return Kind.STR
    if text in (_BOOLS_11 if reader is Reader.PYYAML else _BOOLS):
        return Kind.BOOL
    # Go takes the underscores out before it looks, but not behind a leading point.
    number = text.replace("_", "") if reader is Reader.GO and text[0] != "." else text
    if text.strip("+-_") and _INTS[reader].fullmatch(number):
        return Kind.INT
    if _FLOATS[reader].fullmatch(number):
        return Kind.FLOAT
    date = _GO_DATE if reader is Reader.GO else _DATE
    return Kind.DATE if date.fullmatch(text) else Kind.STR


def value_of(scalar: Scalar) -> Value:
    """Give the value that laconic-so sees; a date and what it dies of (`0x_`) stay text."""
    text = scalar.value
    if type(text) is OldText:
        return text.seen
    match kind_of(scalar):
        case Kind.NULL:
            return None
        case Kind.BOOL:
            # With a tag, all words of YAML 1.1 are taken.
            return _BOOLS.get(text, text.lower() in _YES)
        case Kind.INT | Kind.FLOAT as kind:
            return _number(text, kind)
        case Kind.STR | Kind.DATE:
            return text


def _number(text: str, kind: Kind) -> Value:
    try:
        return _whole_number(text) if kind is Kind.INT else _fraction(text)
    except ValueError:
        return text


def _fraction(text: str) -> float:
    written = text.replace("_", "").lower()
    return float(written.replace(".inf", "inf").replace(".nan", "nan"))


def _whole_number(text: str) -> int:
    digits = text.replace("_", "")
    if len(digits) > _MOST_DIGITS:
        raise ValueError(text)
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    for prefix, base in (("0b", 2), ("0o", 8), ("0x", 16)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits)


def read_text(scalar: Scalar) -> str:
    """Give a text as laconic-so sees it: a whole number without a base, as it writes it."""
    return str(value_of(scalar)) if kind_of(scalar) is Kind.INT else scalar.value


def text_of(node: Node | None) -> str | None:
    """Give the text of a scalar that is not null; None for anything else."""
    if type(node) is not Scalar:
        node = resolved(node)
    return node.value if type(node) is Scalar and not is_null(node) else None


def is_null(node: Node | None) -> bool:
    """Tell whether a value is written as nothing, `~` or `null`, with `!!null` before it or not."""
    # Asked of every value: most are text in quotes, or none that could be null.
    if type(node) is not Scalar:
        node = resolved(node)
    if type(node) is not Scalar or node.style or node.value not in _NULLS:
        return False
    return node.tag is None or kind_of(node) is Kind.NULL


def has_value(node: Node | None) -> bool:
    """Tell whether something is written at a place, and is no null."""
    return node is not None and not is_null(node)


def is_yes(node: Node | None) -> bool:
    """Tell whether docker compose takes a value for true."""
    return (text_of(node) or "").lower() in _YES
