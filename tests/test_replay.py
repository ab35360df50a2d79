"""Each rule would have caught what happened, and is silent about what would have been right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.rules import LISTED
from tests.replay import Incident, incidents, replay

if TYPE_CHECKING:
    from pathlib import Path

ALL = incidents()


@pytest.mark.slow
@pytest.mark.parametrize("incident", ALL, ids=str)
def test_incident_is_caught_and_its_repair_is_silent(incident: Incident, tmp_path: Path) -> None:
    before, after = replay(incident, tmp_path)
    assert before != []
    assert after == []


def test_incidents_belong_to_rules() -> None:
    assert {incident.rule for incident in ALL} <= {listed.name for listed in LISTED}
