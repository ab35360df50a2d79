"""The rule `name-in-volumes-and-configmaps`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
)
def name_in_volumes_and_configmaps(spec: Spec, stack: Stack | None) -> Hits:
    """Name that is a volume and a ConfigMap."""
    configmaps = {configmap.name: configmap for configmap in spec.configmaps}
    for volume in spec.volumes:
        twin = configmaps.get(volume.name)
        if twin is None or not volume.name or has_token(volume.name):
            continue
        yield Hit(
            volume.at,
            f"`{volume.name}` is a volume and a ConfigMap: the ConfigMap wins, so nobody can write"
            " to it and the volume holds nothing",
            also=(Label(twin.at, "mounted in its place, read-only"), *_writers(volume, stack)),
            words="made, and not used",
            notes=(("hint", "delete one of the two entries"),),
        )


def _writers(volume: Volume, stack: Stack | None) -> Iterator[Label]:
    for use in () if stack is None else stack.writers(volume.name):
        yield Label(use.mount.at, f"`{use.service.name}` means to write here")
