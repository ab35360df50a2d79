"""The rule `data-path-without-volume`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Elsewhere, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry
from stacklint.model.compose.overridden import Overridden, as_run, images_in
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import free_path
from stacklint.model.volumes.persistence import (
    hidden_target,
    is_moved,
    left_by,
    unheld_directory,
    variables_of,
)
from stacklint.model.volumes.stray import config_that_moves, misplaced_target, stray_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.spec import Spec
    from stacklint.model.volumes.persistence import Left
    from stacklint.model.volumes.stray import Stray
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

    _Said = tuple[tuple[str, str], ...]

_GOES_WITH = {
    Target.COMPOSE: "what it writes goes with the container",
    Target.KIND: "what it writes is gone after each restart",
    Target.K8S: "what it writes is gone after each restart",
}


@rule(
    category="volumes",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
    fix=Safety.DISPLAY,
)
def data_path_without_volume(spec: Spec, stack: Stack) -> Hits:
    """Database without a volume where it keeps its data."""
    for suspect in _suspects(stack, images_in(spec), config_that_moves(spec)):
        if not (_is_passed_over(suspect.service, spec) or _is_cleared(suspect, spec)):
            is_said = _is_deceived(suspect)
            idle = None if is_said else _idle_volume(spec, stack, suspect.compose)
            yield _hit(spec, suspect, idle)


class _Suspect(NamedTuple):
    """A service that keeps data in a directory where no volume is, and what led it there."""

    compose: Compose
    service: Service
    directory: str
    stray: Stray | None


# Many specs share a stack.
@lru_cache(maxsize=256)
def _suspects(stack: Stack, images: _Said, config: _Said) -> tuple[_Suspect, ...]:
    run, told = dict(images), dict(config)
    services = ((x.compose, service) for x in stack.pods for service in x.compose.services)
    found = (_suspect(compose, as_run(service, run), told) for compose, service in services)
    return tuple(suspect for suspect in found if suspect is not None)


def _suspect(compose: Compose, service: Service, config: dict[str, str]) -> _Suspect | None:
    stray = stray_of(service, config)
    directory = unheld_directory(service) if stray is None else stray.directory
    return None if directory is None else _Suspect(compose, service, directory, stray)


def _is_cleared(suspect: _Suspect, spec: Spec) -> bool:
    return suspect.stray is None and is_moved(suspect.service, variables_of(spec))


def _is_passed_over(service: Service, spec: Spec) -> bool:
    """It runs once; or compose starts it only when asked to, or with mounts of other services."""
    is_open = service.has_profiles or service.takes_mounts
    return service.is_init or (is_open and not spec.makes_objects)


def _idle_volume(spec: Spec, stack: Stack, compose: Compose) -> str | None:
    """Give a volume that is declared beside the service, and has a path, and that nobody mounts."""
    if not stack.knows_mounts(spec.target):
        return None
    named = (x.name for x in spec.volumes if x.path is not None and x.name in compose.volumes)
    return next((name for name in named if not stack.uses(name)), None)


def _hit(spec: Spec, suspect: _Suspect, idle: str | None) -> Hit:
    compose, service, directory, _ = suspect
    is_deceived = idle is not None or _is_deceived(suspect)
    return Hit(
        _at_image(spec, service),
        f"`{service.name}` ({service.image}) has no volume at {directory}:"
        f" {_GOES_WITH[spec.target or Target.COMPOSE]}",
        # A second volume beside the idle one would leave behind what that holds.
        None if idle is not None else _fix(spec, compose, service, directory),
        also=(Label(spec.at("volumes"), "its path belongs here"),),
        words=f"keeps its data in {directory}",
        notes=tuple(_notes(suspect) if idle is None else _notes_of_idle(idle, directory)),
        severity=Severity.INFO if spec.is_test else None,
        profile=Profile.RECOMMENDED if is_deceived and not spec.is_test else None,
    )


def _at_image(spec: Spec, service: Service) -> Place:
    is_overridden = isinstance(service, Overridden)
    return spec.at("image-overrides", service.name) if is_overridden else service.at.below("image")


def _is_deceived(suspect: _Suspect) -> bool:
    """Somebody mounted a volume for it, and gave that a path: none of it is of use."""
    if suspect.stray is not None:
        return unheld_directory(suspect.service) is None
    hidden = hidden_target(suspect.service, suspect.directory)
    found = (hidden, left_by(suspect.service), misplaced_target(suspect.service))
    return any(x is not None for x in found)


def _notes_of_idle(idle: str, directory: str) -> Iterator[tuple[str, str]]:
    yield "happens", f"no service mounts `{idle}`, which the spec gives a path"
    yield "hint", f"mount `{idle}` at {directory}, or a volume of its own"


def _notes(suspect: _Suspect) -> Iterator[tuple[str, str]]:
    if suspect.stray is not None:
        yield from _notes_of_stray(suspect.stray)
        return
    directory = suspect.directory
    hidden, left = hidden_target(suspect.service, directory), left_by(suspect.service)
    if hidden is not None:
        yield "happens", f"the image has a volume of its own there, which hides {hidden}"
    stays = ""
    if left is not None:
        yield "happens", _left_behind(left)
        stays = f", or say `{left.move.stays}` to stay there" if left.move.stays else ""
    misplaced = misplaced_target(suspect.service) if hidden is None and left is None else None
    if misplaced is not None:
        yield "happens", f"the image keeps nothing at {misplaced}, where a volume is"
    yield "hint", f"mount a volume at {directory}, and give it a path in the spec{stays}"


def _notes_of_stray(stray: Stray) -> Iterator[tuple[str, str]]:
    yield "happens", f"`{stray.told}` has it keep its data there, and no volume is there"
    yield "hint", f"mount its volume at {stray.directory}, or take `{stray.told}` out"


def _left_behind(left: Left) -> str:
    since = f"from {left.move.program} {left.move.since} on"
    return f"{since} nothing is kept at {left.target}: {left.move.consequence}"


def _fix(spec: Spec, compose: Compose, service: Service, directory: str) -> Fix | None:
    volume = f"{service.name}-data"
    if volume in compose.volumes or service.node.entry("volumes"):
        return None
    changes = (
        AddEntry((*service.at.path, "volumes"), [f"{volume}:{directory}"]),
        AddEntry(("volumes", volume), None),
    )
    title = f"a volume `{volume}` at {directory}, with a path in the spec"
    path = AddEntry(("volumes", volume), _path(spec, volume))
    return Fix(title, Safety.DISPLAY, changes, elsewhere=(Elsewhere(spec.file, (path,)),))


def _path(spec: Spec, volume: str) -> str | None:
    """Give the path that `deploy init` or a mount root suggests; none on a remote cluster."""
    return f"./data/{volume}" if spec.target is Target.COMPOSE else free_path(spec, volume)
