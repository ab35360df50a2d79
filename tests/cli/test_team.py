"""Work is spread over processes, and comes back as if it were done here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from stacklint.cli.team import spread
from stacklint.repo.git import GitFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

PATHS = [f"spec-{number}.yml" for number in range(10)]


@pytest.mark.parametrize("processes", [1, 2, 3, 10, 20])
def test_results_come_in_order(processes: int) -> None:
    found = spread(lambda part: (os.getpid(), list(part)), PATHS, processes)
    assert [path for _, part in found for path in part] == PATHS
    assert len({pid for pid, _ in found}) == len(found) == min(processes, 10)
    assert found[0][0] == os.getpid()


@pytest.mark.parametrize("where", [PATHS[0], PATHS[-1]])
def test_what_stops_one_stops_all(where: str) -> None:
    def work(part: Sequence[str]) -> int:
        if where in part:
            raise GitFailed(("log",), "no") from KeyError("why")
        return len(part)

    with pytest.raises(GitFailed, match="git log: no") as caught:
        spread(work, PATHS, 3)
    assert where == PATHS[0] or "in work" in caught.value.__notes__[0]
    assert repr(caught.value.__cause__) == "KeyError('why')"
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_error_that_cannot_be_sent_is_told() -> None:
    class Local(Exception):
        pass

    def work(part: Sequence[str]) -> int:
        if PATHS[-1] in part:
            raise Local("cannot be sent")
        return 1

    with pytest.raises(RuntimeError, match="cannot be sent"):
        spread(work, PATHS, 2)


def test_large_results_come_whole() -> None:
    assert spread(lambda part: "x" * 1_000_000 + part[0], PATHS, 2)[1].endswith(PATHS[5])
