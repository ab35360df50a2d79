"""The rule `two-volumes-one-node-path`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import NODE_ROOT, Whereabouts, node_path, volumes_at
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
)
def two_volumes_one_node_path(spec: Spec) -> Hits:
    """Volume whose own mount hides the directory of another one in the node."""
    outside = {
        volume.name: (volume, path)
        for volume, path in volumes_at(spec, Whereabouts.OUTSIDE, Whereabouts.RELATIVE)
    }
    if not outside:
        return
    below_root = ("" if spec.mount_root is None else spec.mount_root.clean).rstrip("/") + "/"
    for volume, path in volumes_at(spec, Whereabouts.BELOW):
        name = path.clean.removeprefix(below_root).split("/")[0]
        # What is mounted over the directory may be that very directory, written otherwise.
        if name in outside and outside[name][1].clean != below_root + name:
            yield _hit(volume, node_path(volume.name, path, spec.mount_root), *outside[name])


def _hit(volume: Volume, inside: str, other: Volume, over: HostPath) -> Hit:
    mounted = f"{NODE_ROOT}/{other.name}"
    if inside == mounted:
        message = f"volumes `{other.name}` and `{volume.name}` are one directory in the kind node"
    else:
        message = (
            f"volume `{volume.name}` lies in the directory of volume `{other.name}` in the kind"
            " node, not in its own"
        )
    return Hit(
        volume.at.value,
        f"{message}: the data of `{volume.name}` goes to {over.text}{inside[len(mounted) :]}",
        also=(Label(other.at.value, f"{mounted} in the node, by the name of the volume"),),
        words=f"{inside} in the node",
        notes=(("hint", f"use another directory for `{volume.name}` than one in `{other.name}`"),),
    )
