"""The rule `invalid-port`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.ports import MAX_PORT, effective_ports, is_number
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.ports import OddPort, Ports
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

# More entries than these, nobody wants to see in a spec.
_MOST = 100


@rule(
    category="network",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
)
def invalid_port(spec: Spec, stack: Stack | None) -> Hits:
    """Port that is no single number."""
    for ports in effective_ports(spec, stack):
        wrong = [(port, why) for port in ports.odd if (why := _why(port, ports))]
        if ports.of_spec:
            for port, why in wrong:
                yield Hit(port.at, _words(ports, why), _fix(ports, port))
        elif wrong:
            yield Hit(
                spec.at("network", "ports", ports.service),
                _words(ports, wrong[0][1]),
                also=tuple(Label(port.at, why) for port, why in wrong),
            )


def _words(ports: Ports, why: str) -> str:
    return f"`{ports.service}`: {why}, and `start` stops there when the workloads are live"


def _why(port: OddPort, ports: Ports) -> str:
    """Say what is wrong; empty where nothing is, or where another rule says so."""
    if port.is_long:
        return "a port is written in the long form"
    if not port.text or (ports.of_spec and _is_left_to_a_template(port)):
        return ""
    if port.is_variable:
        return f"port `{port.text}` holds a variable, which nobody fills in"
    if port.span is not None:
        return f"port `{port.text}` is a range"
    return _why_no_number(port)


def _why_no_number(port: OddPort) -> str:
    if not port.target:
        return f"`{port.text}` is no port"
    parts = (port.target, port.published or "1")
    if all(is_number(part) for part in parts):
        return ""
    are_numbers = all(part.isdecimal() for part in parts)
    return f"port `{port.text}` " + (
        f"is not within 1-{MAX_PORT}" if are_numbers else "is no number"
    )


def _is_left_to_a_template(port: OddPort) -> bool:
    """A default shows that it is meant for compose, which does not read the spec's ports."""
    return has_token(port.text) and ":-" not in port.text


def _fix(ports: Ports, port: OddPort) -> Fix | None:
    """Give a range its single ports; the list is written anew, with the others as they are."""
    if port.span is None or port.published or port.ip:
        return None
    first, last = port.span
    if not 0 < last - first < _MOST or not (is_number(str(first)) and is_number(str(last))):
        return None
    ending = f"/{port.protocol}" if port.protocol else ""
    own = {index: [text] for index, text in ports.texts()}
    own[int(port.at.path[-1])] = [f"{number}{ending}" for number in range(first, last + 1)]
    every = [text for index in sorted(own) for text in own[index]]
    change = SetValue(ports.at.path, list(every), quote=True)
    return Fix(f"{port.text}: {last - first + 1} ports", Safety.SAFE, (change,))
