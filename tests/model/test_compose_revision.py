"""Two versions of a compose file: which mounts are gone, and what need not be read for it."""

from __future__ import annotations

import pytest

from stacklint.model.compose.file import Compose
from stacklint.model.revision import ComposeRevision
from stacklint.model.yaml.document import text_document

BEFORE = """\
services:
  db:
    image: postgres:16
    volumes:
      - db:/data
  web:
    image: vendor/web:v1
volumes:
  db:
"""


def _takes(after: str) -> tuple[bool, int]:
    """Tell whether mounts go, and how often the earlier version was read for it."""
    reads: list[str] = []

    def read() -> Compose:
        reads.append(BEFORE)
        return Compose(text_document("a.yml", BEFORE))

    revision = ComposeRevision(
        after=Compose(text_document("a.yml", after)),
        text_before=BEFORE,
        base="HEAD",
        is_settled=False,
        read_before=read,
        read_others=tuple,
    )
    return revision.takes_mounts_away, len(reads)


@pytest.mark.parametrize(
    ("old", "new", "takes"),
    [
        ("postgres:16", "postgres:17", (False, 0)),
        ("v1", "v2", (False, 0)),
        ("image: vendor/web:v1", "build: .", (False, 1)),
        ("  web:\n    image: vendor/web:v1\n", "", (False, 1)),
        ("- db:/data", "- db:/data\n      - more:/more", (False, 1)),
        ("- db:/data", "- db:/data:ro", (False, 1)),
        ("- db:/data", "- db:/data/", (False, 1)),
        ("- db:/data", "- db:/db", (True, 1)),
        ("- db:/data", "- db2:/data", (True, 1)),
        ("- db:/data", "- {source: db, target: /data, volume: {subpath: a}}", (True, 1)),
        ("    volumes:\n      - db:/data\n", "", (True, 1)),
        ("  db:\n    image", "  pg:\n    image", (True, 1)),
        ("services", "services: [", (True, 1)),
    ],
)
def test_mounts_that_go(old: str, new: str, takes: tuple[bool, int]) -> None:
    assert _takes(BEFORE.replace(old, new, 1)) == takes
