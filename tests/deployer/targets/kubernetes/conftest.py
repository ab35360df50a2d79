"""What tests of the target begin with: a deployment of their own in the cluster they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deployer.targets.kubernetes.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(kubeconfig: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A deployment of its own name in the cluster, gone when the test is."""
    found = World.of(kubeconfig, request.node.name)
    yield found
    found.remove()
