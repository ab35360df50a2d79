"""The rule `volume-with-two-writers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.model.volumes.evidence import holds_no_data
from stacklint.model.yaml.nodes import Scalar
from stacklint.model.yaml.scalars import value_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack, Use
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    targets=KUBERNETES,
)
def volume_with_two_writers(spec: Spec, stack: Stack, settings: Settings) -> Hits:
    """Volume that two programs write to at the same time."""
    replicas = _replicas(spec)
    if replicas < 2 and len(stack.pods) < 2:  # noqa: PLR2004 -- it takes two
        return
    for volume in spec.volumes:
        writers = [use for use in stack.writers(volume.name) if not use.by_job]
        if not writers or volume.name in settings.shared_volumes or _is_config(volume, spec):
            continue
        if replicas > 1:
            hit = _of_replicas(spec, volume, writers, replicas)
            is_scratch = holds_no_data(volume.name, stack.uses(volume.name))
            yield hit.guessed(Severity.WARNING) if is_scratch else hit
        elif len({use.pod for use in writers}) > 1:
            yield _of_pods(volume, writers)


def _is_config(volume: Volume, spec: Spec) -> bool:
    """The ConfigMap of that name wins, and nobody writes to one."""
    return has_token(volume.name) or spec.node("configmaps", volume.name) is not None


def _of_replicas(spec: Spec, volume: Volume, writers: list[Use], replicas: int) -> Hit:
    return Hit(
        volume.at,
        f"volume `{volume.name}` is written by {replicas} replicas at once, which corrupts what is"
        " not made for it",
        also=(Label(spec.at("replicas"), "of every pod of the stack"), *_labels(writers)),
        notes=(("note", "ReadWriteOnce does not prevent it on one node"),),
    )


def _of_pods(volume: Volume, writers: list[Use]) -> Hit:
    pods = ", ".join(f"`{name}`" for name in sorted({use.pod for use in writers}))
    return Hit(
        volume.at,
        f"volume `{volume.name}` is written by several pods at once: {pods}",
        also=_labels(writers),
        severity=Severity.WARNING,
        profile=Profile.STRICT,
    )


def _labels(writers: list[Use]) -> tuple[Label, ...]:
    return tuple(Label(use.mount.at, f"`{use.service.name}` writes here") for use in writers)


def _replicas(spec: Spec) -> int:
    node = spec.node("replicas")
    value = value_of(node) if isinstance(node, Scalar) else None
    return value if isinstance(value, int) else 1
