"""Places turned into names and characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import named_path, region_of
from stacklint.model.document import Part, text_document
from stacklint.model.place import Place

if TYPE_CHECKING:
    from stacklint.model.nodes import KeyPath

TEXT = """\
network:
  ports:
    web: ['80', '443']
  http-proxy:
    - host-name: a.test
      routes:
        - path: /
config:
  - DB_PASSWORD=hunter2hunter2
a: 1
a: 2
"""


@pytest.mark.parametrize(
    ("path", "occurrence", "name"),
    [
        ((), 0, ""),
        (("network", "ports", "web", 1), 0, "network.ports.web.[443]"),
        (("network", "http-proxy", 0, "routes", 0), 0, "network.http-proxy.[a.test].routes.[/]"),
        (("config", 0), 0, "config.[DB_PASSWORD=****]"),
        (("a",), 1, "a#1"),
    ],
)
def test_path_names_list_items_and_no_secret(path: KeyPath, occurrence: int, name: str) -> None:
    place = Place(text_document("s.yml", TEXT), path, occurrence=occurrence)
    assert named_path(place) == name


def test_region_counts_lines_and_columns_from_one() -> None:
    region = region_of(Place(text_document("s.yml", TEXT), ("network", "ports", "web"), Part.VALUE))
    assert (region.line, region.column, region.end_line, region.end_column) == (3, 10, 3, 23)
    assert TEXT[region.start : region.end] == "['80', '443']"
