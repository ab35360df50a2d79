"""The rule `empty-volume-holds-data`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.revision import once_notes, volume_once
from stacklint.model.targets import Target
from stacklint.model.volumes.evidence import Evidence, Strength, volume_evidence
from stacklint.model.volumes.nodepath import free_path
from stacklint.model.volumes.survival import Backing, survival_notes
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.revision import Once, Past, Revision
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.tree import Deployed
    from stacklint.rule import Hits

_JUDGED = {
    Strength.SURE: (Severity.ERROR, Confidence.HIGH, Profile.RECOMMENDED),
    Strength.STRONG_NAME: (Severity.ERROR, Confidence.MEDIUM, Profile.RECOMMENDED),
    Strength.WEAK_NAME: (Severity.WARNING, Confidence.MEDIUM, Profile.STRICT),
    Strength.NONE: (Severity.INFO, Confidence.LOW, Profile.STRICT),
    Strength.NO_DATA: (Severity.INFO, Confidence.LOW, Profile.AUDIT),
}


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    fix=Safety.UNSAFE,
)
def empty_volume_holds_data(
    spec: Spec, stack: Stack | None, revision: Revision | None, past: Past, deployed: Deployed
) -> Hits:
    """Volume without a path where data lives."""
    if spec.target is None:
        return
    for volume in spec.volumes:
        if not volume.is_empty:
            continue
        if stack is not None and stack.is_kept_elsewhere(volume.name, spec.target):
            continue
        seen = stack if stack is not None and _is_seen(volume, stack, spec) else None
        if seen is not None and all(use.is_read_only for use in seen.uses(volume.name)):
            continue
        has_size = _has_size(spec, volume)
        evidence = (
            volume_evidence(volume.name, (), has_size=has_size)
            if seen is None
            else seen.evidence(volume.name, has_size=has_size)
        )
        hit = _hit(spec, volume, evidence, is_sure_of_mounts=seen is not None)
        once = _once(volume, hit, revision, past)
        is_new = revision is not None and not revision.is_settled and once is None
        may_be = not is_new or deployed.has_volume(volume.name) or past.is_cut_off
        fix = _fix(spec, volume, once, is_deployed=may_be)
        yield hit._replace(fix=fix, notes=(*once_notes(once), *hit.notes))


def _once(volume: Volume, hit: Hit, revision: Revision | None, past: Past) -> Once | None:
    """Ask for all that git has where everybody is shown the answer; else for the version before."""
    if hit.profile is Profile.RECOMMENDED:
        return volume_once(volume.name, revision, past)
    return None if revision is None else revision.volume_before(volume.name)


def _is_seen(volume: Volume, stack: Stack, spec: Spec) -> bool:
    """A mount of it was read, or all that there are: a pod may come from another repository."""
    return stack.knows_mounts(spec.target) or bool(stack.uses(volume.name))


def _has_size(spec: Spec, volume: Volume) -> bool:
    return spec.node("resources", "volumes", volume.name) is not None


def _hit(spec: Spec, volume: Volume, evidence: Evidence, *, is_sure_of_mounts: bool) -> Hit:
    severity, confidence, profile = _JUDGED[evidence.strength]
    if not is_sure_of_mounts and evidence.strength is not Strength.SURE:
        severity = min(severity, Severity.WARNING)
    if spec.target is Target.K8S:
        severity = min(severity, Severity.WARNING)
    if spec.target is Target.COMPOSE:
        severity, profile = Severity.INFO, max(profile, Profile.STRICT)
    if spec.is_test:
        severity = Severity.INFO
    return Hit(
        volume.at,
        f"volume `{volume.name}` has no path: {_CONSEQUENCE[spec.target or Target.KIND]}",
        also=() if evidence.use is None else (Label(evidence.use.mount.at, _about(evidence)),),
        words="no path here" if evidence.use is not None else f"no path here; {evidence.words}",
        notes=survival_notes(spec.target or Target.KIND, Backing.NOTHING),
        severity=severity,
        confidence=confidence,
        profile=profile,
    )


_CONSEQUENCE = {
    Target.KIND: "its data dies with the kind cluster",
    Target.K8S: "the cluster's default storage class decides what becomes of its data",
    Target.COMPOSE: "its data lives in a docker volume that `down -v` and a prune delete",
}


def _about(evidence: Evidence) -> str:
    service = evidence.use.service if evidence.use is not None else None
    if service is None or service.image is None:
        return evidence.words
    return f"`{service.name}` ({service.image}): {evidence.words}"


def _fix(spec: Spec, volume: Volume, once: Once | None, *, is_deployed: bool) -> Fix | None:
    path = free_path(spec, volume.name, None if once is None else once.volume)
    if path is None:
        return None
    title, change = f"{volume.name}: {path}", (SetValue(volume.path_at, path),)
    if is_deployed:
        return Fix(title, Safety.UNSAFE, change, "it may be deployed")
    # HEAD knows the spec, and no version this volume: nothing can have been written to it.
    return Fix(title, Safety.SAFE, change)
