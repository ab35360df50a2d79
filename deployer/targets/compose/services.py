"""Services as they are: what of them would change, and those that nobody wants any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Sighting
from deployer.targets.compose.digests import digest_of, files_changed
from deployer.wanted.resource import Key, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.targets.compose.live import Container
    from deployer.targets.compose.look import Look
    from deployer.targets.compose.project import Service

KIND = "service"
_STOPPED = frozenset({0, 130, 137, 143})
"""How a program ends that is told to: well, or by the signal."""


def sightings(look: Look) -> dict[Key, Sighting]:
    """Give what is there of the services that are wanted."""
    found: dict[Key, Sighting] = {}
    for resource in look.wanted.resources:
        if resource.key.kind == KIND:
            sighting = _sighting(resource, look)
            if sighting is not None:
                found[resource.key] = sighting
    return found


def _sighting(resource: Resource, look: Look) -> Sighting | None:
    there = containers_of(look, resource.key.name)
    service = look.project.services.get(resource.key.name)
    if not there:
        is_kept = resource.role is Role.JOB and service is not None and _has_run(service, look)
        return Sighting() if is_kept else None
    is_up = any(container.is_up for container in there)
    is_stopped = all(not x.is_up and x.exit_code in _STOPPED for x in there)
    if service is None:
        return Sighting(is_stopped=is_stopped)
    changes = tuple(_changes(service, look))
    if resource.role is Role.JOB:
        return Sighting((*changes, *_failures(there)))
    is_over = service.name in look.project.endings and not _failed(there)
    states = () if is_over else tuple(_states(there, service))
    is_down = is_up and bool(changes)
    return Sighting((*changes, *states), is_down, is_stopped=is_stopped and not is_over)


def containers_of(look: Look, service: str) -> tuple[Container, ...]:
    """Give the containers of a service, without those that somebody runs aside."""
    return tuple(x for x in look.ours if x.service == service and not x.is_aside)


def _has_run(job: Service, look: Look) -> bool:
    """Tell whether the last revision ran a job as it is now; its container may be gone since."""
    now = digest_of(job, look.setting, look.setting.files)
    return look.earlier.digests.get(job.name) == now


def _changes(service: Service, look: Look) -> Iterator[str]:
    """Say what is not as it is wanted, this service's own first."""
    yield from _own_changes(service, look)
    bonds = ((service.shares, "namespaces it shares"), (service.takes, "mounts it takes"))
    for name, bond in ((name, bond) for names, bond in bonds for name in names):
        other = look.project.services.get(name)
        if other is not None and any(_own_changes(other, look)):
            yield f"{name}, whose {bond},"


def _own_changes(service: Service, look: Look) -> Iterator[str]:
    there = containers_of(look, service.name)
    if any(container.config != service.config for container in there):
        yield "its configuration"
    wanted = look.images.get(service.image)
    if wanted is not None and any(container.image != wanted for container in there):
        yield f"image {service.image}"
    setting = look.setting
    now = digest_of(service, setting, setting.files)
    before = look.earlier.digests.get(service.name)
    yield from files_changed(before or digest_of(service, setting, setting.place), now)


def _states(there: Sequence[Container], service: Service) -> Iterator[str]:
    if not all(container.is_up for container in there):
        yield "its state (not running)"
    elif len(there) != service.scale:
        yield "how many of it run"


def _failures(there: Sequence[Container]) -> Iterator[str]:
    for container in there:
        if not container.is_up and container.status != "exited":
            yield "its state (it never ran)"
        elif _failed((container,)):
            yield f"its state (it failed with exit code {container.exit_code})"


def _failed(there: Sequence[Container]) -> bool:
    return any(not x.is_up and (x.exit_code or x.status != "exited") for x in there)


def leftovers(look: Look, known: frozenset[str]) -> Iterator[Resource]:
    """Give what runs and is not wanted any more; `known` are services that nobody asked to run."""
    wanted = {x.key.name for x in look.wanted.resources if x.key.kind == KIND}
    odd = [x for x in look.ours if x.service not in wanted | known and not x.is_aside]
    for name in dict.fromkeys(container.service for container in odd):
        ports = [str(port) for x in odd if x.service == name for port in x.ports]
        key = Key(KIND, look.setting.project, name)
        about = "a service that nothing asks for any more"
        needs = (need for x in odd if x.service == name for need in x.needs.split(","))
        uses = tuple(key._replace(name=need.partition(":")[0]) for need in needs)
        yield Resource(key, {"ports": [*ports]}, Role.WORKLOAD, name, about, None, uses)
