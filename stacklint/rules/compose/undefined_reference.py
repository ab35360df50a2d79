"""The rule `undefined-reference`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.references import SECTIONS, extended_by, references_of
from stacklint.model.keys import either
from stacklint.model.spelling import closest
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.references import Reference
    from stacklint.rule import Hits

_OF_SWARM = frozenset({"secret", "config"})
_STARTS_NOTHING = "docker compose starts nothing of the stack"


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def undefined_reference(stack: Stack) -> Hits:
    """Service, network, secret or config that a service names and no file of the stack has."""
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
                f" `{reference.name}`, which is external, as only a swarm has them:"
                f" {_STARTS_NOTHING}",
            )


def _referred(
    service: Service, known: dict[str, set[str]], asleep: dict[str, tuple[str, ...]]
) -> Hits:
    for reference in references_of(service):
        if reference.name not in known[reference.kind]:
            yield _hit(service, reference, known[reference.kind], "no file of the stack has")
        elif reference.kind == "service" and reference.name in asleep:
            profiles = either([f"`{x}`" for x in asleep[reference.name]])
            yield Hit(
                reference.at,
                f"`{reference.key}` of `{service.name}` names the service `{reference.name}`, which"
                f" only the profile {profiles} starts: without it, {_STARTS_NOTHING}",
                # The host may ask for the profile.
                severity=Severity.WARNING,
            )


def _hit(service: Service, reference: Reference, known: set[str], lacks: str) -> Hit:
    kind, name = reference.kind, reference.name
    right = closest(name, sorted(known))
    hint = "" if right is None else f" (there is `{right}`)"
    return Hit(
        reference.at,
        f"`{reference.key}` of `{service.name}` names the {kind} `{name}`, which {lacks}{hint}:"
        f" {_STARTS_NOTHING}",
    )
