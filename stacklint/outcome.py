"""What a run saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from stacklint.finding import Finding, Profile
    from stacklint.model.yaml.document import Document, Span
    from stacklint.model.yaml.nodes import KeyPath


class Unseen(NamedTuple):
    """A hit that is not shown: what tells it from others. `file` is empty for the spec itself."""

    profile: Profile
    rule: str
    file: str
    path: KeyPath
    occurrence: int
    range: Span | None
    message: str


class Outcome:
    """What a run saw: findings, the documents that they speak of, and how many more there are.

    Specs that share a file see the same fault in it: one finding, whoever looked. `seconds` is the
    time that each rule took, where a clock was given.
    """

    __slots__ = ("_known", "documents", "findings", "passed_over", "seconds")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.documents: dict[str, Document] = {}
        self.seconds: dict[str, float] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self.passed_over: dict[Profile, set[int]] = {}

    @property
    def beyond(self) -> dict[Profile, int]:
        """Numbers of open findings of profiles that are not shown."""
        return {profile: len(hits) for profile, hits in self.passed_over.items()}

    def add(self, finding: Finding) -> None:
        """Add a finding; specs that share a file see the same fault in it, and that is one."""
        index = self._known.setdefault(finding.identity, len(self.findings))
        if index == len(self.findings):
            self.findings.append(finding)
        else:
            self.findings[index] = self.findings[index].joined(finding)

    def pass_over(self, unseen: Unseen, file: str) -> None:
        """Count what is not shown, without the cost of a finding."""
        profile, rule, own, *rest = unseen
        same = hash((profile, rule, own or file, *rest))
        self.passed_over.setdefault(unseen.profile, set()).add(same)

    def merge(self, other: Outcome) -> None:
        """Take over what another process saw."""
        for finding in other.findings:
            self.add(finding)
        self.documents |= other.documents
        for profile, hits in other.passed_over.items():
            self.passed_over.setdefault(profile, set()).update(hits)
        for rule, seconds in other.seconds.items():
            self.seconds[rule] = self.seconds.get(rule, 0.0) + seconds
