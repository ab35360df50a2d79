"""What tests of a run begin with: a directory that was made, and a target on which it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deployer.fake import Fake, begin
from tests.deployer.worlds import COMPOSE, make

if TYPE_CHECKING:
    from pathlib import Path


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
