"""Who loses sight of a target in the middle says what is known, and never that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.errors import LeftBroken, RolledBack, Unreachable
from tests.deployer.fake import Fake, begin
from tests.deployer.worlds import edit

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.found import Earlier, Found
    from deployer.wanted.resource import Key, Wanted

WHY = "the connection broke off"


class Mute(Fake):
    """What fails there leaves no evidence: nobody answers."""

    def evidence(self, key: Key) -> str:
        raise Unreachable(key.name, WHY)


class Lost(Fake):
    """Answers until all is ready, and then no more."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        self.looks += 1
        if self.looks == 2:
            raise Unreachable("kubernetes", WHY)
        return super().observe(wanted, earlier)


def test_why_it_failed_is_said_where_the_evidence_is_not_to_be_had(place: Path) -> None:
    target = Mute()
    begin(place, target)
    edit(place, "postgres:16", "postgres:broken")
    target.broken = {"postgres:broken"}
    with pytest.raises(RolledBack, match="postgres:broken exits 1") as failed:
        begin(place, target)
    kept = (place / ".stacklint/rev/2/evidence/db.txt").read_text(encoding="utf-8")
    assert str(place) in failed.value.kept
    assert f"(there is none: db: {WHY})" in kept


def test_a_target_that_is_lost_at_the_end_is_not_untouched(place: Path) -> None:
    words = "What changed is ready, but could not be kept as revision 1 to go back to"
    with pytest.raises(LeftBroken, match=words) as failed:
        begin(place, Lost())
    assert WHY in str(failed.value)
    assert failed.value.commands == (f"stacklint deploy start --dir {place}",)
