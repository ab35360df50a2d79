"""Which rules look at a file, and what their findings count as."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from stacklint.finding import Finding, Profile, Severity
from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.pin import Pin, release_of
from stacklint.registry import BUILT_IN, Registry
from stacklint.rule import Deployer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stacklint.rule import Hit, Rule
    from stacklint.rules import Listed, Subject


class Choice(NamedTuple):
    """What one part of a configuration says: names of rules or of categories.

    An empty `select` selects every rule; a rule that is selected by its own name is shown whatever
    the profile, and whatever the release that the profile is pinned to.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: Pin | None = None
    severities: Mapping[str, Severity] = MappingProxyType({})

    def under(self, typed: Choice) -> Choice:
        """Give what a choice for some paths still says beside that of a command line."""
        return self._replace(
            select=() if typed.select else self.select,
            ignore=(*self.ignore, *typed.ignore),
            profile=None if typed.profile else self.profile,
        )


class Chosen:
    """The rules for one file."""

    def __init__(
        self,
        listed: tuple[Listed, ...],
        named: frozenset[str],
        pin: Pin,
        severities: Mapping[str, Severity],
        deployer: Deployer = Deployer.LACONIC_SO,
    ) -> None:
        self.deployer = deployer
        self.listed = listed
        self.named = named
        self.pin = pin
        self.profile = pin.profile
        self.severities = severities

    def shows(self, rule: Rule, profile: Profile) -> bool:
        """Tell whether a finding of a rule, from a profile on, is to be shown.

        Who selects a rule by name wants what it stands for, whatever the profile.
        """
        return profile <= self.profile or (rule.name in self.named and profile <= rule.profile)

    def is_spared(self, rule: Rule, hit: Hit) -> bool:
        """Tell whether a hit is a defect of a deployer that is not used."""
        if self.deployer is Deployer.LACONIC_SO:
            return False
        return rule.of_laconic_so if hit.of_laconic_so is None else hit.of_laconic_so

    def is_refused(self, hit: Hit) -> bool:
        """Tell whether a hit is what the deployer that is used refuses, and the other does not."""
        return hit.is_refused and self.deployer is Deployer.STACKLINT

    def profile_of(self, rule: Rule, hit: Hit) -> Profile:
        """Give the profile from which on a hit is shown: what is refused, everybody is told."""
        return Profile.RECOMMENDED if self.is_refused(hit) else hit.profile or rule.profile

    def severity(self, rule: Rule, hit: Hit) -> Severity:
        """Give what a hit counts as: what the configuration says of its rule goes first."""
        said = self.severities.get(rule.name)
        if said is None and self.is_spared(rule, hit):
            return Severity.INFO
        if said is None and self.is_refused(hit):
            return Severity.ERROR
        return said or hit.severity or rule.severity

    def of(self, subject: Subject) -> tuple[Listed, ...]:
        """Give the rules that look at one kind of thing."""
        return self._by_subject.get(subject, ())

    @cached_property
    def _by_subject(self) -> dict[Subject, tuple[Listed, ...]]:
        found: dict[Subject, tuple[Listed, ...]] = {}
        for listed in self.listed:
            found[listed.of] = (*found.get(listed.of, ()), listed)
            if listed.in_scripts:
                found["script"] = (*found.get("script", ()), listed)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the rules."""
        return frozenset(listed.name for listed in self.listed)


class Selection:
    """The choice for all files, and choices for some; later ones win."""

    def __init__(
        self,
        common: Choice,
        per_path: tuple[tuple[Callable[[str], bool], Choice], ...] = (),
        registry: Registry = BUILT_IN,
        deployer: Deployer = Deployer.LACONIC_SO,
    ) -> None:
        self.common = common
        self.deployer = deployer
        self.per_path = per_path
        self.registry = registry
        self._chosen: dict[tuple[int, ...], Chosen] = {}

    def deployed_by(self, deployer: Deployer) -> Selection:
        """Give the same for specs that somebody else deploys."""
        return Selection(self.common, self.per_path, self.registry, deployer)

    def widened(self) -> Selection:
        """Give every rule that is not ignored, beside those that are selected by name."""
        choices = (self.common, *(choice for _, choice in self.per_path))
        if not any(choice.select for choice in choices):
            return self
        common, *others = (_widened(choice, self.registry) for choice in choices)
        per_path = tuple((self.per_path[i][0], other) for i, other in enumerate(others))
        return Selection(common, per_path, self.registry, self.deployer)

    def profile_of(self, path: str) -> Profile:
        """Give the profile in force for a file."""
        return self.for_file(path).profile

    def for_file(self, path: str) -> Chosen:
        """Give the rules for a file, by its path below the root."""
        fitting = tuple(i for i, (matches, _) in enumerate(self.per_path) if matches(path))
        found = self._chosen.get(fitting)
        if found is None:
            choices = (self.common, *(self.per_path[i][1] for i in fitting))
            found = self._chosen[fitting] = _merge(choices, self.registry, self.deployer)
        return found


def _widened(choice: Choice, registry: Registry) -> Choice:
    return choice._replace(select=(*registry.categories, *choice.select) if choice.select else ())


def _merge(choices: tuple[Choice, ...], registry: Registry, deployer: Deployer) -> Chosen:
    select: tuple[str, ...] = ()
    ignore: set[str] = set()
    pin = Pin(Profile.RECOMMENDED)
    severities: dict[str, Severity] = {}
    for choice in choices:
        if choice.select:
            select = choice.select
            ignore -= set(choice.select)
        ignore |= set(choice.ignore)
        pin = choice.profile or pin
        severities |= choice.severities
    listed = tuple(
        rule.where_we_deploy() if deployer is Deployer.STACKLINT else rule
        for rule in registry.listed
        if (not select or rule.name in select or rule.category in select)
        and rule.name not in ignore
        and (rule.category not in ignore or rule.name in select)
        and (rule.name in select or _was_there(rule, pin))
        and not (rule.is_moot and deployer is Deployer.STACKLINT)
    )
    named = frozenset(select) & frozenset(registry.names)
    return Chosen(listed, named, pin, severities, deployer)


def _was_there(rule: Listed, pin: Pin) -> bool:
    # A rule from outside came with the configuration, and never with an update.
    return pin.release is None or not rule.since or release_of(rule.since) <= pin.release


def counts_as_failure(findings: list[Finding], threshold: Severity) -> bool:
    """Tell whether an open finding reaches the threshold."""
    return any(finding.counts and finding.severity >= threshold for finding in findings)
