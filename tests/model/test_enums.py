"""Enumerations that are cheap to define are enumerations in use."""

from __future__ import annotations

import copy
import enum
import json
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import pytest

from stacklint.model.enums import Enum, IntEnum

if TYPE_CHECKING:
    from collections.abc import Callable


class Word(Enum):
    """Words, one of them under two names."""

    ONE = "one"
    TWO = "two"
    ALSO_ONE = "one"

    @property
    def loud(self) -> str:
        return self.value.upper()


class Number(IntEnum):
    """Numbers."""

    LOW = 1
    HIGH = 2


class _Theirs:
    """The same, as the standard library defines it."""

    class Word(enum.Enum):
        ONE = "one"
        TWO = "two"
        ALSO_ONE = "one"  # noqa: PIE796 -- an alias is the point

        @property
        def loud(self) -> str:
            return str(self.value).upper()

    class Number(enum.IntEnum):
        LOW = 1
        HIGH = 2


@pytest.mark.parametrize(
    "look",
    [
        lambda x: [*map(repr, x), *map(str, x), f"{x.ONE}"],
        lambda x: ([one.name for one in reversed(x)], [one.value for one in x]),
        lambda x: (len(x), list(x.__members__), x.ONE in x, {x.TWO: 1}[x.TWO]),
        lambda x: (x("two") is x.TWO, x["TWO"] is x.TWO, x.ALSO_ONE is x.ONE),
        lambda x: (x.ONE == x.TWO, x.ONE == "one", bool(x.ONE), type(x.ONE) is x),
        lambda x: (x.ALSO_ONE.name, x.ONE.loud, isinstance(x.ONE, x)),
    ],
)
def test_words_are_what_the_library_makes(look: Callable[[object], object]) -> None:
    assert look(Word) == look(_Theirs.Word)


@pytest.mark.parametrize(
    "look",
    [
        lambda x: [*map(repr, x), *map(str, x), f"{x.LOW} {x.HIGH:03}"],
        lambda x: ([one.name for one in reversed(x)], [one.value for one in x], x(2).name),
        lambda x: (x.LOW < x.HIGH, max(x).name, x.HIGH - 1 == 1, x.LOW == 1, hash(x.LOW) == 1),
        lambda x: json.dumps([x.LOW, x.HIGH]),
    ],
)
def test_numbers_are_what_the_library_makes(look: Callable[[object], object]) -> None:
    assert look(Number) == look(_Theirs.Number)


@pytest.mark.parametrize(
    ("find", "error", "words"),
    [
        (lambda: Word("three"), ValueError, "'three' is not a valid Word"),
        (lambda: Number(3), ValueError, "3 is not a valid Number"),
        (lambda: Word["THREE"], KeyError, "THREE"),
        (lambda: getattr(Word, "THREE"), AttributeError, "THREE"),  # noqa: B009
    ],
)
def test_what_is_not_there_is_an_error(
    find: Callable[[], object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        find()


@pytest.mark.parametrize("one", [Word.TWO, Number.HIGH])
def test_a_member_is_the_only_one(one: Word | Number) -> None:
    receiver, sender = Pipe()
    sender.send(one)
    assert receiver.recv() is one
    assert copy.copy(one) is one
    assert copy.deepcopy([one])[0] is one


def test_member_is_matched() -> None:
    match Number(1):
        case Number.HIGH:
            raise AssertionError
        case Number.LOW as found:
            assert found is Number.LOW
