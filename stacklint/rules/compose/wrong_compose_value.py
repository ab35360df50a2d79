"""The rule `wrong-compose-value`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose_types import refused_values
from stacklint.model.keys import NULL, types_in_words
from stacklint.model.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose_types import Refused
    from stacklint.model.document import Document
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

# `services`, and each of them: whoever deploys the stack reads those.
_READ_BY_ALL = 2


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def wrong_compose_value(spec: Spec, stack: Stack) -> Hits:
    """Part of a compose file that is empty, or of another kind than it has to be."""
    if spec.target is None:
        return
    replaced = {("services", name, "ports") for name in spec.section("network", "ports").names()}
    for document, refused in _refused(stack):
        is_read = refused.path[0] == "services" and len(refused.path) <= _READ_BY_ALL
        if is_read or not (spec.makes_objects or refused.path[:3] in replaced):
            yield _hit(Place(document, refused.path), refused, spec)


# Many specs share a stack, and its files say the same to each.
@lru_cache(maxsize=64)
def _refused(stack: Stack) -> tuple[tuple[Document, Refused], ...]:
    documents = [pod.compose.document for pod in (*stack.pods, *stack.jobs)]
    return tuple((document, x) for document in documents for x in refused_values(document))


def _hit(at: Place, refused: Refused, spec: Spec) -> Hit:
    wanted = types_in_words(refused.wanted & ~NULL)
    name, what = ".".join(map(str, refused.path)), "is empty" if refused.is_empty else "is not"
    happens = "`start` stops there" if spec.makes_objects else "docker compose refuses the file"
    return Hit(
        at if refused.is_empty else at.value,
        f"`{name}` has to be {wanted}, and {what}: {happens}",
        words=f"{wanted} belongs here",
    )
