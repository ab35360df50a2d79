"""The rule `volume-outside-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.reasons import has_reason
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import Whereabouts, volumes_at
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.START,
    targets=frozenset({Target.KIND}),
)
def volume_outside_mount_root(spec: Spec) -> Hits:
    """Absolute path that `kind-mount-root` does not cover."""
    for volume, path in volumes_at(spec, Whereabouts.OUTSIDE):
        if has_reason(volume.at):
            continue
        yield Hit(
            volume.at.value,
            f"volume `{volume.name}`: {path.text} is outside of the mount root, and a cluster that"
            " runs already cannot mount it",
            also=(Label(spec.at("kind-mount-root").value, "the mount root"),),
            words="needs a mount of its own",
            notes=_notes(spec, path),
        )


def _notes(spec: Spec, path: HostPath) -> tuple[tuple[str, str], ...]:
    happens = ("happens", "mounts of a kind node are made with the cluster, and never later")
    if spec.mount_root is None or not path.is_below(spec.mount_root):
        return (happens,)
    return (happens, ("hint", f"write {path.clean}: the texts are compared, not the directories"))
