"""Work spread over processes, by fork: what was read before is shared for nothing."""

from __future__ import annotations

import os
import pickle
import signal
from typing import TYPE_CHECKING, TypeVar, cast

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class _Member(NamedTuple):
    """A process that was forked, and the end of the pipe that its result comes from."""

    pid: int
    result: int


def spread(work: Callable[[Sequence[str]], T], paths: Sequence[str], processes: int) -> list[T]:
    """Do the work on as many slices of the paths as there are processes, results in order.

    Neighbours stay together, since specs of one folder share stacks. One slice is done here: its
    result need not be sent. Where there is no fork, all of it is.
    """
    if not hasattr(os, "fork"):
        return [work(paths)]
    size = -(-len(paths) // processes)
    first, *others = (paths[start : start + size] for start in range(0, len(paths), size))
    members = [_fork(work, part) for part in others]
    try:
        own = work(first)
        return [own, *(cast("T", _heard(member)) for member in members)]
    except BaseException:
        for member in members:
            os.kill(member.pid, signal.SIGKILL)
        raise
    finally:
        for member in members:
            os.close(member.result)
            os.waitpid(member.pid, 0)


def _fork(work: Callable[[Sequence[str]], T], part: Sequence[str]) -> _Member:
    result, ours = os.pipe()
    pid = os.fork()
    if pid:
        os.close(ours)
        return _Member(pid, result)
    # Nothing that the parent has still to write or to clean up is the child's to do.
    try:
        with open(ours, "wb") as file:  # noqa: PTH123 -- a pipe
            file.write(_packed(_tried(work, part)))
    finally:
        os._exit(0)


def _tried(work: Callable[[Sequence[str]], T], part: Sequence[str]) -> T | _Failed:
    """Do the work; what stops it goes to the parent, which says it as if it were its own."""
    try:
        return work(part)
    except BaseException as error:  # noqa: BLE001 -- raised again there
        from traceback import format_exception  # noqa: PLC0415 -- only where something fails

        # Where it stood, and why, is not sent with it.
        error.add_note("".join(format_exception(error)))
        return _Failed(error, error.__cause__)


def _packed(result: object) -> bytes:
    """Pack a result; of an error that cannot be packed, what it says."""
    try:
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        if not isinstance(result, _Failed):
            raise
        told = RuntimeError("".join(getattr(result.error, "__notes__", [repr(error)])))
        return pickle.dumps(_Failed(told, None))


class _Failed(NamedTuple):
    """What stopped a process, and why."""

    error: BaseException
    cause: BaseException | None


def _heard(member: _Member) -> object:
    """Give the result of a process; raise what stopped it."""
    with open(member.result, "rb", closefd=False) as file:
        result = pickle.load(file)  # noqa: S301 -- our own process wrote it
    if isinstance(result, _Failed):
        raise result.error from result.cause
    return cast("object", result)
