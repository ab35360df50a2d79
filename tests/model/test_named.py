"""Named tuples that are cheap to define are named tuples in use."""

from __future__ import annotations

import copy
import typing
from multiprocessing import Pipe

import pytest

from stacklint.model.named import NamedTuple


class Ours(NamedTuple):
    """Two fields, one of which may be left out."""

    first: int
    second: str = "b"

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Theirs(typing.NamedTuple):
    """The same, as the standard library defines it."""

    first: int
    second: str = "b"


@pytest.mark.parametrize(
    "look",
    [
        tuple,
        repr,
        len,
        hash,
        lambda x: x._asdict(),
        lambda x: x._fields,
        lambda x: x._field_defaults,
        lambda x: x.__match_args__,
        lambda x: x._replace(first=7),
        lambda x: x._make([7, "c"]),
        lambda x: (x.first, x.second),
        lambda x: x == (1, "b"),
        lambda x: sorted([x, x._replace(first=0)]),
    ],
)
def test_is_what_the_library_makes(look: typing.Callable[[Ours | Theirs], object]) -> None:
    ours, theirs = look(Ours(1)), look(Theirs(1))
    assert str(ours).replace("Ours", "Theirs") == str(theirs)
    assert ours == theirs or look is repr


def test_has_methods_of_its_own() -> None:
    assert Ours(first=1, second="x").both == "1x"
    match Ours(1):
        case Ours(first, second):
            assert (first, second) == (1, "b")


def sent(one: Ours) -> Ours:
    """Give what another process would receive."""
    receiver, sender = Pipe()
    sender.send(one)
    got: Ours = receiver.recv()
    return got


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, sent])
def test_is_copied_as_what_it_is(again: typing.Callable[[Ours], Ours]) -> None:
    assert again(Ours(1)) == Ours(1)
    assert type(again(Ours(1))) is Ours


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Ours, r"Ours.__new__\(\) missing 1 required positional argument: 'first'"),
        (lambda: Ours._make([1, "b", 2]), "takes from 2 to 3 positional arguments but 4"),
        (lambda: Ours(first=1, third=1), "unexpected keyword"),  # type: ignore[call-arg]
        (lambda: Ours._make([]), "missing 1 required"),
        (lambda: Ours(1)._replace(third=1), "Ours has no third"),  # type: ignore[call-arg]
        (lambda: setattr(Ours(1), "first", 2), "attribute"),
    ],
)
def test_refuses_what_does_not_fit(make: typing.Callable[[], object], words: str) -> None:
    with pytest.raises((TypeError, AttributeError), match=words):
        make()
