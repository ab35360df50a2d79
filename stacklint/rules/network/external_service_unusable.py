"""The rule `external-service-unusable`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import RenameKey, SetValue
from stacklint.model.compose.ports import MAX_PORT, is_number
from stacklint.model.names import why_no_host, why_no_label
from stacklint.model.pattern import Pattern
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token, is_opaque
from stacklint.model.yaml.nodes import Mapping, Scalar, resolved
from stacklint.model.yaml.scalars import Kind, is_null, kind_of, text_of
from stacklint.rule import Deployer, Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

_NO_NAME = Pattern(r"[/:\s]")


@rule(
    category="network",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
)
def external_service_unusable(spec: Spec, stack: Stack | None, deployer: Deployer) -> Hits:
    """Entry of `external-services` that makes no name that works."""
    is_ours = deployer is Deployer.STACKLINT
    # By these names, stacklint makes the services of a stack known to each other.
    taken = stack.services if stack is not None and is_ours else {}
    for entry in spec.section("external-services").entries:
        value, at = resolved(entry.value), spec.at("external-services", entry.name)
        if is_opaque(spec.document, value) or has_token(entry.name):
            continue
        if entry.name in taken:
            at_other = Label(taken[entry.name].at, "a service of the stack")
            words = f"external service `{entry.name}`: the stack has a service of that name"
            yield Hit(at, words, also=(at_other,))
        if not isinstance(value, Mapping):
            yield Hit(at, _words(entry.name, "it has neither `host`, `ip` nor `selector`"))
        else:
            yield from _of_entry(entry.name, value, at)


def _of_entry(name: str, value: Mapping, at: Place) -> Iterator[Hit]:
    keys = [key for key in ("host", "ip", "selector") if value.get(key) is not None]
    told = [f"`{key}`" for key in keys if not is_null(value.get(key))]
    if len(told) > 1:
        words = f"external service `{name}`: it has {' and '.join(told)}, and can be one of them"
        yield Hit(at, words, severity=Severity.WARNING, is_refused=True)
    if not keys:
        yield Hit(at, _words(name, "it has neither `host`, `ip` nor `selector`"))
    host = text_of(value.get("host")) or ""
    if _is_address(host):
        path = (*at.path, "host")
        fix = Fix(
            "host → ip", Safety.UNSAFE, (RenameKey(path, "ip"),), "another kind of Service is made"
        )
        free = fix if value.get("ip") is None else None
        yield Hit(
            at.below("host").value, _words(name, f"a name is expected, and {host} is none"), free
        )
    if why := _why_unusable(host, text_of(value.get("ip")) or ""):
        key, words = why
        yield Hit(at.below(key).value, _words(name, words))
    if "selector" in keys:
        yield from _of_selector(name, value, at)
    yield from _of_port(name, resolved(value.get("port")), at)


def _of_selector(name: str, value: Mapping, at: Place) -> Iterator[Hit]:
    space = value.get("namespace")
    if is_null(space or Scalar(0, 0, "", "")):
        yield Hit(at, _words(name, "a `selector` without `namespace` is passed over"))
    written = text_of(space) or ""
    if written and not has_token(written) and (why := why_no_label(written)):
        yield Hit(at.below("namespace").value, _words(name, f"no namespace is so called: {why}"))
    chosen = resolved(value.get("selector"))
    is_open = isinstance(chosen, Mapping) or is_opaque(at.document, chosen)
    if not is_open or (isinstance(chosen, Mapping) and not chosen.entries):
        yield Hit(at.below("selector").value, _words(name, "a `selector` is labels of pods"))


def _of_port(name: str, port: Node | None, at: Place) -> Iterator[Hit]:
    if not isinstance(port, Scalar) or is_null(port) or has_token(port.value):
        return
    if not is_number(port.value):
        why = f"`{port.value}` is no port within 1-{MAX_PORT}"
        yield Hit(at.below("port").value, _words(name, why))
    elif kind_of(port) is Kind.STR:
        change = SetValue((*at.path, "port"), int(port.value))
        fix = Fix(f"port: {port.value}, a number", Safety.SAFE, (change,))
        yield Hit(at.below("port").value, _words(name, "the API takes no text for a port"), fix)


def _why_unusable(host: str, ip: str) -> tuple[str, str] | None:
    """Say which key holds no name, or no address, and why."""
    if host and not has_token(host) and not _is_address(host):
        if _NO_NAME.search(host):
            return "host", "a bare name is expected, without scheme, port and path"
        # The name of a Service may end in a dot; whether capitals are taken is another question.
        if why_no_host(host.lower().removesuffix(".")) or host.startswith("*"):
            return "host", f"a name is expected, and the API takes no `{host}`"
    if not ip or has_token(ip):
        return None
    if not _is_address(ip):
        return "ip", f"an address is expected, and {ip} is none"
    if _is_own(ip):
        return "ip", f"{ip} is another place in each pod, and the API takes none of that kind"
    return None


def _words(name: str, why: str) -> str:
    return f"external service `{name}`: {why}, so the name never resolves"


def _is_address(text: str) -> bool:
    return _address(text) is not None


def _is_own(text: str) -> bool:
    """Tell whether an address leads nowhere but to who asks, or to all at once."""
    found = _address(text)
    if found is None:
        return False
    return found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
