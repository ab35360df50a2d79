"""The rule `host-port-claimed-twice`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.compose.host_ports import CLUSTER_PORTS
from stacklint.model.fleet import are_variants, kin_of
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.host_ports import TakenPort
    from stacklint.model.fleet import Claims, Fleet, Host
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits, Settings


class _Claim(NamedTuple):
    """A port with the spec that takes it."""

    spec: Claims
    port: TakenPort


# What can be read at a glance.
_FEW = 3

_Pair: TypeAlias = "tuple[_Claim, _Claim]"
_Slots: TypeAlias = "dict[tuple[str, str, int], dict[tuple[str, str], _Claim]]"
"""Who took a port first: by cluster, protocol and number, and then by address and kin."""


@rule(
    category="workspace",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.START,
)
def host_port_claimed_twice(fleet: Fleet, settings: Settings) -> Hits:
    """Port of a host, or of the nodes of a cluster, that two services take."""
    for host, claims in fleet.hosts:
        numbers: dict[tuple[str, str, str, str], tuple[_Pair, list[int]]] = {}
        for number, (mine, theirs) in _clashes(host, claims, settings.node_ports):
            key = (*_named(mine), *_named(theirs))
            numbers.setdefault(key, ((mine, theirs), []))[1].append(number)
        for (mine, theirs), found in numbers.values():
            hit = _hit(fleet, mine, theirs, sorted(set(found)))
            is_sure = host.is_told or mine.spec is theirs.spec
            yield hit if is_sure else hit.guessed(Severity.WARNING)


def _named(claim: _Claim) -> tuple[str, str]:
    return claim.spec.file, claim.port.service


def _clashes(
    host: Host, claims: tuple[Claims, ...], given: tuple[int, int]
) -> Iterator[tuple[int, _Pair]]:
    """Give each port that somebody before took already, in the order of specs."""
    slots: _Slots = {}
    for one in _each(claims, given):
        place = one.spec.cluster if one.port.is_of_nodes else one.spec.elsewhere
        for number in range(one.port.first, one.port.last + 1):
            taken = slots.setdefault((place, one.port.protocol, number), {})
            other = next((x for x in taken.values() if _clash(host, x, one)), None)
            if other is None:
                taken.setdefault((one.port.address, kin_of(host, one.spec)), one)
            else:
                yield number, (one, other)


def _each(claims: tuple[Claims, ...], given: tuple[int, int]) -> Iterator[_Claim]:
    """Give all ports that are taken; one that the cluster does not give away is another fault."""
    first_on_kind = next((one for one in claims if one.target is Target.KIND), None)
    for one in claims:
        own = CLUSTER_PORTS if one is first_on_kind else ()
        for port in (*own, *one.ports):
            if not port.is_of_nodes or given[0] <= port.first <= given[1]:
                yield _Claim(one, port)


def _clash(host: Host, one: _Claim, other: _Claim) -> bool:
    if not one.port.shares_address(other.port):
        return False
    return one.spec is other.spec or not are_variants(host, one.spec, other.spec)


def _hit(fleet: Fleet, mine: _Claim, theirs: _Claim, numbers: list[int]) -> Hit:
    many = "s" * (len(numbers) > 1)
    who = "its container" if _named(mine) == _named(theirs) else "whoever starts later"
    of, consequence = (
        ("every node", "the API refuses the second Service, when the workload is live already")
        if mine.port.is_of_nodes
        else ("the host", f"{who} does not start")
    )
    return Hit(
        _place(fleet, mine),
        f"{_who(mine)} takes port{many} {_row(numbers)} of {of}{_as(mine, theirs)}: {consequence}",
        also=(Label(_place(fleet, theirs), "taken here"),),
        mirrors=(_place(fleet, theirs),),
        value=_row(numbers),
    )


def _row(numbers: list[int]) -> str:
    """Write ports out, or their ends where they are many in a row."""
    if len(numbers) <= _FEW:
        return ", ".join(map(str, numbers))
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return f"{', '.join(map(str, numbers[:_FEW]))} and {len(numbers) - _FEW} more"


def _who(claim: _Claim) -> str:
    return f"`{claim.port.service}`" if claim.port.service else "the kind cluster"


def _as(mine: _Claim, theirs: _Claim) -> str:
    if mine.spec is not theirs.spec:
        return f", as {_who(theirs)} of {theirs.spec.file} does"
    is_one = mine.port.service == theirs.port.service
    return " twice" if is_one else f", as {_who(theirs)} does"


def _place(fleet: Fleet, claim: _Claim) -> Place:
    """Where the spec says nothing of the ports, the stack that it names does."""
    if not claim.port.service:
        return fleet.at(claim.spec, ("deploy-to",))
    path = "network", "ports", claim.port.service
    has_own = fleet.spec(claim.spec).node(*path) is not None
    return fleet.at(claim.spec, path).key if has_own else fleet.at(claim.spec, ("stack",))
