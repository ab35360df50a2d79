"""A volume that would begin where another one leaves its data: what is said to be kept is not.

Source: the table of the reference on `restart`, row V10, for two volumes of one deployment. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.guard.refusal import GuardRefused, Refusal
from deployer.plan.moves import Way, is_same, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.plan.moves import Move

_LEAVE = {Way.MIGRATE, Way.FRESH}
_ARRIVE = {Way.MAKE, Way.FRESH, Way.MIGRATE, Way.ADOPT}


def guard_occupied(moves: Sequence[Move]) -> None:
    """Refuse that a volume comes to a place in which the data of another one is to be kept."""
    refusals = tuple(x for move in moves for x in _met(move, moves))
    if refusals:
        raise GuardRefused(refusals)


def _met(move: Move, moves: Sequence[Move]) -> Iterator[Refusal]:
    source = move.source
    if move.way not in _LEAVE or source is None or source.size == 0:
        return
    for other in moves:
        is_other = other.volume != move.volume and other.way in _ARRIVE
        if is_other and other.goal is not None and is_same(source, other.goal):
            words = (
                f"volume `{other.volume}` would come to {where(source)}, where the data of "
                f"`{move.volume}` is to be kept: give it another directory"
            )
            yield Refusal(other.volume, "V10", words)
