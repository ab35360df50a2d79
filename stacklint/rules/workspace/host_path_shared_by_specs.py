"""The rule `host-path-shared-by-specs`."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.fleet import are_apart, are_variants, kin_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims, Fleet, Taken
    from stacklint.rule import Hits, Settings


_Of: TypeAlias = "tuple[int, Taken]"
"""A directory, with the place of its spec among those of the host."""


@rule(
    category="workspace",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def host_path_shared_by_specs(fleet: Fleet, settings: Settings) -> Hits:
    """Host directory that two specs of one host write to."""
    for host, claims in fleet.hosts:
        # Of those that are variants of each other there may be many, and each pair of them.
        kin = [kin_of(host, one) for one in claims]
        for one, other in _nested(claims, kin, settings.shared_volumes):
            (first, theirs), (second, mine) = sorted([one, other])
            before, after = claims[first], claims[second]
            if are_variants(host, before, after) or are_apart(before, after):
                continue
            hit = _hit(fleet, (before, theirs), (after, mine))
            # Whether the host is a node of its cluster, nobody has told.
            is_sure = host.is_told and before.elsewhere == after.elsewhere
            yield hit if is_sure else hit.guessed(Severity.WARNING)


def _nested(
    claims: tuple[Claims, ...], kin: list[str], shared: tuple[str, ...]
) -> Iterator[tuple[_Of, _Of]]:
    """Give the pairs of directories that are one, or lie one in the other, but of variants."""
    taken = sorted(
        (one.path.rstrip("/") + "/", index, one)
        for index, spec in enumerate(claims)
        for one in spec.directories
        if one.volume not in shared
    )
    around: list[tuple[str, dict[str, list[_Of]]]] = []
    for path, index, one in taken:
        while around and not path.startswith(around[-1][0]):
            around.pop()
        own = kin[index]
        for _, level in around:
            others = (found for name, found in level.items() if name != own)
            yield from ((outer, (index, one)) for outer in sorted(chain.from_iterable(others)))
        if not around or around[-1][0] != path:
            around.append((path, {}))
        around[-1][1].setdefault(own, []).append((index, one))


def _hit(fleet: Fleet, first: tuple[Claims, Taken], second: tuple[Claims, Taken]) -> Hit:
    (claims, mine), (other, theirs) = second, first
    same = mine.path == theirs.path
    share = "is" if same else "lies in, or around,"
    first_at = fleet.at(other, ("volumes", theirs.volume))
    return Hit(
        fleet.at(claims, ("volumes", mine.volume)),
        f"the directory of volume `{mine.volume}` {share} that of `{theirs.volume}` in"
        f" {other.file}: two deployments write to one place",
        also=(Label(first_at, "the other spec of this host"),),
        mirror=first_at,
    )
