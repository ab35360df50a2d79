"""What docker's machine has for the pods of a cluster that is not made yet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from deployer.shell import Shell
from deployer.targets.kind.config import ClusterConfig
from deployer.targets.kind.machine import machine_troubles
from deployer.targets.kind.mounts import Mounts
from deployer.wanted.resource import Key, Resource, Role
from tests.deployer.targets.kind_site import wants

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.change import Data

GB = 1_000_000_000


def asking(cpu: str) -> Resource:
    """A pod of two containers, each of which asks for as much."""
    asked: Data = {"requests": {"cpu": cpu, "memory": "2000M"}}
    containers: Data = [{"name": name, "resources": asked} for name in "ab"]
    body: dict[str, Data] = {"spec": {"template": {"spec": {"containers": containers}}}}
    return Resource(Key("Deployment", "n", "blog"), body, Role.WORKLOAD, "blog", "", None)


@pytest.mark.parametrize(
    ("said", "cpu", "nodes", "trouble"),
    [
        (f"2 {8 * GB}", "0.5", 1, ""),
        (f"2 {8 * GB}", "1.0", 1, "blog asks for 2 CPU and 4 GB, and the most that a node has "),
        (f"2 {8 * GB}", "1.0", 2, ""),
        (f"64 {4 * GB}", "1.0", 1, "blog asks for 2 CPU and 4 GB, and the most that a node has "),
        ("", "64", 1, ""),
        ("0 0", "64", 1, ""),
        (f"<no value> {8 * GB}", "64", 1, ""),
    ],
)
def test_room_of_a_machine(tmp_path: Path, said: str, cpu: str, nodes: int, trouble: str) -> None:
    docker = tmp_path / "docker"
    docker.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
    docker.chmod(0o755)
    config = ClusterConfig(Mounts((), str), (), nodes)
    shell = Shell({"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    found = list(machine_troubles(shell, config, wants(asking(cpu))))
    assert [x[: len(trouble)] for x in found] == ([trouble] if trouble else [])
