"""A profile, and the release whose rules it stands for."""

from __future__ import annotations

from typing import TypeAlias

from stacklint import __version__
from stacklint.finding import Profile
from stacklint.model.named import NamedTuple

Release: TypeAlias = tuple[int, ...]
"""The numbers of a release, as in `0.3`; a patch never brings a rule, so two are enough."""

PROFILES = tuple(profile.word for profile in Profile)


class BadPin(Exception):
    """A text that names no profile, or a release that this program cannot stand for."""


class Pin(NamedTuple):
    """What `recommended@0.3` says: rules that are younger than 0.3 are not run."""

    profile: Profile
    release: Release | None = None

    @property
    def word(self) -> str:
        """The word that people read and type."""
        release = "" if self.release is None else "@" + ".".join(map(str, self.release))
        return self.profile.word + release


def pin_of(text: str) -> Pin:
    """Read `PROFILE` or `PROFILE@RELEASE`; BadPin where it makes no sense here."""
    word, at, release = text.partition("@")
    if word not in PROFILES:
        raise BadPin(f"`{word}` is no profile: there are {', '.join(PROFILES)}")
    if not at:
        return Pin(Profile[word.upper()])
    wanted, own = _wanted(release), release_of(__version__)
    if wanted > own[: len(wanted)]:
        words = f"the profile is pinned to release {release}, and this is stacklint {__version__}"
        raise BadPin(f"{words}: install a newer one, or pin an older release")
    return Pin(Profile[word.upper()], wanted)


def _wanted(release: str) -> Release:
    parts = release.split(".")
    # `int` takes signs, blanks and lines too.
    is_release = all(part.isascii() and part.isdigit() for part in parts)
    # Release 0 had no rule: a gate that is pinned to it would let everything through.
    if not is_release or not any(release_of(release)):
        raise BadPin(f"`{release}` is no release: write it as in `recommended@0.1`")
    return release_of(release)


def release_of(text: str) -> Release:
    """Give the numbers of a release; ValueError where there is something else in it."""
    return tuple(int(part) for part in text.split("."))
