"""What a compose project consists of: volumes, its variables, its files, its services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.compose.file import bound, compose_file
from deployer.wanted.hostpaths import as_written, host_directory
from deployer.wanted.resource import Key, Resource, Role
from deployer.wanted.uses import used_by, used_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.configuration import Variables
    from deployer.wanted.resource import Identity
    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec


PROFILES = "COMPOSE_PROFILES"


def volumes(spec: Spec, stack: Stack, identity: Identity) -> Iterator[Resource]:
    """Give the volumes: bound to a directory, or kept by docker."""
    for name, compose in stack.volumes.items():
        volume = spec.volume(name)
        directory = None if volume is None else host_directory(volume, spec, identity)
        body = {} if volume is None or directory is None else bound(volume)
        at = compose.at_volume(name) if volume is None else volume.at
        about = "no path: docker keeps it"
        if volume is not None and directory is not None:
            about = as_written(volume)
            about += ", only read: put its files there" if stack.is_only_read(name) else ""
        key = Key("volume", identity.cluster_id, name)
        yield Resource(key, body, Role.VOLUME, name, about, at)


def config_files(spec: Spec, values: Variables) -> Iterator[Resource]:
    """Give the file of variables that compose fills in; what is generated is not in it yet."""
    body: dict[str, Data] = dict(values.texts)
    count = len(values.texts) + len(values.generated)
    about = f"{count} {'variable' if count == 1 else 'variables'}"
    if values.generated:
        about += f", generated once: {', '.join(sorted(values.generated))}"
    key = Key("file", "", "config.env")
    yield Resource(key, body, Role.CONFIG, "config.env", about, spec.at("config"))


def files(spec: Spec, stack: Stack) -> Iterator[Resource]:
    """Give the compose files."""
    for folder, pods in (("compose", stack.pods), ("compose-jobs", stack.jobs)):
        for pod in pods:
            path = f"{folder}/docker-compose-{pod.name}.yml"
            count = len(pod.compose.services)
            about = f"{count} {'service' if count == 1 else 'services'}"
            at = pod.compose.services[0].at if count else None
            body = compose_file(pod, spec)
            yield Resource(Key("file", "", path), body, Role.CONFIG, path, about, at)


def services(
    spec: Spec, stack: Stack, identity: Identity, asked: frozenset[str]
) -> Iterator[Resource]:
    """Give the services that run, in the order in which they start; `asked` are profiles."""
    for role, pods in ((Role.WORKLOAD, stack.pods), (Role.JOB, stack.jobs)):
        found = (x for pod in pods for x in _services_of(pod, spec, role, identity, asked))
        yield from used_first(found)


def profiles_of(values: Variables) -> frozenset[str]:
    """Give the profiles that `config` asks for; where it asks for none, that is the empty one."""
    return frozenset(x.strip() for x in values.texts.get(PROFILES, "").split(","))


def _starts(service: Service, asked: frozenset[str]) -> bool:
    return not service.profiles or "*" in asked or not asked.isdisjoint(service.profiles)


def _services_of(
    pod: Pod, spec: Spec, role: Role, identity: Identity, asked: frozenset[str]
) -> Iterator[Resource]:
    table = compose_file(pod, spec).get("services")
    for service in pod.compose.services:
        body = table.get(service.name) if isinstance(table, dict) else None
        if not (_starts(service, asked) and isinstance(body, dict)):
            continue
        key = Key("service", identity.cluster_id, service.name)
        about = service.image or _origin(service)
        uses = tuple(key._replace(name=name) for name in used_by(service))
        yield Resource(key, body, role, service.name, about, service.at, uses)


def _origin(service: Service) -> str:
    """Say where a service without an image of its own has it from."""
    is_own = service.node.get("build") is not None or service.node.get("extends") is None
    return "built from its source" if is_own else "as the service that it extends"
