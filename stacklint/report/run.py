"""What a run of the linter is to a report."""

from __future__ import annotations

import posixpath
from types import MappingProxyType
from typing import TYPE_CHECKING

from stacklint.finding import Finding, Harm, Order, Profile, Severity, Standing
from stacklint.model.named import NamedTuple
from stacklint.registry import BUILT_IN, Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.yaml.document import Document


def as_typed(file: str, prefix: str, below: str) -> str:
    """Give the path of a file as the caller types it; see `Run` for the two ways."""
    if below and file.startswith(f"{below}/"):
        return file[len(below) + 1 :]
    return posixpath.normpath(posixpath.join(prefix, file)) if prefix else file


class WithoutStack(NamedTuple):
    """A spec that was judged alone, since its stack was not found, and why."""

    spec: str
    why: str


class Repair(NamedTuple):
    """What was done, or would be done, about one finding; `refused` says why it was not."""

    finding: Finding
    refused: str | None = None


class Run(NamedTuple):
    """Everything a report may say.

    `stacks` is the number of those that no spec led to. `prefix` leads from the directory of the
    caller to the root that files are named from, and is empty when they are the same; `below` is
    the way back, where the caller is below the root.
    `beyond` counts the open findings of profiles that are not shown. `notes` are sentences about
    what was skipped. `changed` holds the old and the new text of each file that was or would be
    written; `is_preview` is set where the changes are what was asked for. `judges_change` is set
    where only what a change adds fails, `is_partial` where the caller chose rules, or only what a
    commit concerns was looked at: neither says anything of a profile. `new_texts` holds, by
    the `order` of a finding, the whole text of each file that its fix changes, after that fix
    alone; who asks for no such format need not make it. A fingerprint would not do: two items of
    one list may share theirs. `root` is the absolute path that files are named from, and serves
    links on a terminal alone. `registry` has the rules that findings are of, `release` is the one
    that the profile is pinned to.
    """

    findings: tuple[Finding, ...]
    documents: Mapping[str, Document]
    specs: int
    files: int
    seconds: float
    profile: Profile = Profile.RECOMMENDED
    threshold: Severity = Severity.ERROR
    without_stack: tuple[WithoutStack, ...] = ()
    notes: tuple[str, ...] = ()
    beyond: Mapping[Profile, int] = MappingProxyType({})
    prefix: str = ""
    below: str = ""
    judges_change: bool = False
    repairs: tuple[Repair, ...] = ()
    changed: Mapping[str, tuple[str, str]] = MappingProxyType({})
    written: bool = False
    new_texts: Mapping[Order, Mapping[str, str]] = MappingProxyType({})
    root: str = ""
    is_preview: bool = False
    registry: Registry = BUILT_IN
    stacks: int = 0
    is_partial: bool = False
    release: str = ""

    def shown(self, file: str) -> str:
        """Give the path of a file as the caller types it."""
        return as_typed(file, self.prefix, self.below)

    def of(self, standing: Standing) -> tuple[Finding, ...]:
        """Give the findings of one standing, in the order of files."""
        return tuple(finding for finding in self.ordered if finding.standing is standing)

    @property
    def tells_profile(self) -> bool:
        """Whether enough was looked at to say which profile is passed."""
        return bool(self.specs or self.files) and not (self.judges_change or self.is_partial)

    @property
    def wholes(self) -> str:
        """How many specs and stacks were looked at, in words."""
        return in_words(self.specs, self.stacks)

    @property
    def ordered(self) -> tuple[Finding, ...]:
        """All findings as they stand in the files, whatever the order they came in."""
        return tuple(sorted(self.findings, key=lambda finding: (finding.order, finding.key)))

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that count."""
        return self.of(Standing.OPEN)

    @property
    def accepted_losses(self) -> tuple[Finding, ...]:
        """Findings in the baseline that can lose data: accepted, and never forgotten."""
        return tuple(x for x in self.of(Standing.BASELINED) if x.harm is Harm.DATA)


def in_words(specs: int, stacks: int) -> str:
    """Say how many specs there are, and how many stacks without one."""
    counts = (specs, "spec"), (stacks, "stack")
    some = [f"{count} {word}" + "s" * (count != 1) for count, word in counts if count]
    return " and ".join(some) or "0 specs"
