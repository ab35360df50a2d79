"""What a pod asks for, as the scheduler counts it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from deployer.targets.kubernetes.room import Room, room_of, unmade_troubles
from deployer.wanted.resource import Key, Resource, Role, Wanted

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data


def container(cpu: str, kind: str = "requests", **more: Data) -> Object:
    return {"resources": {kind: {"cpu": cpu, "memory": "1M"}}, **more}


@pytest.mark.parametrize(
    ("pod", "cpu"),
    [
        ({"containers": [container("500m"), container("1")]}, "1.5"),
        ({"containers": [container("2", "limits")]}, "2"),
        ({"containers": [{}]}, "0"),
        ({"containers": [container("1")], "initContainers": [container("3")]}, "3"),
        ({"containers": [container("1")], "initContainers": [container("500m")]}, "1"),
        (
            {
                "containers": [container("1")],
                "initContainers": [container("500m", restartPolicy="Always"), container("1")],
            },
            "1.5",
        ),
    ],
)
def test_what_a_pod_asks_for(pod: Object, cpu: str) -> None:
    assert room_of(pod).cpu == Decimal(cpu)


def test_words() -> None:
    assert Room(Decimal("1.50"), Decimal(2_000_000_000)).words == "1.5 CPU and 2 GB"


def pods(count: int, *cpus: str) -> Wanted:
    found = []
    for at, cpu in enumerate(cpus):
        spec: Data = {"template": {"spec": {"containers": [container(cpu)]}}, "replicas": count}
        key = Key("Deployment", "n", f"p{at}")
        found.append(Resource(key, {"spec": spec}, Role.WORKLOAD, f"p{at}", "", None))
    return Wanted(tuple(found), ())


@pytest.mark.parametrize(
    ("wanted", "nodes", "troubles"),
    [
        (pods(1, "1"), 1, []),
        (pods(1, "1", "1"), 1, []),
        (
            pods(1, "3"),
            2,
            ["p0 asks for 3 CPU and 1 MB, and the most that a node has free is 2 CPU"],
        ),
        # Who finds no room alone says it for all.
        (
            pods(1, "3"),
            1,
            ["p0 asks for 3 CPU and 1 MB, and the most that a node has free is 2 CPU"],
        ),
        (pods(2, "1.5"), 1, ["all pods together ask for 3 CPU and 2 MB, and the nodes have 2 CPU"]),
        (pods(2, "1.5"), 2, []),
    ],
)
def test_a_cluster_that_is_not_made_yet(wanted: Wanted, nodes: int, troubles: list[str]) -> None:
    node = Room(Decimal(2), Decimal(8_000_000_000))
    found = list(unmade_troubles(wanted, [node] * nodes))
    assert [x[: len(y)] for x, y in zip(found, troubles, strict=True)] == troubles
    assert all(x.endswith("each container asks for 1 CPU and 2 GB") for x in found)
