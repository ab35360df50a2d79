"""The site that most tests of the lab begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deployer.lab.notes import Site, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_VOLUMES = ("notes-db", "notes-files")


@pytest.fixture
def compose(tmp_path: Path) -> Iterator[Site]:
    """Give a site on compose, of which nothing is left behind."""
    site = site_of(tmp_path, "compose")
    yield site
    site.run("deploy", "destroy", "--dir", str(site.place), "--yes", "--volumes", *_VOLUMES)
