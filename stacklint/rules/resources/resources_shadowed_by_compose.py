"""The rule `resources-shadowed-by-compose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry, MoveEntry
from stacklint.model.resources import (
    KINDS,
    containers,
    global_amounts,
    has_own,
    shadowing,
    stack_amounts,
)
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping, Scalar, is_own
from stacklint.model.yaml.scalars import value_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.change import Change
    from stacklint.model.compose.file import Service
    from stacklint.model.resources import Amount
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits


@rule(
    category="resources",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
)
def resources_shadowed_by_compose(spec: Spec, stack: Stack) -> Hits:
    """Amount in the spec that a compose file's amount takes the place of."""
    if not stack_amounts(stack):
        return
    for kind in KINDS:
        for key, amount in global_amounts(spec, kind).items():
            for service in containers(stack):
                other = shadowing(service, kind).get(key)
                if other is None or has_own(spec, service, kind):
                    continue
                # What cannot be read stops the start, and has a rule of its own.
                if amount.quantity.fault or other.quantity.fault:
                    continue
                if other.quantity.value != amount.quantity.value:
                    hit = _hit(amount, other, service)
                    yield hit._replace(fix=_fix(spec, stack, amount, service))


def _hit(amount: Amount, other: Amount, service: Service) -> Hit:
    return Hit(
        amount.at.value,
        f"`{amount.key}: {amount.quantity.text}` does not reach `{service.name}`: the compose"
        f" file's {other.quantity.text} counts there",
        also=(Label(other.at.value, "this counts"),),
        value=service.name,
    )


def _fix(spec: Spec, stack: Stack, amount: Amount, service: Service) -> Fix:
    """Write an entry for the container, whole: what it leaves out, nobody gives it any more."""
    kind = str(amount.at.path[-2])
    moved = _moved(spec, stack, service, kind)
    is_first = spec.node("resources", "containers", service.name) is None
    kinds = [x for x in KINDS if x == kind or is_first]
    copies = [copy for x in kinds for copy in _copies(spec, service, x, {m.to for m in moved})]
    why = "the container gets what the spec says from then on"
    title = f"for `{service.name}` itself: {amount.quantity.text}"
    return Fix(title, Safety.UNSAFE, (*moved, *copies), why)


def _moved(spec: Spec, stack: Stack, service: Service, kind: str) -> tuple[MoveEntry, ...]:
    """Take along what no other container reads; as one, where that is all there is."""
    base = ("resources", "containers", kind)
    to = ("resources", "containers", service.name, kind)
    node = spec.node(*base)
    amounts = global_amounts(spec, kind)
    if not isinstance(node, Mapping) or not is_own(spec.document.root, base):
        return ()
    free = [key for key in amounts if not _is_read(spec, stack, service, amounts[key])]
    if len(free) == len(node.entries):
        return (MoveEntry(base, to),)
    return tuple(MoveEntry((*base, key), (*to, key)) for key in free)


def _is_read(spec: Spec, stack: Stack, service: Service, amount: Amount) -> bool:
    """Tell whether another container has the amount, or should have it."""
    if not stack.is_whole:
        return True
    kind = str(amount.at.path[-2])
    others = [x for x in stack.every_service if x.name != service.name]
    written = [shadowing(x, kind).get(amount.key) for x in others if not has_own(spec, x, kind)]
    return any(x is None or x.quantity.value != amount.quantity.value for x in written)


def _copies(spec: Spec, service: Service, kind: str, moved: set[KeyPath]) -> Iterator[Change]:
    """Copy what the spec says for all, and else what the compose file says."""
    to = ("resources", "containers", service.name, kind)
    amounts = {**shadowing(service, kind), **global_amounts(spec, kind)}
    for key, amount in amounts.items():
        is_there = to in moved and amount.at.document is spec.document
        if isinstance(amount.node, Scalar) and not is_there and (*to, key) not in moved:
            yield AddEntry((*to, key), value_of(amount.node))
