"""The rule `path-escapes-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import Whereabouts, node_path, volumes_at
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    targets=frozenset({Target.KIND}),
    of_laconic_so=True,
)
def path_escapes_mount_root(spec: Spec) -> Hits:
    """Path that leads out of `kind-mount-root` by `..`, or is the root itself."""
    for volume, path in volumes_at(spec, Whereabouts.ESCAPED, Whereabouts.AT_ROOT):
        if path.clean == (spec.mount_root or path).clean:
            yield _root_itself(spec, volume)
        else:
            yield _escaped(spec, volume, path)


def _escaped(spec: Spec, volume: Volume, path: HostPath) -> Hit:
    inside = node_path(volume.name, path, spec.mount_root)
    return Hit(
        volume.at.value,
        f"volume `{volume.name}`: {path.text} leads out of the mount root, so no node can mount it",
        also=(Label(spec.at("kind-mount-root").value, "the mount root"),),
        words=f"this is {path.clean}",
        notes=(("happens", f"it becomes {inside}, which Kubernetes refuses for its `..`"),),
    )


def _root_itself(spec: Spec, volume: Volume) -> Hit:
    return Hit(
        volume.at.value,
        f"volume `{volume.name}` is the mount root itself: its pod sees the data of every stack",
        also=(Label(spec.at("kind-mount-root").value, "the mount root"),),
        words="the whole root",
        notes=(("hint", "give it a directory below the root"),),
        of_laconic_so=False,
    )
