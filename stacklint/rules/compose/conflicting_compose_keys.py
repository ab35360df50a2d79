"""The rule `conflicting-compose-keys`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.conflicts import conflicts_in
from stacklint.model.compose.replaced import unreplaced
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.conflicts import Conflict
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def conflicting_compose_keys(spec: Spec | None, stack: Stack) -> Hits:
    """Two keys of compose files that do not go together."""
    for conflict in unreplaced(spec, _conflicts(stack), lambda x: x.one.path):
        yield _hit(conflict)


# Many specs share a stack.
@lru_cache(maxsize=64)
def _conflicts(stack: Stack) -> tuple[Conflict, ...]:
    return tuple(conflicts_in(stack))


def _hit(conflict: Conflict) -> Hit:
    one, other = (_named(place, conflict.of) for place in (conflict.one, conflict.other))
    name = ".".join(map(str, conflict.of))
    return Hit(
        conflict.one,
        f"`{one}` and `{other}` of `{name}` {conflict.why}: {conflict.happens}",
        also=(Label(conflict.other, "and this"),),
    )


def _named(place: Place, part: KeyPath) -> str:
    """Give the name of a key as it is seen from a part that it may belong to."""
    below = place.path[len(part) :] if place.path[: len(part)] == part else place.path
    return ".".join(map(str, below))
