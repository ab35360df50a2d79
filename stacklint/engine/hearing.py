"""One rule asked, and what it sees taken up: findings that are shown, and counts of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Finding, Standing, named_path, region_of
from stacklint.outcome import Outcome, Unseen
from stacklint.repo.git import GitFailed
from stacklint.repo.trees import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stacklint.engine.subject import Inputs
    from stacklint.finding import Key
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.registry import Registry
    from stacklint.rule import Hit, Rule
    from stacklint.select import Chosen
    from stacklint.suppress import Allows

_SPARED = ("holds", "for laconic-so; stacklint's own deployer does not have this defect")


class RuleFailed(Exception):
    """A rule raised an exception: a fault of ours, or of the package that brought it."""

    def __init__(self, rule: str, file: str, author: str) -> None:
        self.rule = rule
        self.file = file
        self.author = author

    def __str__(self) -> str:
        """Say which rule and which file."""
        return f"the rule {self.rule} failed on {self.file}"


class Hearing:
    """What rules are heard with: the comments that allow, and the outcome that takes findings up.

    `clock` gives seconds; with one, the time of each rule is taken.
    """

    __slots__ = ("_noted", "_registry", "allows", "clock", "outcome")

    def __init__(
        self,
        registry: Registry,
        allows: Allows,
        outcome: Outcome | None,
        clock: Callable[[], float] | None,
    ) -> None:
        self.allows = allows
        self.clock = clock
        self.outcome: Outcome = Outcome() if outcome is None else outcome
        self._noted: set[str] = set()
        self._registry = registry

    def heard(
        self, rules: Iterable[Rule], file: str, inputs: Inputs
    ) -> Iterator[tuple[Rule, list[Hit]]]:
        """Ask rules one after the other, and give those that see something, with what they see.

        RuleFailed where one raises anything. Two dozen are asked of a spec: each is one turn here.
        """
        clock, given = self.clock, inputs.__getitem__
        rule: Rule | None = None
        try:
            for rule in rules:
                started = 0.0 if clock is None else clock()
                hits = list(rule.function(*map(given, rule.reads)))
                if clock is not None:
                    self._count(rule, clock() - started)
                if hits:
                    yield rule, hits
        except (GitFailed, Unreadable):
            # The world is to blame, and no rule.
            raise
        except Exception as error:
            if rule is None:
                raise
            author = self._registry.author_of(rule.name)
            raise RuleFailed(rule.name, file, author) from error

    def _count(self, rule: Rule, seconds: float) -> None:
        taken = self.outcome.seconds
        taken[rule.name] = taken.get(rule.name, 0.0) + seconds

    def take_all(self, rule: Rule, hits: Iterable[Hit], chosen: Chosen) -> None:
        """Take up what a rule saw."""
        for hit in hits:
            self.take(rule, hit, chosen)

    def take(self, rule: Rule, hit: Hit, chosen: Chosen) -> None:
        """Take up one hit: a finding where the profile shows it, else a count."""
        self._note(hit)
        is_shown = chosen.shows(rule, chosen.profile_of(rule, hit))
        if not is_shown and not self.allows.covers(hit.at.document):
            self.outcome.pass_over(_unseen(rule, hit), "")
            return
        finding = self.allows.apply(_finding(rule, hit, chosen))
        if is_shown:
            self._add(finding, hit)
        elif finding.standing is Standing.OPEN:
            self.outcome.pass_over(_unseen(rule, hit), "")

    def _note(self, hit: Hit) -> None:
        """Take up the comments of a file: a rule about a stack may speak of one that is no part."""
        for place in (hit.at, *hit.mirrors):
            if place.document.name not in self._noted:
                self._noted.add(place.document.name)
                self.allows.note(place.document)

    def _add(self, finding: Finding, hit: Hit) -> None:
        self.outcome.add(finding)
        for place in (hit.at, *(label.at for label in hit.also)):
            self.outcome.documents[place.document.name] = place.document

    def unseen(self, rule: Rule, hits: list[Hit], spec: Spec, chosen: Chosen) -> tuple[Unseen, ...]:
        """Give hits of which none is shown; nothing where one is, or a comment may speak of it."""
        is_seen = any(
            chosen.shows(rule, chosen.profile_of(rule, hit)) or self.allows.covers(hit.at.document)
            for hit in hits
        )
        return () if is_seen else tuple(_unseen(rule, hit, spec.file) for hit in hits)


def _unseen(rule: Rule, hit: Hit, own: str = "") -> Unseen:
    at, profile = hit.at, hit.profile or rule.profile
    file = "" if at.document.name == own else at.document.name
    return Unseen(profile, rule.name, file, at.path, at.occurrence, at.range, hit.message)


def _finding(rule: Rule, hit: Hit, chosen: Chosen) -> Finding:
    region = region_of(hit.at, hit.words)
    return Finding(
        rule=rule.name,
        category=rule.category,
        severity=chosen.severity(rule, hit),
        confidence=hit.confidence or rule.confidence,
        profile=chosen.profile_of(rule, hit),
        harm=rule.harm,
        message=hit.message,
        at=region,
        also=tuple(region_of(label.at, label.words) for label in hit.also),
        notes=(*hit.notes, _SPARED) if chosen.is_spared(rule, hit) else hit.notes,
        fix=hit.fix,
        key=_key(rule, hit.at, hit.value),
        mirrors=tuple((region_of(at), _key(rule, at, hit.value)) for at in hit.mirrors),
    )


def _key(rule: Rule, at: Place, value: str) -> Key:
    return rule.name, at.document.name, named_path(at), value
