"""What tests of a run begin with: a directory, a target on which it runs, a cluster to share."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.deployer.fake import Fake, begin
from tests.deployer.worlds import COMPOSE, make

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a deployment directory that was never started."""
    made = tmp_path / "notes"
    make(tmp_path / "repo", COMPOSE, made)
    return made


@pytest.fixture
def target(place: Path) -> Fake:
    """Give the target on which the directory was started, with nothing else done."""
    fake = Fake()
    begin(place, fake)
    fake.taken = []
    return fake


@pytest.fixture(scope="session")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the cluster that tests share, or one that somebody keeps at hand while they work."""
    given = os.environ.get("STACKLINT_TEST_KUBECONFIG")
    if given:
        yield Path(given)
        return
    if not IMAGE or shutil.which("kind") is None or shutil.which("kubectl") is None:
        pytest.skip("needs kind, kubectl and STACKLINT_KIND_NODE_IMAGE")
    file = tmp_path_factory.mktemp("kind") / "kubeconfig"
    where = ("--name", f"stacklint-shared-{os.getpid()}", "--kubeconfig", str(file))
    subprocess.run(
        ["kind", "create", "cluster", "--image", IMAGE, "--wait", "90s", *where], check=True
    )
    yield file
    subprocess.run(["kind", "delete", "cluster", *where], check=True)
