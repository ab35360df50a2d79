"""The rule `volume-with-two-writers`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.tokens import has_token
from stacklint.model.volumes.data_places import DATA_IMAGES, places_told
from stacklint.model.volumes.evidence import holds_no_data, image_name
from stacklint.model.volumes.persistence import keeps_data
from stacklint.model.yaml.nodes import Scalar
from stacklint.model.yaml.scalars import value_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack, Use
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
)
def volume_with_two_writers(spec: Spec, stack: Stack, settings: Settings) -> Hits:
    """Volume that two programs write to at the same time."""
    crowded = _crowded(stack)
    replicas = _replicas(spec) if spec.makes_objects else 1
    has_several = spec.makes_objects and (replicas > 1 or len(stack.pods) > 1)
    for volume in spec.volumes if crowded or has_several else ():
        writers = [use for use in stack.writers(volume.name) if not use.by_job]
        if not writers or volume.name in settings.shared_volumes or _is_config(volume, spec):
            continue
        if volume.name in crowded:
            yield _of_servers(volume, crowded[volume.name])
        elif replicas > 1:
            hit = _of_replicas(spec, volume, writers, replicas)
            is_scratch = holds_no_data(volume.name, stack.uses(volume.name))
            yield hit.guessed(Severity.WARNING) if is_scratch else hit
        elif spec.makes_objects and len({use.pod for use in writers}) > 1:
            yield _of_pods(volume, writers)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _crowded(stack: Stack) -> dict[str, list[Use]]:
    """Give the volumes in which several databases of one kind have the same directory."""
    found: dict[tuple[object, ...], list[Use]] = {}
    for name in dict.fromkeys(x for pod in stack.pods for x in pod.compose.volumes):
        for use in _servers(stack, name):
            program, told = image_name(use.service.image), tuple(places_told(use.service))
            found.setdefault((name, program, use.mount.inside, told), []).append(use)
    return {str(key[0]): uses for key, uses in found.items() if len(uses) > 1}


def _servers(stack: Stack, name: str) -> Iterator[Use]:
    """Give the databases that write to a volume whenever the stack runs."""
    for use in stack.writers(name):
        service = use.service
        # The long form may lead to a directory of its own in the volume.
        is_open = use.by_job or use.mount.is_long or service.is_init or service.has_profiles
        if not is_open and image_name(service.image) in DATA_IMAGES and keeps_data(service):
            yield use


def _of_servers(volume: Volume, servers: list[Use]) -> Hit:
    names = " and ".join(f"`{use.service.name}`" for use in servers)
    return Hit(
        volume.at,
        f"volume `{volume.name}` is the data directory of {names} at once, which corrupts it",
        also=_labels(servers),
        notes=(("hint", "give each a volume of its own"),),
    )


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
