"""Regular expressions, read: those that can be matched in time that grows with the text alone.

They are written as everywhere, and mean what they do to `re.search` with ASCII classes; look-around
and back references are not among them. `$` is the very end of the text.
"""

from __future__ import annotations

import re

from stacklint.outside.parts import Characters, Edge, Either, Repeated, Sequence, size_of

LONGEST, LARGEST, DEEPEST = 500, 500, 30
"""The most that is read: characters of an expression, of it written out, and levels of groups."""


class BadExpression(Exception):
    """A text that is no regular expression of this kind."""


_LAST = 0x10FFFF
_CLASSES = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": ((9, 13), (32, 32)),
}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_ALL_BUT_LINE_END = Characters(((10, 10),), outside=True)
_COUNT = re.compile(r"\{(\d+)\}|\{(\d*),(\d*)\}")
_HINTS = {
    "A": "write `^`",
    "Z": "write `$`",
    "b": "write the characters that may stand there, as in `(^|[^a-z])`",
}


def expression_of(text: str) -> Sequence:
    """Read a regular expression; BadExpression says what is wrong with it."""
    if len(text) > LONGEST:
        raise BadExpression(f"it is longer than {LONGEST} characters")
    reader = _Reader(text)
    found = reader.either(0)
    if reader.at < len(text):
        raise BadExpression("a `)` has no `(` before it")
    return found


class _Reader:
    """A way through the text of an expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, wanted: str) -> bool:
        found = self.text.startswith(wanted, self.at)
        self.at += len(wanted) if found else 0
        return found

    def either(self, depth: int) -> Sequence:
        if depth > DEEPEST:
            raise BadExpression(f"its groups are nested more than {DEEPEST} levels deep")
        ways = [self.sequence(depth)]
        while self.take("|"):
            ways.append(self.sequence(depth))
        return ways[0] if len(ways) == 1 else (Either(tuple(ways)),)

    def sequence(self, depth: int) -> Sequence:
        found: Sequence = ()
        while self.peek() not in {"", "|", ")"}:
            found = (*found, *self.repeated(self.one(depth)))
            _guard_size(size_of(found))
        return found

    def one(self, depth: int) -> Sequence:
        sign = self.peek()
        self.at += 1
        if sign in {"^", "$"}:
            return (Edge(sign),)
        if sign == "(":
            return self.group(depth)
        if sign == ".":
            return (_ALL_BUT_LINE_END,)
        if sign == "[":
            return (self.set(),)
        if sign == "\\":
            return (self.escaped(),)
        if sign in {"*", "+", "?"}:
            raise BadExpression(f"there is nothing before `{sign}` that it could repeat")
        return (_only(sign),)

    def group(self, depth: int) -> Sequence:
        if self.take("?") and not self.take(":"):
            raise BadExpression(
                "of the groups that begin with `(?`, only `(?:` is read: what must not be there"
                " is said with `not-matches`"
            )
        found = self.either(depth + 1)
        if not self.take(")"):
            raise BadExpression("a `(` has no `)` behind it")
        return found

    def escaped(self) -> Characters:
        sign = self.peek()
        self.at += 1
        if sign.lower() in _CLASSES:
            return Characters(_CLASSES[sign.lower()], outside=sign.isupper())
        if sign in _CONTROLS:
            return _only(_CONTROLS[sign])
        if not sign or (sign.isascii() and sign.isalnum()):
            hint = f": {_HINTS[sign]}" if sign in _HINTS else ""
            raise BadExpression(f"`\\{sign}` means nothing here{hint}")
        return _only(sign)

    def set(self) -> Characters:
        """Read what stands between brackets; a `]` right behind the `[` is one of them."""
        outside = self.take("^")
        ranges: tuple[tuple[int, int], ...] = ()
        first = True
        while first or self.peek() != "]":
            ranges = (*ranges, *self.range())
            first = False
        self.at += 1
        return Characters(ranges, outside)

    def range(self) -> tuple[tuple[int, int], ...]:
        start = self.member()
        ahead = self.text[self.at : self.at + 2]
        if not ahead.startswith("-") or ahead == "-]":
            return _inside(start)
        self.at += 1
        low, high = _code(start), _code(self.member())
        if low is None or high is None or low > high:
            raise BadExpression("a range between brackets goes from one character to a later one")
        return ((low, high),)

    def member(self) -> Characters:
        sign = self.peek()
        if not sign:
            raise BadExpression("a `[` has no `]` behind it")
        self.at += 1
        return self.escaped() if sign == "\\" else _only(sign)

    def repeated(self, body: Sequence) -> Sequence:
        found = self.times()
        if found is None:
            return body
        if body in {(Edge.START,), (Edge.END,)}:
            raise BadExpression(f"there is nothing before the quantifier behind `{body[0].value}`")
        if self.take("+"):
            raise BadExpression("a `+` behind another quantifier means nothing here")
        # Whether as few as can be or as many are taken makes no difference to whether it fits.
        self.take("?")
        if self.peek() in {"*", "+", "?"} or _COUNT.match(self.text, self.at):
            raise BadExpression("a quantifier stands behind another: put a group around the first")
        return _times(body, *found)

    def times(self) -> tuple[int, int | None] | None:
        for sign, found in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return found
        count = _COUNT.match(self.text, self.at)
        if count is None:
            return None
        self.at = count.end()
        if count[1]:
            return _number(count[1]), _number(count[1])
        return _number(count[2] or "0"), _number(count[3]) if count[3] else None


def _number(digits: str) -> int:
    # More than can be written out anyway, and less than would take time to read.
    return min(int(digits[:9]), LARGEST + 1)


def _times(body: Sequence, least: int, most: int | None) -> Sequence:
    if most is None:
        _guard_size(size_of(body) * (least + 1))
        return (*(body * least), Repeated(body))
    if most < least:
        raise BadExpression("a quantifier begins with more than it ends with")
    _guard_size(max(size_of(body), 1) * most)
    return (*(body * least), *((Either((body, ())),) * (most - least)))


def _guard_size(size: int) -> None:
    """Refuse what would be too large."""
    if size > LARGEST:
        raise BadExpression(f"written out, it is longer than {LARGEST} characters")


def _only(character: str) -> Characters:
    return Characters(((ord(character), ord(character)),))


def _code(characters: Characters) -> int | None:
    (first, last), *more = characters.ranges
    return first if first == last and not more and not characters.outside else None


def _inside(characters: Characters) -> tuple[tuple[int, int], ...]:
    """Give the ranges of characters, those of a negated class turned inside out."""
    if not characters.outside:
        return characters.ranges
    ends = [-1, *(code for pair in characters.ranges for code in pair), _LAST + 1]
    gaps = zip(ends[::2], ends[1::2], strict=True)
    return tuple((last + 1, first - 1) for last, first in gaps if last + 1 <= first - 1)
