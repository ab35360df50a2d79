"""The rule `host-path-shared-by-specs`."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.fleet import are_apart, are_variants, kin_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims, Fleet, Host, Taken
    from stacklint.rule import Hits, Settings


_Of: TypeAlias = "tuple[int, Taken]"
"""A directory, with the place of its spec among those of the host."""

# What is shown of the others: a finding fits on a screen.
_FEW = 3


@rule(
    category="workspace",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def host_path_shared_by_specs(fleet: Fleet, settings: Settings) -> Hits:
    """Host directory that two specs of one host write to."""
    for host, claims in fleet.hosts:
        clashes: dict[tuple[_Of, bool], list[_Of]] = {}
        for first, second in _clashes(host, claims, settings.shared_volumes):
            # Whether the host is a node of its cluster, nobody has told.
            is_one = claims[first[0]].elsewhere == claims[second[0]].elsewhere
            clashes.setdefault((second, host.is_told and is_one), []).append(first)
        for (mine, is_sure), others in clashes.items():
            hit = _hit(fleet, *((claims[index], one) for index, one in (mine, *others)))
            yield hit if is_sure else hit.guessed(Severity.WARNING)


def _clashes(
    host: Host, claims: tuple[Claims, ...], shared: tuple[str, ...]
) -> Iterator[tuple[_Of, _Of]]:
    """Give the pairs of directories that clash, the one that was there before at first."""
    # Of those that are variants of each other there may be many, and each pair of them.
    kin = [kin_of(host, one) for one in claims]
    for pair in _nested(claims, kin, shared):
        first, second = sorted(pair)
        before, after = claims[first[0]], claims[second[0]]
        if not (are_variants(host, before, after) or are_apart(before, after)):
            yield first, second


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
            # Nearly always, none.
            if others := [found for name, found in level.items() if name != own]:
                yield from ((outer, (index, one)) for outer in sorted(chain.from_iterable(others)))
        if not around or around[-1][0] != path:
            around.append((path, {}))
        around[-1][1].setdefault(own, []).append((index, one))


def _hit(fleet: Fleet, own: tuple[Claims, Taken], *others: tuple[Claims, Taken]) -> Hit:
    (claims, mine), (other, theirs) = own, others[0]
    share = "is" if mine.path == theirs.path else "lies in, or around,"
    places = tuple(fleet.at(one, ("volumes", taken.volume)) for one, taken in others)
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    count = "two" if len({one.file for one, _ in others}) == 1 else "several"
    return Hit(
        fleet.at(claims, ("volumes", mine.volume)),
        f"the directory of volume `{mine.volume}` {share} that of `{theirs.volume}` in"
        f" {other.file}{more}: {count} deployments write to one place",
        also=tuple(Label(place, "another spec of this host") for place in places[:_FEW]),
        mirrors=places,
    )
