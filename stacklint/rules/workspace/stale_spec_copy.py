"""The rule `stale-spec-copy`."""

from __future__ import annotations

from itertools import combinations, groupby
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.settings_of import leaf_settings
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims, Fleet
    from stacklint.rule import Hits


@rule(
    category="workspace",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
)
def stale_spec_copy(fleet: Fleet) -> Hits:
    """Copy of a spec that has fallen behind the other one."""
    for one, other in _twins(fleet):
        ages = fleet.changed_at(one), fleet.changed_at(other)
        if ages[0] is None or ages[1] is None or ages[0] == ages[1]:
            continue
        old, new = (one, other) if ages[0] < ages[1] else (other, one)
        mine, theirs = leaf_settings(fleet.spec(old)), leaf_settings(fleet.spec(new))
        differing = [path for path in {**mine, **theirs} if mine.get(path) != theirs.get(path)]
        if differing:
            much = "1 setting" if len(differing) == 1 else f"{len(differing)} settings"
            yield Hit(
                fleet.at(old, ("stack",)),
                f"{new.file} describes the same deployment, was changed later, and differs in"
                f" {much}: sooner or later the wrong one is edited",
                also=(Label(fleet.at(new, ("stack",)), "changed later"),),
            )


def _twins(fleet: Fleet) -> Iterator[tuple[Claims, Claims]]:
    """Give the pairs of one stack that stand for one deployment."""
    by_stack = sorted(fleet.claims, key=lambda one: one.stack)
    for stack, group in groupby(by_stack, key=lambda one: one.stack):
        if stack:
            specs = list(group)
            # Of a stack with many specs there are many pairs, and hardly any of them are twins.
            pairs = {*_with_same_hosts(specs), *_copied(specs)}
            found = ((specs[one], specs[other]) for one, other in sorted(pairs))
            yield from (pair for pair in found if not fleet.are_two_deployments(*pair))


def _with_same_hosts(specs: list[Claims]) -> Iterator[tuple[int, int]]:
    """Give the pairs that answer to the same host names, by their places in the list."""
    groups: dict[frozenset[str], list[int]] = {}
    for at, one in enumerate(specs):
        groups.setdefault(frozenset([route.host for route in one.routes]), []).append(at)
    for hosts, group in groups.items():
        if hosts:
            yield from combinations(group, 2)


def _copied(specs: list[Claims]) -> Iterator[tuple[int, int]]:
    """Give the pairs of which one is the other's file in a copied tree."""
    places = {one.file: at for at, one in enumerate(specs)}
    for at, one in enumerate(specs):
        _, *below = one.file.split("/")
        while below:
            other = places.get("/".join(below))
            if other is not None:
                yield min(at, other), max(at, other)
            below = below[1:]
