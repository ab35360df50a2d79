"""Why a run is refused, as lines: of volumes, each with its ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.guard.refusal import GuardRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.errors import Refused
    from deployer.guard.refusal import Refusal
    from stacklint.model.change import Data


_MOST_WHEN = 40


def refused_lines(error: Refused) -> Iterator[str]:
    """Say it in lines, the ways out below each volume."""
    if not isinstance(error, GuardRefused):
        yield from str(error).split("\n")
        return
    for refusal in error.refusals:
        yield f"{refusal.words}."
        yield from (f"  {line}".rstrip() for line in _exits(refusal))


def _exits(refusal: Refusal) -> list[str]:
    if any(len(x.when) > _MOST_WHEN for x in refusal.exits):
        # A path in it would push the option off the screen.
        return [y for x in refusal.exits for y in (f"{x.when}:", f"  {x.option}  {x.does}")]
    first = max((len(x.when) for x in refusal.exits), default=0) + 1
    second = max((len(x.option) for x in refusal.exits), default=0)
    return [f"{x.when + ':':<{first}}  {x.option:<{second}}  {x.does}" for x in refusal.exits]


def refused_data(refusal: Refusal) -> dict[str, Data]:
    """Give why, the row of the table, and the options that would pass."""
    allow: list[Data] = [x.option for x in refusal.exits]
    return {"reason": refusal.words, "guard": refusal.rule, "allow": allow}
