"""The rule `mount-leaves-data-behind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.compose.mount import MountKind
from stacklint.model.hostpath import cleaned
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.evidence import Strength
from stacklint.model.volumes.persistence import variables_of
from stacklint.model.volumes.remounts import had, remounts
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.mount import Mount
    from stacklint.model.revision import ComposeRevision, PodsRevision, Revision
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.volumes.remounts import Remount
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

_HINT = (
    "hint",
    "put the mount back; or copy the data to where the program looks, while nothing writes to it",
)


class _Judgement(NamedTuple):
    severity: Severity
    confidence: Confidence
    profile: Profile


_SURE = _Judgement(Severity.ERROR, Confidence.HIGH, Profile.RECOMMENDED)
_BY_NAME = _Judgement(Severity.ERROR, Confidence.MEDIUM, Profile.RECOMMENDED)
_GONE = _Judgement(Severity.WARNING, Confidence.MEDIUM, Profile.RECOMMENDED)
_GUESSED = _Judgement(Severity.WARNING, Confidence.MEDIUM, Profile.STRICT)


class _Change(NamedTuple):
    """What a change makes of a compose file, and of the spec if it touches that too."""

    spec: Spec
    compose: ComposeRevision
    along: Revision | None

    def old(self, name: str) -> Volume | None:
        """Give a volume as the spec had it before the change."""
        if self.along is None:
            return self.spec.volume(name)
        once = self.along.volume_before(name)
        return None if once is None else once.volume

    @property
    def has_forgotten(self) -> bool:
        """The spec was changed by another commit since, or before: it may have had any volume."""
        return self.compose.is_settled and self.along is None


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
)
def mount_leaves_data_behind(
    spec: Spec, stack: Stack, pods: PodsRevision, revision: Revision | None
) -> Hits:
    """Service that mounts its volume elsewhere, another one, or none since a change."""
    for compose in pods.changed:
        change = _Change(spec, compose, _along(revision, compose))
        for remount in _remounts(compose, stack):
            if not (_is_found(remount, change) or _is_kept(remount, change)):
                yield from _hits(remount, change)


def _remounts(compose: ComposeRevision, stack: Stack) -> Iterator[Remount]:
    """Give what is so against every version that this one follows."""
    for remount in remounts(compose.before, stack, compose.after.file):
        if all(had(other, remount) for other in compose.others):
            yield remount


def _along(revision: Revision | None, compose: ComposeRevision) -> Revision | None:
    """Give the change of the spec where it is the same change."""
    return revision if revision is not None and revision.base == compose.base else None


def _is_found(remount: Remount, change: _Change) -> bool:
    """The program kept nothing there, or finds what it kept."""
    config = variables_of(change.spec)
    once = config if change.along is None else variables_of(change.along.before)
    return remount.was_missed(once) or remount.is_followed(config, once)


def _is_kept(remount: Remount, change: _Change) -> bool:
    """The volume held nothing that was kept, has another name only, or the spec's change tells."""
    spec, name = change.spec, remount.was.source
    if name in spec.section("configmaps").names():
        return True
    old = change.old(name)
    if old is None and (spec.makes_objects or change.has_forgotten):
        # On Kubernetes nobody has ever made it, and no pod came up.
        return True
    if remount.is_moved:
        return False
    return _is_told(old, spec) or _is_renamed(remount, old, spec)


def _is_told(old: Volume | None, spec: Spec) -> bool:
    """Tell whether `volume-removed-from-spec` speaks of the volume."""
    if old is None or spec.volume(old.name) is not None:
        return False
    return not (old.is_empty and spec.target is Target.COMPOSE)


def _is_renamed(remount: Remount, old: Volume | None, spec: Spec) -> bool:
    """Tell whether the same data lies behind what is mounted now, or may, as a template says."""
    now = remount.now
    if now is None or now.source == remount.was.source:
        # None, or another part of the same.
        return False
    directory = "" if old is None else old.directory
    if now.kind is MountKind.BIND:
        return directory is None or directory == cleaned(now.source)
    new = spec.volume(now.source)
    there = "" if new is None else new.directory
    if directory or there or None in {directory, there}:
        return None in {directory, there} or directory == there
    return not spec.makes_objects and remount.is_same_to_docker


def _hits(remount: Remount, change: _Change) -> Iterator[Hit]:
    spec, compose = change.spec, change.compose
    has_size = spec.node("resources", "volumes", remount.was.source) is not None
    strength = remount.evidence(has_size=has_size).strength
    if strength is Strength.NO_DATA:
        return
    judged, was = _judged(remount, strength), remount.was
    is_lowered = compose.is_settled or spec.is_test
    yield Hit(
        _place(remount),
        _message(remount),
        words=f"{was.source}:{was.target} in {compose.base}",
        notes=(("was", f"{was.source}:{was.target}"), _HINT),
        severity=Severity.INFO if is_lowered else judged.severity,
        confidence=judged.confidence,
        profile=judged.profile,
        value=f"{was.source}:{was.inside}",
    )


def _judged(remount: Remount, strength: Strength) -> _Judgement:
    """Judge by what is known: a mount may be put right that was of no use where it was."""
    if remount.is_known:
        return _SURE
    if strength < Strength.STRONG_NAME or remount.has_other_program or remount.is_moved:
        return _GUESSED
    if remount.now is not None:
        return _SURE if strength is Strength.SURE else _BY_NAME
    is_same = remount.before.image == remount.service.image and not remount.is_shared
    return _GONE if is_same else _GUESSED


def _place(remount: Remount) -> Place:
    if remount.now is not None:
        return remount.now.at
    service = remount.service
    return service.at if service.node.get("volumes") is None else service.at.below("volumes")


def _message(remount: Remount) -> str:
    name, was, now = remount.service.name, remount.was, remount.now
    if now is None:
        return (
            f"`{name}` no longer mounts `{was.source}` at {was.inside}:"
            " it starts without the data that it has there"
        )
    if remount.is_moved:
        return (
            f"`{name}` mounts `{was.source}` at {now.inside} instead of {was.inside}:"
            " it finds nothing of what it wrote there"
        )
    return (
        f"`{name}` mounts {_named(now, was)} at {was.inside} instead of `{was.source}`:"
        " it starts without the data in that"
    )


def _named(now: Mount, was: Mount) -> str:
    if now.source == was.source:
        return f"another part of `{now.source}`"
    if now.kind is MountKind.ANONYMOUS:
        return "a volume without a name"
    return f"`{now.source}`" if now.source else "a temporary directory"
