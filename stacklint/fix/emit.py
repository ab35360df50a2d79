"""New text for new data, in the manner of what stands around it; ruamel writes what is nested."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, TypeAlias, cast

from stacklint.model.yaml.nodes import Scalar
from stacklint.model.yaml.scalars import Kind, Reader, kind_of

if TYPE_CHECKING:
    from stacklint.model.change import Data
    from stacklint.model.yaml.scalars import Value

Written: TypeAlias = "Value | list[Written] | dict[str, Written]"

# What a plain text may not begin with, and what may stand nowhere in it.
_INDICATOR = re.compile(r"[?:,\[\]{}#&*!|>'\"%@`]|-(?: |--|\Z)|\.\.\.|(?:=|<<)\Z")
_INDICATED = re.compile(r": |:\Z| #|\A | \Z")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

_NO_FOLDING = 1 << 30


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document is written.

    `step` is how far a mapping stands to the right of its key, `dash` how far a dash does, `quote`
    what stands around text that needs it; `flow` is set where lists of words stand on one line,
    `quotes_all` where no text goes without quotes, as in JSON.
    """

    step: int = 2
    dash: int = 2
    quote: str = "'"
    flow: bool = False
    quotes_all: bool = False

    def takes_one_line(self, data: Data) -> bool:
        """Tell whether data is a list that is written on one line here."""
        return self.flow and isinstance(data, list) and not any(map(_is_nested, data))


def _is_nested(data: Data) -> bool:
    return isinstance(data, list | dict)


def scalar_text(value: Value, quote: str, *, in_flow: bool = False) -> str:
    """Write one value: plain where every reader sees the same in it, else quoted."""
    if isinstance(value, str):
        return value if is_plain(value, in_flow=in_flow) else quoted(value, quote)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float_text(value) if isinstance(value, float) else str(value)


def _float_text(value: float) -> str:
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    mantissa, e, exponent = repr(value).partition("e")
    # YAML 1.1 wants the point and the sign: `1e3` is text to it.
    point = "" if "." in mantissa else ".0"
    return mantissa + point + e + exponent


def is_plain(text: str, *, in_flow: bool) -> bool:
    """Tell whether every reader takes a text for itself when it is written without quotes."""
    if not text or _INDICATOR.match(text) or _INDICATED.search(text) or _UNSEEN.search(text):
        return False
    if in_flow and _NOT_IN_FLOW.search(text):
        return False
    scalar = Scalar(0, 0, text, "")
    return all(kind_of(scalar, reader) is Kind.STR for reader in Reader)


def quoted(text: str, quote: str) -> str:
    """Write a text in quotes; in double ones where single ones cannot hold it."""
    if quote == "'" and _UNSEEN.search(text) is None:
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _UNSEEN.match(character) is None:
        return character
    return f"\\u{ord(character):04x}"


def as_text(value: Data) -> Data:
    """Give a value that is to be quoted: the text of a scalar, anything else as it is."""
    return value if isinstance(value, str | list | dict) else scalar_text(value, "'")


def block_lines(data: Data, manner: Manner, *, quote: bool = False) -> list[str]:
    """Write a mapping or list as lines of block style, the first one at the margin.

    A list below may stand on one line.
    """
    parts = data if isinstance(data, list) else [data]
    marked = [_marked(part, manner, quote=quote, in_flow=False) for part in parts]
    text = _dump(marked if isinstance(data, list) else marked[0], manner, flow=False)
    lines = text.rstrip("\n").split("\n")
    margin = len(lines[0]) - len(lines[0].lstrip(" "))
    return [line[margin:] for line in lines]


def flow_text(data: Data, manner: Manner, *, quote: bool = False) -> str:
    """Write data on one line."""
    if not isinstance(data, list | dict):
        if quote or (manner.quotes_all and isinstance(data, str)):
            return quoted(str(as_text(data)), manner.quote)
        return scalar_text(data, manner.quote, in_flow=True)
    marked = _marked(data, manner, quote=quote, in_flow=True)
    return _dump(marked, manner, flow=True).rstrip("\n")


def _dump(data: Written, manner: Manner, *, flow: bool) -> str:
    # Imported late: only a run that writes needs it.
    from ruamel.yaml import YAML  # noqa: PLC0415

    yaml = YAML()
    yaml.default_flow_style = flow
    yaml.width = _NO_FOLDING
    yaml.indent(mapping=manner.step, sequence=manner.dash + 2, offset=manner.dash)
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _marked(data: Data, manner: Manner, *, quote: bool, in_flow: bool) -> Written:
    """Put the style that ruamel is to write onto each text; `quote` is meant for the values."""
    if isinstance(data, dict):
        return {
            _styled(key, manner, in_flow=in_flow): _marked(
                value, manner, quote=quote, in_flow=in_flow
            )
            for key, value in data.items()
        }
    if isinstance(data, list):
        one_line = not in_flow and bool(data) and manner.takes_one_line(data)
        inner = in_flow or one_line
        items = [_marked(item, manner, quote=quote, in_flow=inner) for item in data]
        return _on_one_line(items) if one_line else items
    if quote:
        return _in_quotes(str(as_text(data)), manner.quote)
    if not isinstance(data, str):
        return data
    return _styled(data, manner, in_flow=in_flow, literal=not in_flow)


def _on_one_line(items: list[Written]) -> list[Written]:
    from ruamel.yaml.comments import CommentedSeq  # noqa: PLC0415

    found = CommentedSeq(items)
    found.fa.set_flow_style()
    return cast("list[Written]", found)


def _styled(text: str, manner: Manner, *, in_flow: bool, literal: bool = False) -> str:
    if manner.quotes_all:
        return _in_quotes(text, manner.quote)
    if is_plain(text, in_flow=in_flow):
        return text
    if literal and _is_script(text):
        from ruamel.yaml.scalarstring import LiteralScalarString  # noqa: PLC0415

        return cast("str", LiteralScalarString(text))
    return _in_quotes(text, manner.quote)


def _is_script(text: str) -> bool:
    """Tell whether a text of several lines can stand below `|` as it is."""
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and lines[0] != ""
        and lines[-1] != ""
        and not lines[0].startswith(" ")
        and not any(line.endswith(" ") or _UNSEEN.search(line) for line in lines)
    )


def _in_quotes(text: str, mark: str) -> str:
    from ruamel.yaml.scalarstring import (  # noqa: PLC0415
        DoubleQuotedScalarString,
        SingleQuotedScalarString,
    )

    single = mark == "'" and _UNSEEN.search(text) is None
    style = SingleQuotedScalarString if single else DoubleQuotedScalarString
    return cast("str", style(text))
