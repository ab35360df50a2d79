"""The rule `data-path-without-volume`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Elsewhere, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import free_path
from stacklint.model.volumes.persistence import (
    hidden_target,
    is_moved,
    left_by,
    unheld_directory,
    variables_of,
)
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.spec import Spec
    from stacklint.model.volumes.persistence import Left
    from stacklint.rule import Hits

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
    for compose, service, directory in _suspects(stack):
        if not (_is_passed_over(service, spec) or is_moved(service, variables_of(spec))):
            yield _hit(spec, compose, service, directory)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _suspects(stack: Stack) -> tuple[tuple[Compose, Service, str], ...]:
    """Give the services that keep data where no volume is, with the directory."""
    services = ((x.compose, service) for x in stack.pods for service in x.compose.services)
    return tuple(
        (compose, service, directory)
        for compose, service in services
        if (directory := unheld_directory(service)) is not None
    )


def _is_passed_over(service: Service, spec: Spec) -> bool:
    """It runs once; or compose starts it only when asked to, or with mounts of other services."""
    is_open = service.has_profiles or service.takes_mounts
    return service.is_init or (is_open and not spec.makes_objects)


def _hit(spec: Spec, compose: Compose, service: Service, directory: str) -> Hit:
    hidden, left = hidden_target(service, directory), left_by(service)
    # Somebody mounted a volume for it, and gave that a path: none of it is of use.
    is_deceived = not (hidden is None and left is None) and not spec.is_test
    return Hit(
        service.at.below("image"),
        f"`{service.name}` ({service.image}) has no volume at {directory}:"
        f" {_GOES_WITH[spec.target or Target.COMPOSE]}",
        _fix(spec, compose, service, directory),
        also=(Label(spec.at("volumes"), "its path belongs here"),),
        words=f"keeps its data in {directory}",
        notes=tuple(_notes(hidden, left, directory)),
        severity=Severity.INFO if spec.is_test else None,
        profile=Profile.RECOMMENDED if is_deceived else None,
    )


def _notes(hidden: str | None, left: Left | None, directory: str) -> Iterator[tuple[str, str]]:
    if hidden is not None:
        yield "happens", f"the image has a volume of its own there, which hides {hidden}"
    stays = ""
    if left is not None:
        move = left.move
        since = f"from {move.program} {move.since} on"
        yield "happens", f"{since} nothing is kept at {left.target}: {move.consequence}"
        stays = f", or say `{move.stays}` to stay there" if move.stays else ""
    yield "hint", f"mount a volume at {directory}, and give it a path in the spec{stays}"


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
