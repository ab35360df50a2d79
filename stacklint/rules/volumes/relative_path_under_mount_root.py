"""The rule `relative-path-under-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import Whereabouts, usual_path, volumes_at
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.tree import Deployed
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
    targets=frozenset({Target.KIND}),
    fix=Safety.UNSAFE,
    of_laconic_so=True,
)
def relative_path_under_mount_root(spec: Spec, settings: Settings, deployed: Deployed) -> Hits:
    """Relative volume path together with `kind-mount-root`."""
    if settings.deployments_outside_mount_root or spec.mount_root is None:
        return
    root = spec.mount_root.clean
    directory = None
    for volume, path in volumes_at(spec, Whereabouts.RELATIVE):
        directory = directory or deployed.directory_below(root, spec.stack_name)
        goes = f"its data goes to {root.rstrip('/')}/{volume.name} and not to {path.text}"
        hit = _feared(volume, goes) if directory is None else _seen(volume, goes, directory)
        yield hit._replace(
            fix=_fix(spec, volume),
            also=(Label(spec.at("kind-mount-root").value, "the mount root"),),
        )


def _feared(volume: Volume, goes: str) -> Hit:
    setting = "`deployments-outside-mount-root` below `[options]`"
    return Hit(
        volume.at.value,
        f"volume `{volume.name}`: where the deployment directory lies below the mount root, {goes}",
        notes=(_also(volume), ("hint", f"if none lies there, set {setting}")),
    )


def _seen(volume: Volume, goes: str, directory: str) -> Hit:
    return Hit(
        volume.at.value,
        f"volume `{volume.name}`: the deployment in {directory} lies below the mount root, so"
        f" {goes}",
        notes=(_also(volume),),
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        profile=Profile.RECOMMENDED,
    )


def _also(volume: Volume) -> tuple[str, str]:
    return ("also", f"two such deployments with a volume `{volume.name}` share its data")


def _fix(spec: Spec, volume: Volume) -> Fix | None:
    path = usual_path(spec, volume.name)
    if path is None:
        return None
    change = SetValue(volume.path_at, path)
    why = "the data does not move with the path"
    return Fix(f"{volume.name}: {path}", Safety.UNSAFE, (change,), why)
