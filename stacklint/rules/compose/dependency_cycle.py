"""The rule `dependency-cycle`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.references import WAITS, dependencies_of, extended_by
from stacklint.model.targets import KUBERNETES, starts_nothing
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.compose.references import Reference
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

    # What each service names, services with nothing of the kind left out.
    _Graph = dict[str, tuple[Reference, ...]]


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def dependency_cycle(spec: Spec | None, stack: Stack) -> Hits:
    """Service that waits for itself, or for another one that waits for it."""
    target = None if spec is None else spec.target
    is_of_cluster = target in KUBERNETES
    for chain, verb in _within_pods(stack) if is_of_cluster else _in_files(stack):
        yield _hit(chain, verb, starts_nothing(target))


def _in_files(stack: Stack) -> Iterator[tuple[tuple[Reference, ...], str]]:
    """Give what docker compose refuses, which joins the files of all pods."""
    files = [pod.compose for pod in stack.pods if pod.compose.is_closed]
    for chain in _cycles(_dependencies(stack, files)):
        yield chain, "needs"
    for file in files:
        for chain in _cycles(_extensions(file)):
            yield chain, "extends"


def _within_pods(stack: Stack) -> Iterator[tuple[tuple[Reference, ...], str]]:
    """Give what no pod can start: the containers of one alone wait for each other."""
    for pod in (*stack.pods, *stack.jobs):
        awake = [x for x in pod.compose.services if not x.has_profiles]
        graph = {x.name: _waits(x) for x in awake if pod.compose.is_rendered}
        for chain in _cycles({name: after for name, after in graph.items() if after}):
            yield chain, "needs"


def _waits(service: Service) -> tuple[Reference, ...]:
    return tuple(x for x in dependencies_of(service) if x.key == WAITS)


def _dependencies(stack: Stack, files: list[Compose]) -> _Graph:
    """Give what services are started after; compose joins those of one name."""
    found: _Graph = {}
    for service in (x for file in files for x in file.services if x.name not in stack.asleep):
        found[service.name] = (*found.get(service.name, ()), *dependencies_of(service))
    return found


def _extensions(file: Compose) -> _Graph:
    pairs = ((service.name, extended_by(service)) for service in file.services)
    return {name: (base,) for name, base in pairs if base is not None}


def _cycles(graph: _Graph) -> Iterator[tuple[Reference, ...]]:
    """Give chains that come back to their first service; no second one for a service of a chain."""
    left = _without_ends(graph)
    told: set[str] = set()
    for name in left:
        chain = _way_back(name, left) if name not in told else ()
        told |= {reference.name for reference in chain}
        if chain:
            yield chain


def _without_ends(graph: _Graph) -> _Graph:
    """Leave out what leads to nothing, again and again: what is left leads to a cycle."""
    left = graph
    while True:
        kept = {name: tuple([x for x in after if x.name in left]) for name, after in left.items()}
        kept = {name: after for name, after in kept.items() if after}
        if len(kept) == len(left):
            return kept
        left = kept


def _way_back(name: str, graph: _Graph) -> tuple[Reference, ...]:
    """Give a shortest chain from a service to itself, empty where there is none."""
    ways: list[tuple[Reference, ...]] = [(x,) for x in graph[name]]
    seen: set[str] = set()
    for way in ways:
        last = way[-1].name
        if last == name:
            return way
        if last not in seen:
            seen.add(last)
            ways.extend((*way, x) for x in graph[last])
    return ()


def _hit(chain: tuple[Reference, ...], verb: str, happens: str) -> Hit:
    first, *others = chain
    name = chain[-1].name
    steps = f", which {verb} ".join(f"`{x.name}`" for x in chain) if others else "itself"
    return Hit(
        first.at,
        f"`{name}` {verb} {steps}: {happens}",
        also=tuple(Label(x.at, f"{verb} `{x.name}`") for x in others),
    )
