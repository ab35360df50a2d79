"""Every stack of the corpus on every target, laconic-so beside stacklint."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.corpus.ours import OF_THE_FORK, Reached, reached, repositories, stacks
from tests.corpus.upstream import STEPS, Stop, refused, stop_of
from tests.deployer.wanted.differences import DIFFERENCES
from tests.deployer.wanted.recorded import differences, recorded_objects

if TYPE_CHECKING:
    from pathlib import Path

TARGETS = ("compose", "k8s-kind", "k8s")

# Which differences make right what a rule finds; none where only the operator can.
SERVED = {
    "environment-list": "environment-forms",
    "environment-not-a-string": "environment-forms",
    "interpolation-left-literal": "interpolation",
    "local-image-off-kind": "",
    "name-invalid-on-kubernetes": "names",
    "placeholder-value": "",
    "sidecar-name-rewritten": "neighbours",
    "stack-config-hangs": "",
    "string-command-misread": "command-words",
    "unsupported-mount-form": "mount-forms",
    "unusable-host-bind": "missing-binds, node-binds",
}


class Theirs(NamedTuple):
    """What laconic-so makes of a stack; `objects` is None where it makes none."""

    is_recorded: bool
    stop: Stop | None
    objects: int | None
    refused: tuple[str, ...]

    def gets_past(self, step: str) -> bool:
        """Tell whether it ended a step."""
        if not self.is_recorded:
            return False
        return self.stop is None or STEPS.index(self.stop.step) > STEPS.index(step)


class Row(NamedTuple):
    """A stack on a target, and both programs with it; differences are counted by their name."""

    stack: str
    target: str
    theirs: Theirs
    ours: Reached
    differences: Counter[str]

    @property
    def is_planned(self) -> bool:
        """Stacklint writes a spec for it, and leaves nothing out."""
        return not self.ours.stop

    @property
    def to_allow(self) -> int:
        """How many errors are about what the objects of stacklint get right."""
        return sum(bool(SERVED[rule]) for rule in self.ours.errors)

    @property
    def to_mend(self) -> list[str]:
        """The rules of all other errors."""
        return sorted({rule for rule in self.ours.errors if not SERVED[rule]})


def rows() -> list[Row]:
    """Take every stack to every target."""
    with repositories() as root:
        return [_row(root, stack, target) for target in TARGETS for stack in stacks(target)]


def _row(root: Path, stack: str, target: str) -> Row:
    made = recorded_objects(stack, target)
    theirs = Theirs(
        stack not in OF_THE_FORK,
        stop_of(stack, target),
        None if made is None else len(made),
        tuple(refused(stack, target)),
    )
    found = differences(stack, target) if made else ()
    names = (row.name for x in found for row in DIFFERENCES if row.covers(x))
    return Row(stack, target, theirs, reached(root, stack, target), Counter(names))
