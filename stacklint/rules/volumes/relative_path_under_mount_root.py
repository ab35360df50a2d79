"""The rule `relative-path-under-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.nodepath import Whereabouts, usual_path, volumes_at
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
    targets=frozenset({Target.KIND}),
    fix=Safety.UNSAFE,
)
def relative_path_under_mount_root(spec: Spec, settings: Settings) -> Hits:
    """Relative volume path together with `kind-mount-root`."""
    if settings.deployments_outside_mount_root or spec.mount_root is None:
        return
    root = spec.mount_root.clean.rstrip("/")
    for volume, path in volumes_at(spec, Whereabouts.RELATIVE):
        yield Hit(
            volume.at.value,
            f"volume `{volume.name}`: where the deployment directory lies below the mount root,"
            f" its data goes to {root}/{volume.name} and not to {path.text}",
            _fix(spec, volume),
            also=(Label(spec.at("kind-mount-root").value, "the mount root"),),
            notes=(
                ("also", f"two such deployments with a volume `{volume.name}` share its data"),
                (
                    "hint",
                    "if none lies there, set `deployments-outside-mount-root` below `[options]`",
                ),
            ),
        )


def _fix(spec: Spec, volume: Volume) -> Fix | None:
    path = usual_path(spec, volume.name)
    if path is None:
        return None
    change = SetValue(volume.at.path, path)
    why = "the data does not move with the path"
    return Fix(f"{volume.name}: {path}", Safety.UNSAFE, (change,), why)
