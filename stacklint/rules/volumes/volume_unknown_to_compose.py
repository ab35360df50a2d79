"""The rule `volume-unknown-to-compose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import RemoveEntry, RenameKey
from stacklint.model.names import why_no_label
from stacklint.model.volumes.names import slip_of, unknown_volumes, unnamed_volumes
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    fix=Safety.UNSAFE,
)
def volume_unknown_to_compose(spec: Spec, stack: Stack, settings: Settings) -> Hits:
    """Volume of the spec that no compose file of the stack declares."""
    unknown = () if settings.shared_specs else unknown_volumes(spec, stack)
    if not unknown:
        return
    missing = unnamed_volumes(spec, stack)
    for volume in unknown:
        meant = slip_of(volume.name, missing)
        yield _dead(volume) if meant is None else _misspelled(spec, volume, meant, stack)


def _misspelled(spec: Spec, volume: Volume, meant: str, stack: Stack) -> Hit:
    return Hit(
        volume.at,
        f"volume `{volume.name}` is skipped: the stack calls it `{meant}`, which is missing here",
        None if _is_refused(spec, meant) else _renaming(spec, volume, meant),
        also=(Label(stack.volumes[meant].at_volume(meant), "declared here"),),
        words=f"is `{meant}` meant?",
        is_refused=True,
    )


def _is_refused(spec: Spec, name: str) -> bool:
    """It is the name in the stack that has to change: `name-invalid-on-kubernetes` says so."""
    return spec.makes_objects and bool(why_no_label(name))


def _renaming(spec: Spec, volume: Volume, meant: str) -> Fix:
    """Rename it, and its size, which would be that of no volume."""
    changes = [RenameKey(volume.at.path, meant)]
    sizes = spec.section("resources", "volumes").names()
    if volume.name in sizes and meant not in sizes:
        changes.append(RenameKey(("resources", "volumes", volume.name), meant))
    why = "what was deployed under the old name stays behind"
    return Fix(f"{volume.name} → {meant}", Safety.UNSAFE, tuple(changes), why)


def _dead(volume: Volume) -> Hit:
    change = RemoveEntry(volume.at.path)
    return Hit(
        volume.at,
        f"volume `{volume.name}` is skipped: no compose file of the stack declares it",
        Fix(f"delete {volume.name}", Safety.DISPLAY, (change,)),
        words="nobody mounts it",
        profile=Profile.STRICT,
        is_refused=True,
    )
