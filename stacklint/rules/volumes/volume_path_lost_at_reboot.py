"""The rule `volume-path-lost-at-reboot`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.volumes.evidence import Strength, volume_evidence
from stacklint.model.volumes.volatile import Volatility, volatility_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.volumes.evidence import Evidence
    from stacklint.rule import Hits

_GONE = "lies in the memory of the host, and its data is gone after a reboot"
_LOST = {
    Volatility.MEMORY: _GONE,
    Volatility.RUNTIME: _GONE,
    Volatility.SWEPT: "is swept: its files are deleted at a reboot, or when they are some days old",
}


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
)
def volume_path_lost_at_reboot(spec: Spec, stack: Stack | None) -> Hits:
    """Data at a path that the host forgets."""
    for volume in spec.volumes:
        how = None if volume.path is None else volatility_of(volume.path)
        if how is None or (evidence := _evidence(volume, stack)) is None:
            continue
        yield _hit(spec, volume, how, evidence)


def _evidence(volume: Volume, stack: Stack | None) -> Evidence | None:
    """Give what says that somebody may miss what the volume holds."""
    uses = () if stack is None else stack.uses(volume.name)
    if uses and all(use.is_read_only for use in uses):
        return None
    found = volume_evidence(volume.name, uses, has_size=False)
    return None if found.strength is Strength.NO_DATA else found


def _hit(spec: Spec, volume: Volume, how: Volatility, evidence: Evidence) -> Hit:
    path = "" if volume.path is None else volume.path.text
    is_data = evidence.strength >= Strength.STRONG_NAME
    # Who names `/dev/shm` may want memory, and in `/tmp` not every host sweeps.
    is_sure = is_data and how is Volatility.RUNTIME
    severity = Severity.ERROR if is_sure else Severity.WARNING
    return Hit(
        volume.at.value,
        f"volume `{volume.name}`: {path} {_LOST[how]}",
        also=() if evidence.use is None else (Label(evidence.use.mount.at, evidence.words),),
        words="" if evidence.use is not None else evidence.words,
        notes=(("hint", "give it a directory on a disk; copy what is there before that"),),
        severity=Severity.INFO if spec.is_test else severity,
        profile=Profile.RECOMMENDED if is_data else Profile.STRICT,
    )
