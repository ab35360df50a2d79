"""What a volume outlives: the survival table of the reference, row by row."""

from __future__ import annotations

import pytest

from stacklint.model.targets import Target
from stacklint.model.volumes.survival import (
    EVENTS,
    WORST,
    Backing,
    Event,
    Fate,
    survival_notes,
    survival_of,
)

SIGNS = {Fate.KEPT: "+", Fate.LOST: "-", Fate.UNKNOWN: "?"}

# In the order of the events that the target has.
ROWS = [
    # container, node, reboot, claim, cluster, directory
    (Target.KIND, Backing.NOTHING, "+++--+"),
    (Target.KIND, Backing.RELATIVE, "+++++-"),
    (Target.KIND, Backing.ABSOLUTE, "++++++"),
    (Target.KIND, Backing.CONFIG, "+++--+"),
    (Target.KIND, Backing.TEMPLATE, "+++???"),
    # container, reboot, claim, directory
    (Target.K8S, Backing.NOTHING, "++?+"),
    (Target.K8S, Backing.ABSOLUTE, "++++"),
    (Target.K8S, Backing.CONFIG, "++-+"),
    (Target.K8S, Backing.TEMPLATE, "++?+"),
    (Target.COMPOSE, Backing.NOTHING, "++-+"),
    (Target.COMPOSE, Backing.RELATIVE, "+++-"),
    (Target.COMPOSE, Backing.ABSOLUTE, "++++"),
    (Target.COMPOSE, Backing.EXTERNAL, "++++"),
    (Target.COMPOSE, Backing.TEMPLATE, "++??"),
]


@pytest.mark.parametrize(("target", "backing", "fates"), ROWS)
def test_survival(target: Target, backing: Backing, fates: str) -> None:
    found = survival_of(target, backing)
    assert found is not None
    assert [event for event, _ in found.fates] == list(EVENTS[target])
    assert "".join(SIGNS[found.fate(event)] for event in EVENTS[target]) == fates


@pytest.mark.parametrize(
    ("target", "backing"),
    [
        *((target, Backing.NOWHERE) for target in Target),
        # `create` stops at a relative path, and compose has no ConfigMaps.
        (Target.K8S, Backing.RELATIVE),
        (Target.COMPOSE, Backing.CONFIG),
        (None, Backing.ABSOLUTE),
        (None, Backing.TEMPLATE),
    ],
)
def test_what_has_no_place_survives_nothing(target: Target | None, backing: Backing) -> None:
    assert survival_of(target, backing) is None


@pytest.mark.parametrize("target", Target)
def test_events_are_in_their_order_and_have_a_worst_one(target: Target) -> None:
    assert list(EVENTS[target]) == [event for event in Event if event in EVENTS[target]]
    assert WORST[target] in EVENTS[target]


NOTES = [
    (
        Target.KIND,
        Backing.NOTHING,
        "container restart, node restart, host reboot, moving the deployment directory",
        "cluster, namespace, claim",
    ),
    (
        Target.COMPOSE,
        Backing.RELATIVE,
        "container restart, host reboot, `down -v` or a volume prune",
        "the deployment directory",
    ),
    (
        Target.K8S,
        Backing.NOTHING,
        "container restart, host reboot, moving the deployment directory",
        "claim, unless the storage class retains",
    ),
]


@pytest.mark.parametrize(("target", "backing", "survives", "lost"), NOTES)
def test_notes_of_a_finding(target: Target, backing: Backing, survives: str, lost: str) -> None:
    assert survival_notes(target, backing) == (("survives", survives), ("lost with", lost))


def test_no_notes_without_a_place() -> None:
    assert survival_notes(Target.K8S, Backing.RELATIVE) == ()
