"""Faults of an API server in the middle of a run: what each comes to, and what is there after it.

Between our client and the server of the lab stands one that lets requests pass, or does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deployer.targets.kubernetes.faulty import (
    FOR_GOOD,
    RESET,
    Cluster,
    Fault,
    Faulty,
    kubeconfig_for,
    served,
)
from tests.deployer.targets.kubernetes.small_site import Small, small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.kind, pytest.mark.slow]

LOOK = "GET .*/deployments/"
TRIAL = "PATCH .*/deployments/.*dryRun"
APPLY = r"PATCH [^?]*/deployments/[^?]*\?(?!.*dryRun)"
ANY_APPLY = r"PATCH [^?]*\?(?!.*dryRun)"
TAKEN_BACK = Fault(403, APPLY)


@pytest.fixture(scope="module")
def server(kubeconfig: Path) -> Iterator[Faulty]:
    with served(Cluster(kubeconfig)) as faulty:
        yield faulty


@pytest.fixture(scope="module")
def small_one(
    kubeconfig: Path, server: Faulty, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Small]:
    """A deployment that runs and has data, and knows its cluster by way of the server."""
    folder = tmp_path_factory.mktemp("faults")
    given = folder / "kubeconfig"
    given.write_text(kubeconfig_for(server.address), encoding="utf-8")
    for found in small(folder, "faults", kubeconfig, given):
        done = found.run("start")
        assert done.code == 0, done.all
        found.inside("echo kept > /data/file")
        yield found


@pytest.mark.parametrize(
    ("faults", "code", "words"),
    [
        ([Fault(RESET, LOOK)], 0, ""),
        ([Fault(429, "", 3)], 0, ""),
        ([Fault(500, TRIAL)], 0, ""),
        ([Fault(RESET, APPLY, is_late=True)], 0, ""),
        ([Fault(409, APPLY)], 0, ""),
        ([Fault(500, "GET .*/replicasets", since=APPLY)], 0, ""),
        ([Fault(403, TRIAL, FOR_GOOD)], 4, "somebody took the right away"),
        ([Fault(403, LOOK, FOR_GOOD)], 4, "somebody took the right away"),
        ([TAKEN_BACK], 5, "failed and rolled back"),
        ([Fault(403, ANY_APPLY, FOR_GOOD)], 5, "failed and rolled back"),
        ([TAKEN_BACK, Fault(RESET, "GET /version", since=APPLY)], 5, "failed and rolled back"),
        ([TAKEN_BACK, Fault(500, "GET /version", FOR_GOOD, APPLY)], 6, "deploy status --dir"),
        ([Fault(403, "GET .*/pods", FOR_GOOD, APPLY)], 6, "deploy status --dir"),
        ([Fault(RESET, "", FOR_GOOD, ANY_APPLY)], 6, "deploy status --dir"),
    ],
)
def test_a_fault_comes_to(
    server: Faulty, small_one: Small, faults: list[Fault], code: int, words: str
) -> None:
    greeting = f"hello-{abs(hash(tuple(faults)))}"
    small_one.greet(greeting)
    server.arm(*faults)
    done = small_one.run("restart", "--no-pull")
    assert server.has_fired
    server.arm()
    assert done.code == code, done.all
    assert words in done.all
    if code:
        assert "and is stable" not in done.out
        done = small_one.run("restart", "--no-pull")
        assert done.code == 0, done.all
    assert small_one.inside("echo $GREETING; cat /data/file") == f"{greeting}\nkept"
