"""The rule `node-port-out-of-range`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry, SetValue
from stacklint.model.compose.ports import effective_ports, is_number
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.ports import OddPort, Ports
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits, Settings


@rule(
    category="network",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
    of_laconic_so=True,
)
def node_port_out_of_range(spec: Spec, stack: Stack | None, settings: Settings) -> Hits:
    """Port of the host outside the range that the cluster gives away."""
    for ports in effective_ports(spec, stack):
        for port in ports.odd:
            if _is_outside(port, settings.node_ports):
                yield _hit(spec, ports, port, settings.node_ports)


def _is_outside(port: OddPort, allowed: tuple[int, int]) -> bool:
    if port.ip or not is_number(port.published) or not is_number(port.target):
        return False
    return not allowed[0] <= int(port.published) <= allowed[1]


def _hit(spec: Spec, ports: Ports, port: OddPort, allowed: tuple[int, int]) -> Hit:
    message = (
        f"host port {port.published} of `{ports.service}` is outside {allowed[0]}-{allowed[1]}:"
        " the API refuses the Service when the workload is live already"
    )
    why = "the cluster chooses the port of the node"
    if ports.of_spec:
        change = SetValue(port.at.path, port.inside, quote=True)
        fix = Fix(f"{port.text} → {port.inside}", Safety.UNSAFE, (change,), why)
        return Hit(port.at, message, fix)
    path, inside = ("network", "ports", ports.service), ports.taken_inside()
    return Hit(
        spec.at(*path),
        message,
        Fix(
            f"{'.'.join(path)}: {', '.join(inside)}",
            Safety.UNSAFE,
            (AddEntry(path, list(inside), quote=True),),
            why,
        )
        if inside
        else None,
        also=(Label(port.at, "and the spec has no other"),),
        value=port.text,
    )
