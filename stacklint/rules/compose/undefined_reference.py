"""The rule `undefined-reference`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.references import SECTIONS, WAITS, extended_by, references_of
from stacklint.model.keys import either
from stacklint.model.spelling import closest
from stacklint.model.targets import KUBERNETES, starts_nothing
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.references import Reference
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_OF_SWARM = frozenset({"secret", "config"})
_LACKS = "no file of the stack has"


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def undefined_reference(spec: Spec | None, stack: Stack) -> Hits:
    """Service, network, secret or config that a service names and no file of the stack has."""
    target = None if spec is None else spec.target
    is_of_cluster = target in KUBERNETES
    for hit in _in_pods(stack) if is_of_cluster else _in_files(stack):
        yield hit._replace(message=f"{hit.message}: {starts_nothing(target)}")


def _in_pods(stack: Stack) -> Hits:
    """Give what containers wait for, and nobody starts, whatever the profile."""
    is_known = all(pod.compose.is_rendered for pod in (*stack.pods, *stack.jobs))
    for service in stack.every_service if stack.is_whole and is_known else ():
        waits = () if service.has_profiles else references_of(service)
        for reference in (x for x in waits if x.key == WAITS):
            other = stack.services.get(reference.name)
            if other is None:
                yield _hit(service, reference, {*stack.services}, _LACKS)
            elif other.has_profiles:
                yield _asleep(service, reference, other.profiles)


def _in_files(stack: Stack) -> Hits:
    """Give what docker compose refuses, which joins the files of all pods."""
    if not stack.is_closed:
        return
    known, outside = _known(stack), _outside(stack)
    for file in (pod.compose for pod in stack.pods):
        names = {service.name for service in file.services}
        for service in file.services:
            base = extended_by(service)
            if base is not None and base.name not in names:
                yield _hit(service, base, names, "its file does not have")
            if service.name not in stack.asleep:
                yield from _referred(service, known, stack.asleep)
                yield from _unsupported(service, outside)


def _known(stack: Stack) -> dict[str, set[str]]:
    """Give what all files together have: compose reads them as one."""
    files = [pod.compose for pod in stack.pods]
    services = {service.name for file in files for service in file.services}
    declared = {
        kind: {name for file in files for name in file.names_in(section)}
        for kind, section in SECTIONS.items()
    }
    return {"service": services, **declared}


def _outside(stack: Stack) -> dict[str, set[str]]:
    """Give what is said to exist already, and would only in a swarm."""
    files = [pod.compose for pod in stack.pods]
    return {
        kind: {x for file in files for x in file.names_in(section) if file.is_external(x, section)}
        for kind, section in SECTIONS.items()
        if kind in _OF_SWARM
    }


def _unsupported(service: Service, outside: dict[str, set[str]]) -> Hits:
    for reference in references_of(service):
        if reference.name in outside.get(reference.kind, ()):
            yield Hit(
                reference.at,
                f"`{reference.key}` of `{service.name}` names the {reference.kind}"
                f" `{reference.name}`, which is external, as only a swarm has them",
            )


def _referred(
    service: Service, known: dict[str, set[str]], asleep: dict[str, tuple[str, ...]]
) -> Hits:
    for reference in references_of(service):
        if reference.name not in known[reference.kind]:
            yield _hit(service, reference, known[reference.kind], _LACKS)
        elif reference.kind == "service" and reference.name in asleep:
            # The host may ask for the profile.
            hit = _asleep(service, reference, asleep[reference.name])
            yield hit._replace(severity=Severity.WARNING)


def _asleep(service: Service, reference: Reference, profiles: tuple[str, ...]) -> Hit:
    return Hit(
        reference.at,
        f"`{reference.key}` of `{service.name}` names the service `{reference.name}`, which does"
        f" not start without the profile {either([f'`{x}`' for x in profiles])}",
    )


def _hit(service: Service, reference: Reference, known: set[str], lacks: str) -> Hit:
    kind, name = reference.kind, reference.name
    right = closest(name, sorted(known))
    hint = "" if right is None else f" (there is `{right}`)"
    return Hit(
        reference.at,
        f"`{reference.key}` of `{service.name}` names the {kind} `{name}`, which {lacks}{hint}",
    )
