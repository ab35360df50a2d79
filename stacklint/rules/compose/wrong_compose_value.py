"""The rule `wrong-compose-value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose_replaced import is_below, replaced_by
from stacklint.model.compose_types import Fault, refused_in
from stacklint.model.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose_types import Refused
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

# `services`, and each of them: whoever deploys the stack reads those.
_READ_BY_ALL = 2
_VALUES = (Fault.EMPTY, Fault.KIND)
_OF_NAMES = (Fault.KEY, Fault.NAME)


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def wrong_compose_value(spec: Spec, stack: Stack) -> Hits:
    """Part of a compose file that is empty, or not what it has to be."""
    found = refused_in(stack)
    if not found or spec.target is None:
        return
    replaced = replaced_by(spec)
    for document, refused in found:
        path, fault = refused.path, refused.fault
        is_read = path[:1] == ("services",) and len(path) <= _READ_BY_ALL and fault in _VALUES
        if fault is Fault.UNKNOWN or (spec.makes_objects and not is_read):
            continue
        # The name of a volume stays.
        if is_read or fault in _OF_NAMES or not is_below(path, replaced):
            yield _hit(Place(document, path), refused, spec)


def _hit(at: Place, refused: Refused, spec: Spec) -> Hit:
    fault, wanted = refused.fault, refused.wanted
    on_compose = "docker compose starts nothing of the stack"
    happens = "`start` stops there" if spec.makes_objects else on_compose
    words = f"{_words(refused)}: {happens}"
    if fault in {Fault.KEY, Fault.NAME, Fault.LACK}:
        return Hit(at, words)
    place = at if fault is Fault.EMPTY else at.value
    return Hit(place, words, words=f"{wanted} belongs here")


def _words(refused: Refused) -> str:
    name, wanted = ".".join(map(str, refused.path)), refused.wanted
    match refused.fault:
        case Fault.EMPTY:
            return f"`{name}` has to be {wanted}, and is empty"
        case Fault.KEY:
            return f"the key of `{name}` is no text, and needs quotes"
        case Fault.NAME:
            return f"the name of `{name}` has to be of letters, digits, `.`, `_` and `-`"
        case Fault.LACK:
            return f"`{name}` lacks {wanted}"
        case _:
            return f"`{name}` has to be {wanted}, and is not"
