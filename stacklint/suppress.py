"""Suppression comments of a run: which finding each silences, and which silence nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from stacklint.finding import Finding, Standing
from stacklint.model.allow import Allow, allows_of
from stacklint.rule import AllowUse
from stacklint.rules import ALIASES, NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from stacklint.finding import Profile, Region
    from stacklint.model.yaml.document import Document

# No rule of this category can be suppressed, but the one about comments that do nothing.
_CATEGORY = "suppressions"
_SUPPRESSIBLE = "unused-suppression"


class Ledger:
    """The suppression comments of one document, and what they did so far."""

    __slots__ = ("_firsts", "_of_file", "_reach", "allows", "document", "judged", "used")

    def __init__(self, document: Document, allows: tuple[Allow, ...]) -> None:
        self.document = document
        self.allows = allows
        self.used: dict[int, set[str]] = {}
        self.judged: set[str] = set()
        # A comment speaks of no line above those that the one before it speaks of.
        self._firsts = [allow.first for allow in allows]
        self._reach = list(accumulate((allow.last for allow in allows), max))
        self._of_file = [index for index, allow in enumerate(allows) if allow.whole_file]

    def covering(self, region: Region) -> Iterator[tuple[int, Allow]]:
        """Give the comments that cover a place, with their numbers, in the order of the file."""
        end = bisect_right(self._firsts, region.end_line)
        start = bisect_left(self._reach, region.line, 0, end)
        for index in sorted({*self._of_file, *range(start, end)}):
            if self.allows[index].covers(region.line, region.end_line):
                yield index, self.allows[index]


class Allows:
    """The suppression comments of all documents of a run.

    `expired_count` is false in a hook: a date that has passed must not stop an unrelated commit.
    The day is asked for when a comment has a date, or is spoken of.
    """

    __slots__ = ("expired_count", "ledgers", "today")

    def __init__(self, today: Callable[[], date], expired_count: bool = True) -> None:
        self.today = today
        self.expired_count = expired_count
        self.ledgers: dict[str, Ledger] = {}

    def note(self, document: Document) -> None:
        """Take up a document, if it has comments at all that suppress."""
        found = () if document.name in self.ledgers else allows_of(document)
        if found:
            self.ledgers[document.name] = Ledger(document, found)

    def judge(self, file: str, judged: frozenset[str]) -> None:
        """Say that rules have looked at a document, if that has comments, with all they read."""
        if file in self.ledgers:
            self.ledgers[file].judged |= judged

    def covers(self, document: Document) -> bool:
        """Tell whether a document has suppression comments at all."""
        return document.name in self.ledgers

    def apply(self, finding: Finding) -> Finding:
        """Give the finding as it stands: allowed with its reason, or as it was."""
        if _is_beyond(finding):
            return finding
        reason = self._reason(finding.rule, finding.at)
        if not reason and finding.mirrors:
            reasons = [self._reason(finding.rule, region) for region, _ in finding.mirrors]
            reason = reasons[0] if all(reasons) else ""
        return finding._replace(standing=Standing.ALLOWED, reason=reason) if reason else finding

    def _reason(self, rule: str, region: Region) -> str:
        """Give the reason why a rule may find something at a place; empty where there is none."""
        ledger = self.ledgers.get(region.file)
        if ledger is None:
            return ""
        for index, allow in ledger.covering(region):
            if rule not in (ALIASES.get(name, name) for name in allow.rules):
                continue
            ledger.used.setdefault(index, set()).add(rule)
            if allow.reason and not self._is_over(allow):
                return allow.reason
        return ""

    def _is_over(self, allow: Allow) -> bool:
        return self.expired_count and allow.until is not None and allow.until < self.today()

    def merge(self, other: Allows) -> None:
        """Take over what another process saw."""
        for name, theirs in other.ledgers.items():
            ours = self.ledgers.setdefault(name, theirs)
            ours.judged |= theirs.judged
            for index, rules in theirs.used.items():
                ours.used.setdefault(index, set()).update(rules)

    def uses(
        self, profile_of: Callable[[str], Profile], known: tuple[str, ...] = NAMES
    ) -> list[AllowUse]:
        """Give every comment with what became of it, in the order of files and lines.

        `profile_of` gives the profile in force for a file, `known` are the names of all rules.
        """
        return [
            AllowUse(
                ledger.document,
                allow,
                frozenset(ledger.used.get(index, ())),
                frozenset(ledger.judged),
                known,
                ALIASES,
                profile_of(ledger.document.name),
                self.today(),
            )
            for _, ledger in sorted(self.ledgers.items())
            for index, allow in enumerate(ledger.allows)
        ]


def _is_beyond(finding: Finding) -> bool:
    return finding.category == _CATEGORY and finding.rule != _SUPPRESSIBLE
