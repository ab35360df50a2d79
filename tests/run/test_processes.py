"""Work is spread over processes, and comes back as if it were done here."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from stacklint.repo.git import GitFailed
from stacklint.run.processes import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

PATHS = [f"spec-{number}.yml" for number in range(300)]


@pytest.mark.parametrize("processes", [1, 2, 3, 10, 20])
def test_results_come_in_order(processes: int) -> None:
    found = spread(lambda part: (os.getpid(), list(part)), PATHS, processes)
    assert [path for _, part in found for path in part] == PATHS
    assert len({pid for pid, _ in found}) <= min(processes, 10)


@pytest.mark.parametrize(
    ("paths", "processes", "sizes"),
    [
        (10, 2, [10]),
        (300, 2, [75, 57, 42, 32, 32, 32, 30]),
        (300, 8, [32, 32, 32, 32, 32, 32, 32, 32, 32, 12]),
        (0, 2, []),
    ],
)
def test_parts_become_smaller(paths: int, processes: int, sizes: list[int]) -> None:
    assert spread(len, PATHS[:paths], processes) == sizes


def test_numbers_of_parts_fit_in_a_byte() -> None:
    assert len(spread(len, range(1_000_000), 8)) < 256  # type: ignore[arg-type]


def test_who_is_done_takes_the_next_part() -> None:
    def work(part: Sequence[str]) -> int:
        # The others wait for the slow one no longer than its part takes.
        time.sleep(0.5 if PATHS[0] in part else 0.001)
        return os.getpid()

    found = spread(work, PATHS, 2)
    assert found.count(found[0]) == 1
    assert len(found) == 7
    assert len(set(found)) == 2


HERE = os.getpid()


@pytest.mark.parametrize("is_here", [True, False], ids=["here", "in another process"])
def test_what_stops_one_stops_all(*, is_here: bool) -> None:
    def work(part: Sequence[str]) -> int:
        if is_here == (os.getpid() == HERE):
            raise GitFailed(("log",), "no") from KeyError("why")
        time.sleep(0.1)
        return len(part)

    with pytest.raises(GitFailed, match="git log: no") as caught:
        spread(work, PATHS, 3)
    assert is_here or "in work" in caught.value.__notes__[0]
    assert repr(caught.value.__cause__) == "KeyError('why')"
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_error_that_cannot_be_sent_is_told() -> None:
    class Local(Exception):
        pass

    def work(part: Sequence[str]) -> int:
        if os.getpid() != HERE:
            raise Local("cannot be sent")
        time.sleep(0.1)
        return len(part)

    with pytest.raises(RuntimeError, match="cannot be sent"):
        spread(work, PATHS, 2)


def test_large_results_come_whole() -> None:
    assert spread(lambda part: "x" * 1_000_000 + part[0], PATHS, 2)[-1].endswith(PATHS[270])
