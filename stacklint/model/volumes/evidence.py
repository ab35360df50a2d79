"""Signs that a volume holds data, or that it holds none.

A mount path or an image that is known to keep data outweighs everything; a name that says cache
outweighs other names and a bare `/data`.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.enums import IntEnum
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.volumes.data_places import (
    DATA_ENDINGS,
    DATA_HOMES,
    DATA_IMAGES,
    DATA_PATHS,
    is_named,
    told_where,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.model.bundle import Use
    from stacklint.model.compose.file import Service


class Strength(IntEnum):
    """How much a sign says; the strongest one counts, `NO_DATA` in the order of the module."""

    NONE = 0
    NO_DATA = 1
    WEAK_NAME = 2
    STRONG_NAME = 3
    SURE = 4


class Evidence(NamedTuple):
    """The strongest sign, in words, and the mount that gives it where one does."""

    strength: Strength
    words: str
    use: Use | None = None


IN_MEMORY_UNLESS_ASKED = frozenset({"redis", "valkey"})
_SAVES_NOTHING = Pattern(r"(?!.*--appendonly[ =]+[\"']?yes).*--save(?:[ =]+(?:\"\"|''))?(?: --|$)")

_STRONG_NAME = Pattern(
    r"[-_](?:data|db)$|postgres|mysql|mongo|influxdb|minio|ledger|keystore|wallet|identity"
)
_WEAK_NAME = Pattern(r"data|keys|redis|state|backup|store|snapshots")
_CACHE_WORDS = ("cache", "tmp", "ephemeral", "spool", "socket")
_MAY_BE_CACHE = ("temp", "log", "run")
_CACHE_NAME = Pattern(r"temp(?!late)|logs$|(?<![a-z0-9])(?:run(?![a-z0-9])|log$)")
_CACHE_FOLDERS = ("/var/run", "/run", "/var/cache", "/dev/shm")  # noqa: S108 -- in containers
_CACHE_ENDINGS = ("tmp", "cache")


def volume_evidence(name: str, uses: Sequence[Use], *, has_size: bool) -> Evidence:
    """Judge a volume from its name, its mounts, and whether the spec gives it a size."""
    sure = _sure_of(uses)
    if sure is not None:
        return sure
    if _is_cache(name, uses):
        return Evidence(Strength.NO_DATA, "a cache, or handed over by an init container")
    told = next((found for use in uses if (found := _told(use)) is not None), None)
    if told is not None:
        return told
    if has_size:
        return Evidence(Strength.SURE, "the spec reserves a size for it")
    bare = next((use for use in uses if use.mount.inside == "/data"), None)
    if bare is not None:
        return Evidence(Strength.SURE, f"`{bare.service.name}` keeps its data here", bare)
    return _name_evidence(name)


def holds_no_data(name: str, uses: Sequence[Use]) -> bool:
    """Tell whether that is what a volume's evidence comes to; most of it need not be looked for."""
    return _is_cache(name, uses) and _sure_of(uses) is None


def is_kept_at(service: Service, target: str) -> bool:
    """Tell whether it is known, whatever a volume is called, that a service keeps data at a place.

    A bare `/data` is not enough.
    """
    is_known = known_place(target) or _by_service(service, target) or _by_words(service, target)
    return bool(is_known)


def _is_cache(name: str, uses: Sequence[Use]) -> bool:
    if _has_cache_name(name) or (bool(uses) and _is_handed_over(uses)):
        return True
    return bool(uses) and all(map(_is_cache_mount, uses))


def _has_cache_name(name: str) -> bool:
    if any(map(name.__contains__, _CACHE_WORDS)):
        return True
    return any(map(name.__contains__, _MAY_BE_CACHE)) and _CACHE_NAME.search(name) is not None


def _sure_of(uses: Sequence[Use]) -> Evidence | None:
    return next((found for use in uses if (found := _sure(use)) is not None), None)


def _name_evidence(name: str) -> Evidence:
    if _STRONG_NAME.search(name):
        return Evidence(Strength.STRONG_NAME, "its name says that it holds data")
    if _WEAK_NAME.search(name):
        return Evidence(Strength.WEAK_NAME, "its name may mean data")
    return Evidence(Strength.NONE, "nothing says what it holds")


def _sure(use: Use) -> Evidence | None:
    target = use.mount.inside
    words = "" if has_token(target) else known_place(target) or _by_service(use.service, target)
    return Evidence(Strength.SURE, words, use) if words else None


def known_place(target: str) -> str:
    """Say what keeps its data at a path or above it; empty for none that is known."""
    for path, words in DATA_PATHS.items():
        if target == path or target.startswith(path + "/"):
            return words
    return ""


def _by_service(service: Service, target: str) -> str:
    image = image_name(service.image)
    for path in () if _saves_nothing(service) else DATA_IMAGES.get(image, ()):
        if target == path or (target.startswith(path + "/") and path != "/data"):
            return f"the image `{image}` keeps its data here"
    moved = service.environment.get("PGDATA", "")
    if target and (moved + "/").startswith(target + "/"):
        return "PGDATA puts the database here"
    parts = target.split("/")
    home = next((part for part in parts if part in DATA_HOMES), "")
    if home:
        return f"`{service.name}` keeps all that it has in {home}"
    return f"`{service.name}` keeps its {parts[-1]} here" if parts[-1] in DATA_ENDINGS else ""


def _told(use: Use) -> Evidence | None:
    """Give the sign that stands in what a service is told: it outweighs all names but a cache's."""
    mounted = use.mount.inside
    words = "" if has_token(mounted) else _by_words(use.service, mounted)
    return Evidence(Strength.SURE, words, use) if words else None


def _by_words(service: Service, mounted: str) -> str:
    if mounted in {"", "/"} or _saves_nothing(service):
        return ""
    told = told_where(service, mounted)
    if told:
        return f"`{told}` has `{service.name}` keep its data here"
    image = image_name(service.image)
    is_told = image in DATA_IMAGES and is_named(service, mounted)
    return f"the command of `{image}` names this directory" if is_told else ""


def _saves_nothing(service: Service) -> bool:
    """It was told to keep all in memory: `--save ""`, and no log of what was written."""
    if image_name(service.image) not in IN_MEMORY_UNLESS_ASKED:
        return False
    return _SAVES_NOTHING.match(" ".join(service.words)) is not None


def image_name(image: str | None) -> str:
    """Give the last part of an image's name, without tag and digest: `org/x:16` → `x`."""
    return (image or "").split("@")[0].rsplit("/", 1)[-1].split(":")[0]


def _is_cache_mount(use: Use) -> bool:
    target = use.mount.inside
    return posixpath.basename(target) in _CACHE_ENDINGS or any(
        target == folder or target.startswith(folder + "/") for folder in _CACHE_FOLDERS
    )


def _is_handed_over(uses: Sequence[Use]) -> bool:
    writers = [use for use in uses if not use.is_read_only]
    return len(uses) > len(writers) > 0 and all(use.service.is_init for use in writers)
