"""What a pod asks for, as the scheduler counts it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from deployer.targets.kubernetes.room import Room, room_of

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
