"""The rule `requests-multiplied-by-containers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import MoveEntry
from stacklint.model.resources import containers, global_amounts, has_own, shadowing
from stacklint.model.targets import KUBERNETES, Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.resources import Amount
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits, Settings

# Below these sums, most nodes have room for it: CPUs, and megabytes.
_LARGE = {"cpus": 16.0, "memory": 64_000.0}


@rule(
    category="resources",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.DISPLAY,
)
def requests_multiplied_by_containers(spec: Spec, stack: Stack, settings: Settings) -> Hits:
    """Reservation that every container of the stack makes for itself."""
    asked = global_amounts(spec, "reservations")
    if not asked or not stack.is_whole:
        return
    together = _on_one_node(spec, stack)
    for key, amount in asked.items():
        groups = ([x for x in group if _takes(spec, x, amount)] for group in together)
        takers = max(groups, key=len, default=[])
        value = amount.quantity.value
        if len(takers) > 1 and value is not None:
            limit = settings.node_memory if key == "memory" else settings.node_cpus
            total = value * len(takers)
            if limit is not None and total > limit:
                yield _hit(amount, total, takers, f", and a node has {_amount(key, limit)}")
            elif total > _LARGE[key]:
                lowered = _hit(amount, total, takers, ", which one node has to have")
                yield lowered._replace(severity=None, profile=None)


def _on_one_node(spec: Spec, stack: Stack) -> list[tuple[Service, ...]]:
    """Give the containers that have to find room together: those of a pod; kind has one node."""
    if spec.target is not Target.K8S:
        return [containers(stack)]
    return [tuple(x for x in pod.compose.services if not x.is_init) for pod in stack.pods]


def _takes(spec: Spec, service: Service, amount: Amount) -> bool:
    """Nothing says otherwise for this container."""
    kind, key = map(str, amount.at.path[-2:])
    other = shadowing(service, kind).get(key)
    is_same = other is None or other.quantity.value == amount.quantity.value
    return is_same and not has_own(spec, service, kind)


def _hit(amount: Amount, total: float, takers: list[Service], beyond: str) -> Hit:
    names = ", ".join(service.name for service in takers)
    kind, key = map(str, amount.at.path[-2:])
    to = ("resources", "containers", takers[0].name, kind, key)
    return Hit(
        amount.at.value,
        f"`{key}: {amount.quantity.text}` is reserved by each of {len(takers)} containers:"
        f" {_amount(key, total)} in all{beyond}",
        Fix(
            f"below {'.'.join(map(str, to[:-1]))}",
            Safety.DISPLAY,
            (MoveEntry(amount.at.path, to),),
            "which container needs it, you know",
        ),
        notes=(("containers", names),),
        severity=Severity.ERROR,
        profile=Profile.RECOMMENDED,
    )


def _amount(key: str, value: float) -> str:
    return f"{value:g} CPUs" if key == "cpus" else f"{int(value)}M"
