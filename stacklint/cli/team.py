"""Work spread over processes, by fork: what was read before is shared for nothing."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

# A closure cannot be sent to another process; a forked child finds it here.
_at_hand: list[Callable[[Sequence[str]], object]] = []


def spread(work: Callable[[Sequence[str]], T], paths: Sequence[str], processes: int) -> list[T]:
    """Do the work on as many slices of the paths as there are processes, results in order.

    Neighbours stay together, since specs of one folder share stacks. Where there is no fork, the
    work is done here.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        return [work(paths)]
    size = -(-len(paths) // processes)
    slices = [paths[start : start + size] for start in range(0, len(paths), size)]
    _at_hand.append(work)
    try:
        with multiprocessing.get_context("fork").Pool(len(slices)) as pool:
            return cast("list[T]", pool.map(_run, slices, chunksize=1))
    finally:
        _at_hand.pop()


def _run(paths: Sequence[str]) -> object:
    return _at_hand[-1](paths)
