"""Each rule would have caught what happened, and is silent about what would have been right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.rules import NAMES
from tests.replay import Incident, incidents, reasons, replay

if TYPE_CHECKING:
    from pathlib import Path

ALL = incidents()


@pytest.mark.slow
@pytest.mark.parametrize("incident", ALL, ids=str)
def test_incident_is_caught_and_its_repair_is_silent(incident: Incident, tmp_path: Path) -> None:
    told = replay(incident, tmp_path)
    assert told.before != []
    assert told.after == []


def test_every_rule_has_one_incident_or_a_reason_why_none_is_known() -> None:
    told = [incident.rule for incident in ALL] + [rule for rule, _ in reasons()]
    assert sorted(told) == sorted(NAMES)


def test_reasons_stand_in_the_order_of_names() -> None:
    assert reasons() == sorted(reasons())
