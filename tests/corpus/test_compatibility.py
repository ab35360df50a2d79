"""The page that holds laconic-so and stacklint side by side says what is so now."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.compatibility import PAGE, page
from tests.corpus.beside import SERVED, Row, rows
from tests.corpus.real import CORPUS
from tests.deployer.wanted.differences import DIFFERENCES
from tests.deployer.wanted.recorded import WHOLE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]


@pytest.fixture(scope="module")
def found() -> list[Row]:
    return rows()


def test_the_page_is_up_to_date(found: list[Row]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(found), "make compatibility"


def test_laconic_so_ends_where_its_objects_are_whole(found: list[Row]) -> None:
    on_kind = [row for row in found if row.target == "k8s-kind" and row.theirs.is_recorded]
    assert {row.stack for row in on_kind if row.theirs.stop is None} == WHOLE


def test_objects_are_refused_as_a_real_api_server_refused_them(found: list[Row]) -> None:
    """187 objects were put to one, and it took 146 of them."""
    on_kind = [row.theirs for row in found if row.target == "k8s-kind"]
    assert sum(theirs.objects or 0 for theirs in on_kind) == 187
    assert Counter(why for theirs in on_kind for why in theirs.refused) == {
        "`_` in a name": 35,
        "a label too long": 4,
        "a volume name of a pod": 1,
        "a node port out of range": 1,
    }


def test_what_is_served_all_the_same_has_a_row() -> None:
    named = {name for text in SERVED.values() for name in text.split(", ") if name}
    assert named <= {row.name for row in DIFFERENCES}


def test_stacklint_stops_nowhere_that_laconic_so_does_not(found: list[Row]) -> None:
    stopped = [row for row in found if row.ours.stop]
    assert all(row.theirs.stop is not None and row.theirs.stop.step == "init" for row in stopped)
