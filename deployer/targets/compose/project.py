"""A compose project as `docker compose config` writes it out."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

from deployer.targets.compose.live import Port, device_of
from deployer.targets.untrusted import at, listed, number, table, text
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from stacklint.model.change import Data

_SHARED = ("network_mode", "ipc", "pid")
_SERVICE = "service:"
_VOLUME = "volume"
_DONE = "service_completed_successfully"


class AskedMount(NamedTuple):
    """A mount that a service asks for: `source` is a volume of the file, or a path of the host."""

    target: str
    kind: str
    source: str

    @property
    def volume(self) -> str:
        """Its name in the compose file; empty where it has none, or is no volume."""
        return self.source if self.kind == _VOLUME else ""

    @property
    def is_unnamed(self) -> bool:
        """Docker makes a volume for it that has no name."""
        return self.kind == _VOLUME and not self.source

    def is_at(self, target: str) -> bool:
        """Tell whether it is at a place, however its own is written."""
        return posixpath.normpath(self.target) == target


class Service(NamedTuple):
    """A service: its image, what it mounts, what it needs of others.

    `shares` are the services whose namespaces it shares, `takes` those whose mounts it has as well,
    `config` the checksum of all that is written of it. `given` are the files of the host that
    docker does not make where they are missing, `absent` the secrets and configs that only a swarm
    has.
    """

    name: str
    image: str
    is_built: bool
    mounts: tuple[AskedMount, ...]
    ports: tuple[Port, ...]
    shares: tuple[str, ...]
    scale: int
    restart: str
    config: str = ""
    takes: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The files and directories of the host that it has."""
        return (*(x.source for x in self.mounts if x.kind == "bind"), *self.given)

    @property
    def volumes(self) -> tuple[str, ...]:
        """The volumes that it mounts, by their names in the compose file."""
        return tuple(mount.volume for mount in self.mounts if mount.volume)


class Volume(NamedTuple):
    """A volume: its name in the compose file, and in docker; `options` are those of its driver."""

    title: str
    name: str
    is_external: bool
    options: tuple[tuple[str, str], ...]

    @property
    def device(self) -> str:
        """The directory of the host that it is bound to; empty where docker keeps the bytes."""
        return device_of(dict(self.options))


class Project(NamedTuple):
    """A project; `endings` are the services that others wait for to end well.

    `networks` are those that others make, by their names in docker.
    """

    services: Mapping[str, Service]
    volumes: Mapping[str, Volume]
    endings: frozenset[str]
    networks: tuple[str, ...] = ()


NO_PROJECT = Project({}, {}, frozenset())
"""What nobody could read."""


def project_of(output: str, configs: Mapping[str, str]) -> Project:
    """Read what `config --format json` prints; `configs` are the checksums of its services."""
    data: Data = json.loads(output)
    services = table(data, "services")
    found = {
        name: _service(name, data, configs.get(name, ""), text(data, "name")) for name in services
    }
    volumes = {name: _volume(name, body) for name, body in table(data, "volumes").items()}
    nets = table(data, "networks").values()
    networks = tuple(text(body, "name") for body in nets if at(body, "external"))
    return Project(found, volumes, frozenset(_endings(services)), networks)


def _service(name: str, data: Data, config: str, project: str) -> Service:
    body = at(data, "services", name)
    scale = at(body, "deploy", "replicas")
    return Service(
        name=name,
        image=text(body, "image") or f"{project}-{name}",
        is_built=bool(table(body, "build")),
        mounts=tuple(_mounts(body)),
        ports=tuple(_ports(body)),
        shares=tuple(_shared(body)),
        scale=scale if isinstance(scale, int) else number(body, "scale") or 1,
        restart=text(body, "restart"),
        config=config,
        takes=tuple(name for name, is_service in _taken(body) if is_service),
        given=tuple(_files(body, data)),
        absent=tuple(name for name, about in _handed(body, data) if at(about, "external")),
    )


def _mounts(body: Data) -> Iterator[AskedMount]:
    for mount in listed(body, "volumes"):
        yield AskedMount(text(mount, "target"), text(mount, "type"), text(mount, "source"))
    for path in listed(body, "tmpfs"):
        yield AskedMount(str(path).partition(":")[0], "tmpfs", "")


def _files(body: Data, data: Data) -> Iterator[str]:
    found = (text(about, "file") for _, about in _handed(body, data))
    yield from (path for path in found if path)


def _handed(body: Data, data: Data) -> Iterator[tuple[str, Data]]:
    """Give the secrets and configs of a service, and what is said of each."""
    for kind in ("configs", "secrets"):
        for item in listed(body, kind):
            name = text(item, "source")
            yield f"{kind.removesuffix('s')} {name}", at(data, kind, name)


def _ports(body: Data) -> Iterator[Port]:
    for item in listed(body, "ports"):
        published = text(item, "published")
        if published.isdigit() and published != "0":
            yield Port(text(item, "host_ip"), published, text(item, "protocol") or "tcp")


def _shared(body: Data) -> Iterator[str]:
    for key in _SHARED:
        mode = text(body, key)
        if mode.startswith(_SERVICE):
            yield mode.removeprefix(_SERVICE)


def _taken(body: Data) -> Iterator[tuple[str, bool]]:
    """Give who has the mounts that a service takes: a service, or a container by its name."""
    for item in listed(body, "volumes_from"):
        kind, _, name = str(item).partition(":")
        is_service = kind != "container"
        yield (kind if is_service else name.partition(":")[0]), is_service


def _endings(services: dict[str, Data]) -> Iterator[str]:
    for body in services.values():
        for name, need in table(body, "depends_on").items():
            if text(need, "condition") == _DONE:
                yield name


def _volume(title: str, body: Data) -> Volume:
    options = table(body, "driver_opts")
    return Volume(
        title=title,
        name=text(body, "name"),
        is_external=bool(at(body, "external")),
        options=tuple(sorted((name, str(options[name])) for name in options)),
    )


def as_created(output: str, containers: Mapping[str, str]) -> str:
    """Give a project in the form whose checksum compose puts on the containers that it makes.

    Compose knows what is shared by the id of the container by then, and has read `env_file`;
    `containers` are ids by service. Compose itself would not take this form for consistent.
    """
    data: Data = json.loads(output)
    services = table(data, "services")
    for body in services.values():
        if isinstance(body, dict):
            _settle(body, services.keys(), containers)
    return json.dumps(data)


def _settle(body: dict[str, Data], there: Collection[str], containers: Mapping[str, str]) -> None:
    body.pop("env_file", None)
    for key in _SHARED:
        name = text(body, key).removeprefix(_SERVICE)
        if text(body, key).startswith(_SERVICE) and name in containers:
            body[key] = f"container:{containers[name]}"
    if "volumes_from" in body:
        names = (containers.get(x, x) if is_own else x for x, is_own in _taken(body))
        body["volumes_from"] = [*names]
    needs = table(body, "depends_on")
    if needs:
        # What may be missing, and is, nobody waits for.
        body["depends_on"] = {name: needs[name] for name in needs if name in there}
