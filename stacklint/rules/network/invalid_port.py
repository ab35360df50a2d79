"""The rule `invalid-port`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SplitItem
from stacklint.model.compose.ports import (
    MAX_PORT,
    PROTOCOLS,
    effective_ports,
    is_number,
    numbers_of,
)
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.ports import OddPort, Ports
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits, Settings

_STOPS = "`start` stops there when the workloads are live"
_REFUSED = "the API refuses its Deployment"
_OF_COMPOSE = "docker compose refuses the whole file"
_OF_DOCKER = "docker compose starts nothing of the stack"


@rule(category="network", severity=Severity.ERROR, harm=Harm.START, fix=Safety.SAFE)
def invalid_port(spec: Spec, stack: Stack | None, settings: Settings) -> Hits:
    """Port that is no single number, or of no protocol."""
    if spec.makes_objects:
        yield from _on_kubernetes(spec, stack, settings)
    else:
        yield from _on_compose(spec, stack)


def _on_compose(spec: Spec, stack: Stack | None) -> Hits:
    odd = [(ports, port) for ports in effective_ports(spec, stack) for port in ports.odd]
    if not odd:
        return
    # Imported late: most ports are plain.
    from stacklint.model.compose.docker_ports import why_refused  # noqa: PLC0415

    asleep = () if stack is None else stack.asleep
    for ports, port in odd:
        is_open = port.is_long or not port.text or port.is_variable or has_token(port.text)
        why = "" if is_open else why_refused(port.text)
        # In a compose file, what is no text, and none at all, is `wrong-compose-value`.
        why = why or (_why_none(port) if ports.of_spec else "")
        if why:
            yield Hit(port.at, f"`{ports.service}`: {why}, and {_OF_COMPOSE}")
        elif port.is_long and ports.service not in asleep and (why := _why_long(port)):
            yield Hit(port.at, f"`{ports.service}`: {why}, and {_OF_DOCKER}")


def _why_long(port: OddPort) -> str:
    from stacklint.model.compose.docker_ports import why_refused_long  # noqa: PLC0415
    from stacklint.model.compose.host_ports import written_long  # noqa: PLC0415

    written = written_long(port)
    target = written.target if written.target.lstrip("-+").isdecimal() else ""
    return why_refused_long(written.published, target)


def _on_kubernetes(spec: Spec, stack: Stack | None, settings: Settings) -> Hits:
    for ports in effective_ports(spec, stack):
        wrong = [(port, why) for port in ports.odd if (why := _why(port, ports))]
        if ports.of_spec:
            for port, why in wrong:
                fix = _fix(ports, port, settings.node_ports)
                yield Hit(port.at, _words(ports, port, why), fix, of_laconic_so=_is_form(port))
        elif wrong:
            yield Hit(
                spec.at("network", "ports", ports.service),
                _words(ports, *wrong[0]),
                also=tuple(Label(port.at, why) for port, why in wrong),
                of_laconic_so=all(_is_form(port) for port, _ in wrong),
            )


def _is_form(port: OddPort) -> bool:
    """Tell whether docker compose, and stacklint's deployer, read it: only laconic-so does not."""
    if port.is_long:
        return _is_whole(port)
    if port.is_variable or not port.is_range:
        return port.is_variable
    # Imported late, as above.
    from stacklint.model.compose.docker_ports import why_refused  # noqa: PLC0415

    return not why_refused(port.text)


def _why_none(port: OddPort) -> str:
    if port.is_long:
        return "" if _is_told(port) else "a port in the long form needs a number as its `target`"
    return "" if port.text else "a port is empty"


def _is_told(port: OddPort) -> bool:
    """Tell whether the long form leads to a number, or a variable or template may make it one."""
    from stacklint.model.compose.host_ports import written_long  # noqa: PLC0415

    target = written_long(port).target
    return target.lstrip("-+").isdecimal() or "$" in target or has_token(target)


def _is_whole(port: OddPort) -> bool:
    from stacklint.model.compose.host_ports import written_long  # noqa: PLC0415

    written = written_long(port)
    is_told = is_number(written.target) and not _why_long(port)
    return "$" in written.target or (is_told and _has_protocol(written))


def _words(ports: Ports, port: OddPort, why: str) -> str:
    happens = _REFUSED if _is_in_the_pod(port) else _STOPS
    return f"`{ports.service}`: {why}, and {happens}"


def _is_in_the_pod(port: OddPort) -> bool:
    """Tell whether the API server is given it with the pod: what is no number, it never sees."""
    return port.target.isdecimal() and not (is_number(port.target) and _has_protocol(port))


def _has_protocol(port: OddPort) -> bool:
    return not port.protocol or port.protocol.lower() in PROTOCOLS


def _why(port: OddPort, ports: Ports) -> str:
    """Say what is wrong; empty where nothing is, or where another rule says so."""
    if port.is_long:
        return "a port is written in the long form"
    if not port.text:
        return "a port is empty"
    if ports.of_spec and _is_left_to_a_template(port):
        return ""
    if port.is_variable:
        return f"port `{port.text}` holds a variable, which nobody fills in"
    if port.is_range:
        return f"port `{port.text}` is a range"
    return _why_no_number(port)


def _why_no_number(port: OddPort) -> str:
    if not port.target:
        return f"`{port.text}` is no port"
    parts = (port.target, port.published or "1")
    if not all(part.isdecimal() for part in parts):
        return f"port `{port.text}` is no number"
    if not all(map(is_number, parts)):
        return f"port `{port.text}` is not within 1-{MAX_PORT}"
    if _has_protocol(port):
        return ""
    return f"the protocol of port `{port.text}` is none of tcp, udp and sctp"


def _is_left_to_a_template(port: OddPort) -> bool:
    """A default shows that it is meant for compose, which does not read the spec's ports."""
    return has_token(port.text) and ":-" not in port.text


def _fix(ports: Ports, port: OddPort, node_ports: tuple[int, int]) -> Fix | None:
    """Give a range its single ports, those that the list has already left out."""
    index = port.at.path[-1]
    others = {text for at, text in ports.texts() if at != index}
    texts = tuple(text for text in _single_ports(port, node_ports) if text not in others)
    if not texts:
        return None
    title = f"{port.text}: {len(texts)} port{'s' * (len(texts) > 1)}"
    return Fix(title, Safety.SAFE, (SplitItem(port.at.path, texts),))


def _single_ports(port: OddPort, node_ports: tuple[int, int]) -> list[str]:
    """Write a range out; ports of the host stay with theirs, where the node gives them away."""
    if not port.is_range or port.ip:
        return []
    if not port.published:
        return port.each_inside
    hosts = numbers_of(port.published)
    are_given = hosts and node_ports[0] <= hosts[0] and hosts[-1] <= node_ports[1]
    if not are_given or len(hosts) != len(port.each_inside):
        return []
    return [f"{host}:{inside}" for host, inside in zip(hosts, port.each_inside, strict=True)]
