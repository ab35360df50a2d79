"""How far the fixes of a run are: files as they are by now, and the findings that are left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stacklint.fix.apply import Draft
from stacklint.fix.refused import Refused
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.finding import Finding
    from stacklint.fix.ended import Name, Named
    from stacklint.model.yaml.document import Document


class Refusal(NamedTuple):
    """A fix that could not be made, why, and how many others had been applied by then."""

    finding: Finding
    reason: str
    after: int


@dataclass(frozen=True, slots=True)
class State:
    """The files that are other than they were, and the open findings of each file."""

    documents: Mapping[str, Document]
    findings: dict[str, Named]
    drafts: dict[str, Draft] = field(default_factory=dict)
    applied: tuple[Finding, ...] = ()
    refused: Mapping[Name, Refusal] = field(default_factory=dict)

    def draft(self, file: str) -> Draft:
        """Give a file as it is by now; raises Refused where nobody has read it."""
        if file in self.drafts:
            return self.drafts[file]
        if file not in self.documents:
            raise Refused(f"{file} is none of the files that were looked at")
        return Draft(self.documents[file], self.documents[file])

    def find(self, name: Name) -> Finding | None:
        """Give a finding as it stands by now, if it is still there."""
        return self.findings.get(file_of(name), {}).get(name)

    def is_settled(self, name: Name) -> bool:
        """Tell whether a fix was refused, and its files are as they were then."""
        refusal = self.refused.get(name)
        if refusal is None:
            return False
        later = self.applied[refusal.after :]
        return not any(refusal.finding.files & other.files for other in later)

    def refuse(self, name: Name, finding: Finding, reason: str) -> State:
        """Note that a fix was refused."""
        refusal = Refusal(finding, reason, len(self.applied))
        return replace(self, refused={**self.refused, name: refusal})


def file_of(name: Name) -> str:
    """Give the file of a finding."""
    return name[0][1]
