"""The rule `string-prefix-of-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import Whereabouts, node_path, volumes_at
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.KIND}),
    of_laconic_so=True,
)
def string_prefix_of_mount_root(spec: Spec) -> Hits:
    """Path that begins with the text of `kind-mount-root` and is not below it."""
    for volume, path in volumes_at(spec, Whereabouts.SAME_PREFIX):
        inside = node_path(volume.name, path, spec.mount_root)
        yield Hit(
            volume.at.value,
            f"volume `{volume.name}`: {path.text} is taken to be below the mount root and is not,"
            " so no node can mount it",
            also=(Label(spec.at("kind-mount-root").value, "the same text in front"),),
            words="beside the root, not below it",
            notes=(
                ("happens", f"it becomes {inside}, which Kubernetes refuses for its `..`"),
                ("hint", "move the directory below the root, or give it another name"),
            ),
        )
