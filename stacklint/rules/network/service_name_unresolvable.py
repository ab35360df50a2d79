"""The rule `service-name-unresolvable`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.configenv import config_of
from stacklint.model.hosts import is_key_of_host, named_hosts
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.compose import Service
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


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
    """Address of a service in another pod, which has no name there."""
    called = _called(stack)
    if not called:
        return
    external = set(spec.section("external-services").names())
    set_by_spec = config_of(spec).scalars
    for service, key, name in called:
        if name not in external and key not in set_by_spec:
            yield _hit(spec, service, key, name)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _called(stack: Stack) -> tuple[tuple[Service, str, str], ...]:
    """Give the services that call another pod's, with the key and the name that they use."""
    if len(stack.pods) == 1:
        return ()
    return tuple(
        (service, key, name)
        for pod in stack.pods
        for service in pod.compose.services
        for key, name in _addressed(service, _elsewhere(stack, pod))
    )


def _elsewhere(stack: Stack, own: Pod) -> set[str]:
    """Name the services of other pods that the own pod does not have."""
    here = {service.name for service in own.compose.services}
    return {x.name for pod in stack.pods if pod is not own for x in pod.compose.services} - here


def _addressed(service: Service, names: set[str]) -> Iterator[tuple[str, str]]:
    for key, value in service.environment.items():
        alone = (value,) if is_key_of_host(key) else ()
        for host in (*alone, *named_hosts(value)):
            if host in names:
                yield key, host


def _hit(spec: Spec, service: Service, key: str, name: str) -> Hit:
    return Hit(
        spec.at("stack"),
        f"`{service.name}` calls `{name}` by `{key}`, and that is in another pod, where the name"
        " leads nowhere: connection refused",
        also=(Label(service.at.below("environment"), f"`{key}` is set here"),),
        value=f"{service.name}.{key}",
    )
