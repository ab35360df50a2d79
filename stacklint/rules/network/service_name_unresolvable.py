"""The rule `service-name-unresolvable`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.compose.commands import COMMANDS, words_of
from stacklint.model.configenv import config_of
from stacklint.model.hosts import is_key_of_host, named_hosts
from stacklint.model.named import NamedTuple
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_IN_ANOTHER_POD = "and that is in another pod, where the name leads nowhere"
_NOT_REPLACED = "where no `localhost` takes the place of the name, and it leads nowhere"


class _Call(NamedTuple):
    """A service that calls another one, by a variable or by the words of its command."""

    service: Service
    key: str
    name: str
    happens: str


@rule(
    category="network",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def service_name_unresolvable(spec: Spec, stack: Stack) -> Hits:
    """Address of another service, by a name that leads nowhere."""
    called = _called(stack)
    if not called:
        return
    external = set(spec.section("external-services").names())
    set_by_spec = config_of(spec).named
    for call in called:
        is_set = call.key not in COMMANDS and call.key in set_by_spec
        if call.name not in external and not is_set:
            yield _hit(spec, call)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _called(stack: Stack) -> tuple[_Call, ...]:
    """Give the calls of another pod, and of a neighbour by the words of a command."""
    return tuple(
        call
        for pod in stack.pods
        for service in pod.compose.services
        for call in (*_by_variables(service, stack, pod), *_by_commands(service, stack, pod))
    )


def _by_variables(service: Service, stack: Stack, pod: Pod) -> Iterator[_Call]:
    names = _elsewhere(stack, pod)
    for key, value in service.environment.items() if names else ():
        alone = (value,) if value in names and is_key_of_host(key) else ()
        for host in (*alone, *_named(value, names)):
            yield _Call(service, key, host, _IN_ANOTHER_POD)


def _by_commands(service: Service, stack: Stack, pod: Pod) -> Iterator[_Call]:
    near = {x.name for x in pod.compose.services if x is not service}
    names = near | _elsewhere(stack, pod)
    for key in COMMANDS if names else ():
        for host in _named(" ".join(words_of(service, key)), names):
            yield _Call(service, key, host, _NOT_REPLACED if host in near else _IN_ANOTHER_POD)


def _named(text: str, names: set[str]) -> list[str]:
    """Give those of some names that stand in the position of a host."""
    # Most texts name none of them anywhere, and need no pattern.
    is_there = any(name in text for name in names)
    return [host for host in named_hosts(text) if host in names] if is_there else []


def _elsewhere(stack: Stack, own: Pod) -> set[str]:
    """Name the services of other pods that the own pod does not have."""
    here = {service.name for service in own.compose.services}
    return {x.name for pod in stack.pods if pod is not own for x in pod.compose.services} - here


def _hit(spec: Spec, call: _Call) -> Hit:
    service, key = call.service, call.key
    at = service.at.below(*((key,) if key in COMMANDS else ("environment",)))
    return Hit(
        spec.at("stack"),
        f"`{service.name}` calls `{call.name}` by `{key}`, {call.happens}: connection refused",
        also=(Label(at, f"`{key}` is set here"),),
        value=f"{service.name}.{key}",
    )
