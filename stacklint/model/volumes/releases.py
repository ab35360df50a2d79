"""Programs that keep their data elsewhere from a release on, told by the tags of their images.

Source: the pages of the images; for PostgreSQL docker-library/postgres, 1259 and 1400.
"""

from __future__ import annotations

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern

# The major version of what an image is made of may stand behind its own: `2.24.0-pg18`.
_MAJOR = Pattern(r"^(?:.*pg)?(\d+)")
# What looks like a version may be a date.
_NO_VERSION = 100


class Move(NamedTuple):
    """From its release `since`, a program has its data at `after`, and before at `before`.

    From `until` on nothing is known. `consequence` is what comes of a volume that stays,
    and `stays` a setting that lets it stay.
    """

    program: str
    since: int
    before: str
    after: str
    consequence: str = "it writes beside it"
    stays: str = ""
    until: int = _NO_VERSION


_POSTGRES = Move(
    "PostgreSQL",
    18,
    "/var/lib/postgresql/data",
    "/var/lib/postgresql",
    "some builds refuse to start with a mount there, others write beside it",
    "PGDATA: /var/lib/postgresql/data",
)
_MOVES = {
    "influxdb": Move("InfluxDB", 2, "/var/lib/influxdb", "/var/lib/influxdb2", until=3),
    "postgis": _POSTGRES,
    "postgres": _POSTGRES,
    "timescaledb": _POSTGRES,
}


def move_of(name: str) -> Move | None:
    """Give the move that an image of that name has made, or will make."""
    return _MOVES.get(name)


def has_moved(move: Move, image: str) -> bool | None:
    """Tell whether an image is of a release behind the move; None where its tag does not say."""
    found = _MAJOR.search(image.split("@", maxsplit=1)[0].rpartition(":")[2])
    version = _NO_VERSION if found is None else int(found.group(1))
    return None if version >= move.until else version >= move.since
