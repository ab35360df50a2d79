"""The rule `undefined-reference`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.references import SECTIONS, references_of
from stacklint.model.spelling import closest
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
    from stacklint.model.references import Reference
    from stacklint.rule import Hits


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
    known = _known(stack)
    for service in (x for pod in stack.pods for x in pod.compose.services):
        for reference in () if service.has_profiles else references_of(service):
            if reference.name not in known[reference.kind]:
                yield _hit(service, reference, known[reference.kind])


def _known(stack: Stack) -> dict[str, set[str]]:
    """Give what all files together have: compose reads them as one."""
    files = [pod.compose for pod in stack.pods]
    services = {service.name for file in files for service in file.services}
    declared = {
        kind: {name for file in files for name in file.names_in(section)}
        for kind, section in SECTIONS.items()
    }
    return {"service": services, **declared}


def _hit(service: Service, reference: Reference, known: set[str]) -> Hit:
    kind, name = reference.kind, reference.name
    right = closest(name, sorted(known))
    hint = "" if right is None else f" (there is `{right}`)"
    return Hit(
        reference.at,
        f"`{reference.key}` of `{service.name}` names the {kind} `{name}`, which no file of the"
        f" stack has{hint}: docker compose starts nothing of the stack",
    )
