"""The rule `relative-path-off-kind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.identity import own_directory
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import path_below
from stacklint.model.volumes.survival import Backing, survival_notes
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE, Target.K8S}),
    fix=Safety.UNSAFE,
)
def relative_path_off_kind(spec: Spec, settings: Settings) -> Hits:
    """Relative volume path on a target where it is not a directory of the host."""
    for volume in spec.volumes:
        if volume.path is None or not volume.path.is_relative:
            continue
        is_blank = volume.path.begins_with_blank
        if spec.target is Target.K8S:
            yield Hit(
                volume.at.value,
                f"volume `{volume.name}`: {volume.path.text} means nothing on a remote node",
                _fix(spec, volume, settings),
                words="it begins with a blank" if is_blank else "relative to nothing here",
                notes=(("happens", "`create` stops: relative paths are not supported for k8s"),),
            )
        else:
            where = "outside of" if volume.path.leads_out else "in"
            yield Hit(
                volume.at.value,
                f"volume `{volume.name}`: {volume.path.text} lies {where} the deployment directory,"
                " and is lost from view when that moves",
                _fix(spec, volume, settings),
                notes=survival_notes(Target.COMPOSE, Backing.RELATIVE),
                severity=Severity.INFO,
                profile=Profile.STRICT,
            )


def _fix(spec: Spec, volume: Volume, settings: Settings) -> Fix | None:
    own = own_directory(spec)
    if settings.volume_root is None or not own:
        return None
    path = path_below(settings.volume_root, own, volume.name)
    change = SetValue(volume.path_at, path)
    why = "the data does not move with the path"
    return Fix(f"{volume.name}: {path}", Safety.UNSAFE, (change,), why)
