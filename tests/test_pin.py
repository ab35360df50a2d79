"""A profile pinned to a release."""

from __future__ import annotations

import pytest

from stacklint import __version__
from stacklint.finding import Profile
from stacklint.pin import BadPin, Pin, pin_of, release_of
from stacklint.rules import LISTED, Listed
from stacklint.select import Choice, Selection


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("recommended", Pin(Profile.RECOMMENDED)),
        ("strict@0.1", Pin(Profile.STRICT, (0, 1))),
        ("audit@0.0.9", Pin(Profile.AUDIT, (0, 0, 9))),
        (f"audit@{__version__}", Pin(Profile.AUDIT, release_of(__version__))),
    ],
)
def test_pin_is_read_and_written_alike(text: str, pin: Pin) -> None:
    assert pin_of(text) == pin
    assert pin.word == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pedantic", "`pedantic` is no profile: there are recommended, strict, audit"),
        ("", "`` is no profile"),
        ("strict@", "`` is no release: write it as in `recommended@0.1`"),
        ("strict@latest", "`latest` is no release"),
        ("strict@-1", "`-1` is no release"),
        ("strict@0", "`0` is no release: write it as in `recommended@0.1`"),
        ("strict@0.-1", "`0.-1` is no release"),
        ("strict@0.1_0", "`0.1_0` is no release"),
        ("strict@ 0.1", "` 0.1` is no release"),
        ("strict@\u0660.\u0661", "`\u0660.\u0661` is no release"),
        ("strict@v0.1", "`v0.1` is no release"),
        ("strict@0", "`0` is no release"),
        ("strict@0.0", "`0.0` is no release"),
        ("strict@-1.0", "`-1.0` is no release"),
        ("strict@0.+1", "`0.+1` is no release"),
        ("strict@0.1 ", "`0.1 ` is no release"),
        ("strict@0_1.1", "`0_1.1` is no release"),
        ("strict@0.²", "`0.²` is no release"),
        ("strict@0.", "`0.` is no release"),
        ("strict@99.1", f"pinned to release 99.1, and this is stacklint {__version__}: install"),
    ],
)
def test_pin_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadPin) as error:
        pin_of(text)
    assert words in str(error.value)


def names(choice: Choice) -> set[str]:
    return {listed.name for listed in Selection(choice).for_file("a").listed}


def test_older_release_has_none_of_the_younger_rules() -> None:
    assert names(Choice(profile=Pin(Profile.AUDIT, (0, 0, 9)))) == set()


def test_release_that_is_installed_has_every_rule() -> None:
    pin = pin_of(f"audit@{__version__}")
    assert names(Choice(profile=pin)) == {listed.name for listed in LISTED}


def test_younger_rule_that_is_selected_by_name_is_run() -> None:
    old = Pin(Profile.RECOMMENDED, (0, 0, 9))
    assert names(Choice(select=("unknown-key", "volumes"), profile=old)) == {"unknown-key"}


@pytest.mark.parametrize("listed", LISTED, ids=lambda listed: listed.name)
def test_no_rule_is_younger_than_the_program(listed: Listed) -> None:
    assert release_of(listed.since) <= release_of(__version__)
