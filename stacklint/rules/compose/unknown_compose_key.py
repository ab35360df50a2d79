"""The rule `unknown-compose-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.kinds import Fault, refused_in
from stacklint.model.compose.replaced import unreplaced
from stacklint.model.compose.shapes import SERVICE_KEYS
from stacklint.model.spelling import closest
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Mapping, resolved
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.kinds import Refused
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def unknown_compose_key(spec: Spec | None, stack: Stack) -> Hits:
    """Key of a compose file that docker compose does not know."""
    for document, refused in unreplaced(spec, refused_in(stack), lambda x: x[1].path):
        if refused.fault is Fault.UNKNOWN:
            yield _hit(Place(document, refused.path), refused)


def _hit(at: Place, refused: Refused) -> Hit:
    name = str(refused.path[-1])
    right = closest(name, refused.known)
    if right is not None:
        words = f"docker compose knows no `{name}` here: the key is called `{right}`"
        return Hit(at, f"{words}; it refuses the file", words=f"`{right}`?")
    misplaced = _misplaced(at) if len(refused.path) == 1 else ""
    if misplaced:
        return Hit(at, f"{misplaced}: docker compose refuses the file")
    # A newer one may know it.
    words = f"docker compose knows no `{name}` here, and refuses the file"
    return Hit(at, f"{words}; keys of your own begin with `x-`", severity=Severity.WARNING)


def _misplaced(at: Place) -> str:
    """Say what of a service stands at the top level, empty where it is nothing of one."""
    name, value = at.path[-1], resolved(at.document.find(at.path)[1])
    if name in SERVICE_KEYS:
        return f"`{name}` is a key of a service, and stands at the top level"
    if isinstance(value, Mapping) and (value.entry("image") or value.entry("build")):
        return f"the service `{name}` stands at the top level, not below `services`"
    return ""
