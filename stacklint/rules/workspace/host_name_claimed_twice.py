"""The rule `host-name-claimed-twice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.fleet import are_variants
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet, Route
    from stacklint.rule import Hits


@rule(
    category="workspace",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.START,
    targets=KUBERNETES,
)
def host_name_claimed_twice(fleet: Fleet) -> Hits:
    """Host name and path that two specs of one host route."""
    for host, claims in fleet.hosts:
        first: dict[tuple[str, str, str], tuple[Claims, Route]] = {}
        for one in claims:
            for route in one.routes:
                name = one.cluster, route.host, route.path
                other, theirs = first.setdefault(name, (one, route))
                if other is not one and not are_variants(host, other, one):
                    hit = _hit(fleet, (one, route), (other, theirs))
                    yield hit if host.is_told else hit.guessed(Severity.WARNING)


def _hit(fleet: Fleet, mine: tuple[Claims, Route], theirs: tuple[Claims, Route]) -> Hit:
    (claims, route), (other, first) = mine, theirs
    return Hit(
        fleet.at(claims, route.at),
        f"{other.file} routes {route.host}{route.path} too: requests go to either of the two",
        also=(Label(fleet.at(other, first.at), "the other spec of this host"),),
        mirrors=(fleet.at(other, first.at),),
    )
