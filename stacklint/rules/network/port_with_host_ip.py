"""The rule `port-with-host-ip`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import AddEntry, SetValue, SplitItem
from stacklint.model.compose.ports import effective_ports
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.ports import OddPort, Ports
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_SAYS = "no address can be given here: `start` stops with `Invalid port definition`"


@rule(
    category="network",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
    of_laconic_so=True,
)
def port_with_host_ip(spec: Spec, stack: Stack | None) -> Hits:
    """Port with an address of the host."""
    for ports in effective_ports(spec, stack):
        bound = [port for port in ports.odd if port.ip and not port.is_variable]
        if ports.of_spec:
            for port in bound:
                yield Hit(port.at, f"port `{port.text}` of `{ports.service}`: {_SAYS}", _fix(port))
        elif bound:
            yield _of_compose(spec, ports, bound)


def _fix(port: OddPort) -> Fix | None:
    """Keep the part inside; a range is written out, since nobody takes one."""
    inside = port.each_inside
    if not inside:
        return None
    if not port.is_range:
        change = SetValue(port.at.path, port.inside, quote=True)
        return Fix(f"{port.text} → {port.inside}", Safety.SAFE, (change,))
    split = SplitItem(port.at.path, tuple(inside))
    return Fix(f"{port.text} → {', '.join(inside)}", Safety.SAFE, (split,))


def _of_compose(spec: Spec, ports: Ports, bound: list[OddPort]) -> Hit:
    texts = ", ".join(f"`{port.text}`" for port in bound)
    return Hit(
        spec.at("network", "ports", ports.service),
        f"port{'s' * (len(bound) > 1)} {texts} of `{ports.service}`: {_SAYS}",
        _override(ports),
        also=tuple(Label(port.at, "with an address, and the spec has no other") for port in bound),
    )


def _override(ports: Ports) -> Fix | None:
    inside = ports.taken_inside()
    if not inside:
        return None
    change = AddEntry(("network", "ports", ports.service), list(inside), quote=True)
    why = "the compose file's ports of this service count no more"
    title = f"network.ports.{ports.service}: {', '.join(inside)}"
    return Fix(title, Safety.UNSAFE, (change,), why)
