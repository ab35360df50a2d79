"""One cluster for all tests of the target, reached by its kubeconfig alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.deployer.targets.kubernetes.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")


@pytest.fixture(scope="session")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a cluster of our own, or the one that somebody keeps at hand while they work."""
    given = os.environ.get("STACKLINT_TEST_KUBECONFIG")
    if given:
        yield Path(given)
        return
    if not IMAGE or shutil.which("kind") is None or shutil.which("kubectl") is None:
        pytest.skip("needs kind, kubectl and STACKLINT_KIND_NODE_IMAGE")
    file = tmp_path_factory.mktemp("kind") / "kubeconfig"
    where = ("--name", f"k8s-target-{os.getpid()}", "--kubeconfig", str(file))
    subprocess.run(
        ["kind", "create", "cluster", "--image", IMAGE, "--wait", "90s", *where], check=True
    )
    yield file
    subprocess.run(["kind", "delete", "cluster", *where], check=True)


@pytest.fixture
def world(kubeconfig: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A deployment of its own name in the cluster, gone when the test is."""
    found = World.of(kubeconfig, request.node.name)
    yield found
    found.remove()
