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


# Below this, asking git for the earlier versions of a part takes longer than a process may wait.
_LEAST = 32


def spread(work: Callable[[Sequence[str]], T], paths: Sequence[str], processes: int) -> list[T]:
    """Do the work on parts of the paths in several processes, results in the order of the paths.

    Neighbours stay together, since specs of one folder share stacks. This process works as well:
    its results need not be sent. Where there is no fork, it does all of it.
    """
    if not hasattr(os, "fork"):
        return [work(paths)]
    parts = _parts(paths, processes)
    queue = _queue(len(parts))
    members = [_fork(work, parts, queue) for _ in range(min(processes, len(parts)) - 1)]
    try:
        done = _work_off(work, parts, queue)
        for member in members:
            done |= cast("dict[int, T]", _heard(member))
        return [done[number] for number in range(len(parts))]
    except BaseException:
        for member in members:
            os.kill(member.pid, signal.SIGKILL)
        raise
    finally:
        os.close(queue)
        for member in members:
            os.close(member.result)
            os.waitpid(member.pid, 0)


def _parts(paths: Sequence[str], processes: int) -> list[Sequence[str]]:
    """Cut the paths into parts, each a share of half of what is left.

    A process takes another when it is done: some specs are slow, and so are some processors. Parts
    that become smaller leave little to wait for at the end, and begin with few questions to git.
    """
    parts: list[Sequence[str]] = []
    start = 0
    while start < len(paths):
        size = max(-(-(len(paths) - start) // (2 * processes)), _LEAST)
        parts.append(paths[start : start + size])
        start += size
    return parts


def _queue(count: int) -> int:
    """Give the end of a pipe from which each process takes the number of its next part."""
    queue, ours = os.pipe()
    os.write(ours, bytes(range(count)))
    os.close(ours)
    return queue


def _work_off(
    work: Callable[[Sequence[str]], T], parts: Sequence[Sequence[str]], queue: int
) -> dict[int, T]:
    """Do one part after the other, until none is left; give the results by number."""
    done: dict[int, T] = {}
    while taken := os.read(queue, 1):
        done[taken[0]] = work(parts[taken[0]])
    return done


def _fork(
    work: Callable[[Sequence[str]], T], parts: Sequence[Sequence[str]], queue: int
) -> _Member:
    result, ours = os.pipe()
    pid = os.fork()
    if pid:
        os.close(ours)
        return _Member(pid, result)
    # Nothing that the parent has still to write or to clean up is the child's to do.
    try:
        with open(ours, "wb") as file:  # noqa: PTH123 -- a pipe
            file.write(_packed(_tried(work, parts, queue)))
    finally:
        os._exit(0)


def _tried(
    work: Callable[[Sequence[str]], T], parts: Sequence[Sequence[str]], queue: int
) -> dict[int, T] | _Failed:
    """Do the work; what stops it goes to the parent, which says it as if it were its own."""
    try:
        return _work_off(work, parts, queue)
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
