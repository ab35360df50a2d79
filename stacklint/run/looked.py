"""What came of looking at files, by one process and by all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.discover import Shape, is_named_like_spec

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims
    from stacklint.model.yaml.document import Document
    from stacklint.outcome import Outcome
    from stacklint.repo.discover import Found
    from stacklint.report.run import WithoutStack
    from stacklint.suppress import Allows


class Looked:
    """What came of looking at files: findings, counts, and what could not be read or joined.

    `specs` are the files that were judged, each with the files that it consists of, and `stacks`
    those of stacks that were judged in their own right; `claims` what all specs take for
    themselves, judged or not. `reached` are the stacks that specs name, `others` files that are no
    specs and may be stacks, or parts of one. `playbooks` are other YAML files that may hold
    commands, and `scripts` those of all scripts that were judged.
    """

    __slots__ = (
        "allows",
        "broken",
        "claims",
        "notes",
        "others",
        "outcome",
        "playbooks",
        "reached",
        "scripts",
        "specs",
        "stacks",
        "without_stack",
    )

    def __init__(self, outcome: Outcome, allows: Allows) -> None:
        self.outcome = outcome
        self.allows = allows
        self.specs: dict[str, set[str]] = {}
        self.broken: set[str] = set()
        self.without_stack: list[WithoutStack] = []
        self.notes: list[str] = []
        self.claims: list[Claims] = []
        self.playbooks: list[str] = []
        self.scripts: set[str] = set()
        self.stacks: dict[str, set[str]] = {}
        self.reached: set[str] = set()
        self.others: list[str] = []

    @property
    def wholes(self) -> dict[str, set[str]]:
        """The specs, and the stacks without one, each with the files that it consists of."""
        return {**self.stacks, **self.specs}

    @property
    def files(self) -> set[str]:
        """Every file that was judged."""
        return set().union(*self.wholes.values(), self.scripts)

    def merge(self, other: Looked) -> None:
        """Take over what another process saw."""
        self.outcome.merge(other.outcome)
        self.allows.merge(other.allows)
        self.specs |= other.specs
        self.broken |= other.broken
        self.without_stack += other.without_stack
        self.notes += other.notes
        self.claims += other.claims
        self.playbooks += other.playbooks
        self.reached |= other.reached
        self.others += other.others


def is_broken(document: Document) -> bool:
    """Tell whether a file could not be read as one document."""
    return document.fault is not None or document.count > 1


def is_lost(found: Found, *, named: bool) -> bool:
    """Tell whether something stands in the place of a spec that a deployment would be made from."""
    if found.shape is Shape.SEALED:
        return named or is_named_like_spec(found.path)
    return found.shape is Shape.POINTER


def passed_over(found: Found, *, named: bool) -> list[str]:
    """Say that a file is no spec to look at, where somebody may take it for one."""
    if found.shape is Shape.COPY:
        return [f"{found.path} is a copy in a deployment directory, not the source: skipped"]
    if found.shape is Shape.POINTER:
        return [f"{found.path} is a pointer of Git LFS, not a spec: skipped"]
    if found.shape is Shape.SEALED:
        return [f"{found.path} is encrypted, and this clone does not decrypt it: skipped"]
    if found.shape is Shape.MANIFEST and (named or is_named_like_spec(found.path)):
        return [f"{found.path} is a Kubernetes manifest, not a spec: skipped"]
    return []
