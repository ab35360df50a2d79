"""Whether a person was asked before a command, or only where one sits at a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.clauses import clauses_of
from stacklint.model.scripts.switches import holds_by_default

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.scripts.command import Command, Guard

# What holds or not by where a script runs, and nobody has said so.
_ATTENDED = re.compile(
    r"(?:^|[\s!(])-t\s+[012]\b|\btty\b|\$\{?(?:CI|GITHUB_ACTIONS|GITLAB_CI|JENKINS_\w+|PS1|SSH_TTY)\b"
    r"|\$-"
)
# A question that has to be asked for.
_WANTED = re.compile(r"\bask|interactive|confirm|prompt|\s[\"']?-i\b", re.IGNORECASE)
_SET_HERE = re.compile(r"\$\{\w+:?-[^{}$`]+\}")
_NAME = re.compile(r"\$\{?(\w+)")
_READS = re.compile(r"\s*(?P<not>!\s*)?read\s+-")
# Functions that scripts take from elsewhere, by what people call them.
_QUESTIONS = re.compile(
    r"_*(?:ask|confirm|ask_(?:to_)?(?:confirm\w*|continue|proceed|user|yes_?no|yn)|are_you_sure"
    r"|(?:get|prompt|prompt_for|prompt_user|require|user)_confirm\w*|prompt_(?:yes_?no|yn)"
    r"|confirm_(?:action|continue|danger\w*|dele\w+|destr\w+|or_\w+|prompt|proceed|reset|wipe)"
    r"|yes_?(?:or_?)?no)",
    re.IGNORECASE,
)


class Consent(NamedTuple):
    """Whether somebody was asked, and of questions that may be passed over, under what.

    `timed` are the answers to questions that wait for some seconds only.
    """

    is_given: bool = False
    under: tuple[frozenset[Guard], ...] = ()
    timed: frozenset[str] = frozenset()

    def asked(self, guards: Iterable[Guard], in_time: frozenset[str] = frozenset()) -> Consent:
        """Give the consent behind a question that is asked under some conditions.

        `in_time` are the names of its answer, where nobody may have given one in time.
        """
        if in_time:
            return self._replace(timed=self.timed | in_time)
        skipped = frozenset(filter(_may_go_by, guards))
        if skipped:
            return self._replace(under=(*self.under, skipped))
        return self._replace(is_given=True)

    def gained_since(self, before: Consent) -> Consent:
        """Give the consent where the script ends for who came to no question, and said no more."""
        is_same = self._replace(timed=before.timed) == before
        return self if is_same else Consent(is_given=True)

    def told_of(self, command: Command) -> Command:
        """Give a command with what was asked before it."""
        is_confirmed = self.covers(command.guards)
        is_passed_over = bool(self.under or self.timed) and not is_confirmed
        return command._replace(is_confirmed=is_confirmed, may_go_unasked=is_passed_over)

    def covers(self, guards: tuple[Guard, ...]) -> bool:
        """Tell whether somebody was asked before what runs under some conditions."""
        if self.is_given or any(_is_answered(guard, self.timed) for guard in guards):
            return True
        if not self.under:
            return False
        known = {x for guard in guards for x in (guard, *_held(guard))}
        return any(known.issuperset(one) for one in self.under)


def is_named_like_a_question(name: str) -> bool:
    """Tell whether people would take a function for one that asks before it goes on."""
    return _QUESTIONS.fullmatch(name.replace("-", "_").rpartition("::")[2]) is not None


def _is_answered(guard: Guard, names: frozenset[str]) -> bool:
    """Tell whether a condition wants an answer, and what nobody said is none."""
    if not names:
        return False
    if found := _READS.match(guard.text):
        return guard.holds is (found["not"] is None)
    default = holds_by_default(guard.text)
    is_wanted = guard.holds if default is None else default is not guard.holds
    return is_wanted and not names.isdisjoint(_NAME.findall(guard.text))


def _held(guard: Guard) -> Iterable[Guard]:
    return (clause[0] for clause in clauses_of(guard) if len(clause) == 1)


def _may_go_by(guard: Guard) -> bool:
    """Tell whether what a condition stands before is left out, and nobody has asked for that."""
    if _ATTENDED.search(guard.text):
        return True
    is_told = _WANTED.search(guard.text) or _SET_HERE.search(guard.text)
    return is_told is not None and holds_by_default(guard.text) is (not guard.holds)
