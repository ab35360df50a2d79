"""The rule `conflicting-compose-keys`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.conflicts import conflicts_in
from stacklint.model.compose.replaced import unreplaced
from stacklint.model.targets import Target
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.conflicts import Conflict
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def conflicting_compose_keys(spec: Spec | None, stack: Stack) -> Hits:
    """Two keys of a compose file that do not go together."""
    for document, conflict in unreplaced(spec, _conflicts(stack), lambda x: x[1].of):
        yield _hit(document, conflict)


# Many specs share a stack.
@lru_cache(maxsize=64)
def _conflicts(stack: Stack) -> tuple[tuple[Document, Conflict], ...]:
    files = [pod.compose for pod in stack.pods]
    return tuple((x.document, found) for x in files for found in conflicts_in(x, stack.asleep))


def _hit(document: Document, conflict: Conflict) -> Hit:
    one, other = (".".join(path) for path in (conflict.one, conflict.other))
    name = ".".join(map(str, conflict.of))
    return Hit(
        Place(document, (*conflict.of, *conflict.one)),
        f"`{one}` and `{other}` of `{name}` {conflict.why}: docker compose refuses the file",
        also=(Label(Place(document, (*conflict.of, *conflict.other)), "and this"),),
    )
