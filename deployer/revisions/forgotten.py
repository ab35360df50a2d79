"""What is taken from the last record, so that the next start does not miss it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from deployer.revisions import retell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

T = TypeVar("T")


def forget_runs(place: Path, jobs: Iterable[str]) -> None:
    """Take from the last record that jobs ran, so that the next start runs them again."""
    gone = frozenset(jobs)
    retell(place, lambda x: x._replace(digests=_without(x.digests, gone)))


def forget_places(place: Path, volumes: Iterable[str]) -> None:
    """Take from the last record where volumes were, so that no start misses their data."""
    gone = frozenset(volumes)
    retell(place, lambda x: x._replace(bindings=_without(x.bindings, gone)))


def _without(told: Mapping[str, T], gone: frozenset[str]) -> dict[str, T]:
    return {name: x for name, x in told.items() if name not in gone}
