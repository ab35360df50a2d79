"""Containers and volumes of docker, as `docker inspect` shows them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deployer.targets.untrusted import at, listed, number, table, tables, text
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data

_LABEL = "com.docker.compose."
_JOBS = "/compose-jobs/"
_DIGITS = re.compile(r"[0-9a-f]{64}")
MARK = "stacklint.dev/"
"""What the labels begin with of what a run has set aside."""


class Port(NamedTuple):
    """A port of the host; `address` is empty for all addresses."""

    address: str
    number: str
    protocol: str

    def meets(self, other: Port) -> bool:
        """Tell whether both cannot be had at once."""
        if (self.number, self.protocol) != (other.number, other.protocol):
            return False
        return self.address == other.address or not {self.address, other.address}.isdisjoint(_ALL)

    def __str__(self) -> str:
        """Say it as it is written."""
        start = "" if self.address in _ALL else f"{self.address}:"
        return f"{start}{self.number}" + ("" if self.protocol == "tcp" else f"/{self.protocol}")


_ALL = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 -- compared, not bound


class Mount(NamedTuple):
    """What a container mounts; `volume` is empty where it is a directory or file of the host."""

    volume: str
    source: str
    target: str


class Container(NamedTuple):
    """A container; `project` and what follows it are empty where compose did not make it.

    `started` is in seconds since 1970, `grace` the seconds that it has for stopping, `probe` what
    its health check said last.
    """

    identity: str
    name: str
    status: str
    exit_code: int
    health: str
    probe: str
    restarts: int
    started: float
    pid: int
    grace: int
    image: str
    mounts: tuple[Mount, ...]
    ports: tuple[Port, ...]
    restart: str
    project: str
    service: str
    base: str
    config: str
    needs: str
    is_job: bool
    is_aside: bool

    @property
    def is_up(self) -> bool:
        """Its programs run, or will again by themselves."""
        return self.status in {"running", "paused", "restarting"}


class Kept(NamedTuple):
    """A volume of docker; `title` is the name that the compose file has for it.

    `run` is the run of ours that set it aside, with the project and the title of what it copies;
    empty for all others.
    """

    name: str
    project: str
    title: str
    mountpoint: str
    options: tuple[tuple[str, str], ...]
    run: str = ""
    of_project: str = ""
    of_title: str = ""

    @property
    def device(self) -> str:
        """The directory of the host that it is bound to; empty where docker keeps the bytes."""
        return device_of(dict(self.options))

    @property
    def is_unnamed(self) -> bool:
        """Docker made it for a mount without a name."""
        return not self.project and _DIGITS.fullmatch(self.name) is not None


def device_of(options: dict[str, str]) -> str:
    """Give the directory that options of a volume bind it to; empty where they do not."""
    is_bound = {"bind", "rbind"} & set(options.get("o", "").split(","))
    return options.get("device", "") if is_bound else ""


def containers_of(output: str) -> tuple[Container, ...]:
    """Read what `docker inspect` prints of containers."""
    return tuple(_container(data) for data in tables(output))


def _container(data: dict[str, Data]) -> Container:
    labels = table(data, "Config", "Labels")
    return Container(
        identity=text(data, "Id"),
        name=text(data, "Name").lstrip("/"),
        status=text(data, "State", "Status"),
        exit_code=number(data, "State", "ExitCode"),
        health=text(data, "State", "Health", "Status"),
        probe=_probe(data),
        restarts=number(data, "RestartCount"),
        started=_seconds(text(data, "State", "StartedAt")),
        pid=number(data, "State", "Pid"),
        grace=number(data, "Config", "StopTimeout"),
        image=text(data, "Image"),
        mounts=tuple(_mounts(data)),
        ports=tuple(_ports(data)),
        restart=text(data, "HostConfig", "RestartPolicy", "Name"),
        project=text(labels, f"{_LABEL}project"),
        service=text(labels, f"{_LABEL}service"),
        base=text(labels, f"{_LABEL}project.working_dir"),
        config=text(labels, f"{_LABEL}config-hash"),
        needs=text(labels, f"{_LABEL}depends_on"),
        is_job=_JOBS in text(labels, f"{_LABEL}project.config_files"),
        is_aside=text(labels, f"{_LABEL}oneoff") == "True",
    )


def _probe(data: dict[str, Data]) -> str:
    said = [text(x, "Output").split("\n") for x in listed(data, "State", "Health", "Log")]
    lines = [line.strip() for line in said[-1]] if said else []
    return next((line for line in reversed(lines) if line), "")


def _seconds(time: str) -> float:
    try:
        # Nanoseconds are more than Python reads; docker always says UTC.
        return datetime.fromisoformat(time[:19]).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _mounts(data: dict[str, Data]) -> Iterator[Mount]:
    for item in listed(data, "Mounts"):
        yield Mount(text(item, "Name"), text(item, "Source"), text(item, "Destination"))


def _ports(data: dict[str, Data]) -> Iterator[Port]:
    for inner, bound in table(data, "HostConfig", "PortBindings").items():
        protocol = inner.partition("/")[2] or "tcp"
        for item in bound if isinstance(bound, list) else ():
            yield Port(text(item, "HostIp"), text(item, "HostPort"), protocol)


def volumes_of(output: str) -> tuple[Kept, ...]:
    """Read what `docker volume inspect` prints."""
    return tuple(_volume(data) for data in tables(output))


def _volume(data: dict[str, Data]) -> Kept:
    options = table(data, "Options")
    return Kept(
        name=text(data, "Name"),
        project=text(data, "Labels", f"{_LABEL}project"),
        title=text(data, "Labels", f"{_LABEL}volume"),
        mountpoint=text(data, "Mountpoint"),
        options=tuple(sorted((name, str(at(options, name))) for name in options)),
        run=text(data, "Labels", f"{MARK}run"),
        of_project=text(data, "Labels", f"{MARK}project"),
        of_title=text(data, "Labels", f"{MARK}volume"),
    )
