"""The rule `namespace-claimed-twice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.fleet import are_variants
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


@rule(
    category="workspace",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
)
def namespace_claimed_twice(fleet: Fleet) -> Hits:
    """Namespace that two specs of one host deploy to."""
    for host, claims in fleet.hosts:
        first: dict[tuple[str, str], Claims] = {}
        for one in claims:
            name = one.cluster, one.namespace
            other = first.setdefault(name, one) if one.namespace else one
            if other is not one and not are_variants(host, other, one):
                hit = _hit(fleet, one, other)
                yield hit if host.is_told else hit.guessed(Severity.WARNING)


def _hit(fleet: Fleet, one: Claims, other: Claims) -> Hit:
    return Hit(
        _place(fleet, one),
        f"namespace `{one.namespace}` is that of {other.file}: it belongs to one deployment, and"
        " the second start is refused",
        also=(Label(_place(fleet, other), "the other spec of this host"),),
        mirrors=(_place(fleet, other),),
    )


def _place(fleet: Fleet, one: Claims) -> Place:
    """Without `namespace`, it is the stack that gives its name."""
    has_own = fleet.spec(one).node("namespace") is not None
    return fleet.at(one, ("namespace",) if has_own else ("stack",))
