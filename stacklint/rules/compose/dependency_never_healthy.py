"""The rule `dependency-never-healthy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.waiting import HEALTHY, awaited, is_spared
from stacklint.model.pattern import Pattern
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.yaml.nodes import Node
    from stacklint.rule import Hits

# Those who make the official images put none in, since nobody else knows what is healthy.
_WITHOUT = Pattern(
    r"(?:docker\.io/)?(?:library/)?"
    r"(?:cassandra|httpd|mariadb|memcached|mongo|mysql|postgres|rabbitmq|redis)(?:[:@].*)?"
)
_OFF = frozenset({"true", "yes", "on", "y"})


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def dependency_never_healthy(stack: Stack) -> Hits:
    """Service that waits for the health of one whose health nobody checks."""
    awake: dict[str, list[Service]] = {}
    for service in (x for pod in stack.pods for x in pod.compose.services):
        if service.name not in stack.asleep:
            awake.setdefault(service.name, []).append(service)
    for service in (x for several in awake.values() for x in several):
        for name, until in awaited(service).items():
            if until == HEALTHY and name in awake and not is_spared(_beside(service, name)):
                yield from _hits(service, awake[name])


def _hits(service: Service, awaited_ones: list[Service]) -> Hits:
    """Give what is wrong with waiting for a service; docker compose joins those of one name."""
    checks = [resolved(x.node.get("healthcheck")) for x in awaited_ones]
    found = [x for x in checks if x is not None]
    first = awaited_ones[0]
    if found:
        if all(map(_is_off, found)):
            at = next(x for x in awaited_ones if x.node.get("healthcheck") is not None)
            why = Label(at.at.below("healthcheck"), "switched off here")
            yield _hit(service, first.name, "its healthcheck is switched off", why)
    elif all(map(_brings_none, awaited_ones)):
        why = Label(first.at.below("image").value, "no healthcheck, here or in the image")
        hit = _hit(service, first.name, "nobody checks that", why)
        yield hit._replace(severity=Severity.WARNING)


def _hit(service: Service, name: str, words: str, why: Label) -> Hit:
    return Hit(
        service.at.below("depends_on", name),
        f"`{service.name}` waits until `{name}` is healthy, and {words}: docker compose gives up",
        also=(why,),
        notes=(("hint", f"give `{name}` a healthcheck, or wait for `service_started`"),),
        value=name,
    )


def _beside(service: Service, name: str) -> Node | None:
    """Give what a service says of one that it waits for."""
    waits = resolved(service.node.get("depends_on"))
    return resolved(waits.get(name)) if isinstance(waits, Mapping) else None


def _is_off(check: Node) -> bool:
    if not isinstance(check, Mapping):
        return False
    test = resolved(check.get("test"))
    # As a text, `NONE` is a program that is run.
    first = resolved(test.items[0]) if isinstance(test, Sequence) and test.items else None
    is_none = first is not None and text_of(first) == "NONE"
    return is_none or (text_of(check.get("disable")) or "").lower() in _OFF


def _brings_none(service: Service) -> bool:
    """Tell whether a service is of an image without a healthcheck, and nothing else gives one."""
    others = ("build", "extends")
    if any(service.node.get(key) is not None for key in others):
        return False
    return _WITHOUT.fullmatch(service.image or "") is not None
