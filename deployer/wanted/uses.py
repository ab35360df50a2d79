"""What uses what while it runs: who is asked to stop first, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.references import references_of
from stacklint.model.compose.waiting import awaited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from deployer.wanted.resource import Key, Resource
    from stacklint.model.compose.file import Service


def used_by(service: Service) -> tuple[str, ...]:
    """Give the services that one uses: those that it waits for, links to, or shares spaces with."""
    named = (x.name for x in references_of(service) if x.kind == "service")
    return tuple(dict.fromkeys((*awaited(service), *named)))


def users_first(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Put each user in front of what it uses; what is in a circle keeps its order."""
    left, ordered = list(resources), []
    while left:
        used = {key for x in left for key in x.uses if key != x.key}
        ordered.append(next((x for x in left if x.key not in used), left[0]))
        left.remove(ordered[-1])
    return tuple(ordered)


def used_first(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Put what is used in front of its users, and leave the rest as it stands.

    Compose brings up what a service depends on together with it, and a plan that came to that later
    would make it anew once more, under who is connected to it by then.
    """
    found = {x.key: x for x in resources}
    ordered: dict[Key, Resource] = {}
    for key in found:
        _put(key, found, ordered, ())
    return tuple(ordered.values())


def _put(
    key: Key, found: Mapping[Key, Resource], ordered: dict[Key, Resource], above: tuple[Key, ...]
) -> None:
    # Services that wait for each other are refused by compose itself.
    if key in ordered or key in above or key not in found:
        return
    for other in found[key].uses:
        _put(other, found, ordered, (*above, key))
    ordered[key] = found[key]
