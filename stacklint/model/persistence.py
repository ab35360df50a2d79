"""Whether a program that keeps data keeps it in a volume.

Source: the directories of `evidence.DATA_IMAGES`, and what the images' own pages say of the
variables and options that move or switch off their data.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.evidence import DATA_IMAGES, IN_MEMORY_UNLESS_ASKED, image_name
from stacklint.model.nodes import Scalar, Sequence, resolved
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.compose import Service

# Programs and sub-commands that serve; an image that is started with another one is a client.
_SERVERS = frozenset(
    {
        "clickhouse-server",
        "cockroach",
        "daemon",
        "docker-entrypoint.sh",
        "elasticsearch",
        "etcd",
        "grafana",
        "grafana-server",
        "influxd",
        "mariadbd",
        "minio",
        "mongod",
        "mysqld",
        "postgres",
        "prometheus",
        "rabbitmq-server",
        "redis-server",
        "server",
        "start",
        "start-single-node",
        "valkey-server",
    }
)
_SAVES = Pattern(r"--appendonly[ =]+[\"']?yes|--save[ =]+[\"']?\d")
_KEEPS_NOTHING = Pattern(r"inMemory|ephemeralForTest|type=mem\b")
_ABSOLUTE = Pattern(r"(?<![\w.~/-])/[\w./-]*")
_POSTGRES_VERSION = Pattern(r"(?:^|pg)(\d+)")
_PLACE_WORDS = Pattern(r"DATA|DIR|PATH|HOME|BASE")


def unheld_directory(service: Service) -> str | None:
    """Give the directory where a service keeps data that no volume holds; None if there is none.

    A variable or an option may still move the data: see `is_moved`.
    """
    directories = DATA_IMAGES.get(image_name(service.image), ())
    targets = [mount.target for mount in service.mounts] + _tmpfs(service)
    if not directories or any(map(has_token, targets)):
        return None
    if _is_held(directories, targets, _writable(service)):
        return None
    if not (_serves(service) and _saves(service)):
        return None
    return directories[0] + _below(service.image or "", directories[0])


def _writable(service: Service) -> list[str]:
    mounted = [mount.target for mount in service.mounts if not mount.is_read_only]
    return mounted + _tmpfs(service)


def _below(image: str, directory: str) -> str:
    """PostgreSQL before 18 has a volume of its own below, which hides one mounted above it."""
    version = _POSTGRES_VERSION.search(image.split("@", maxsplit=1)[0].rpartition(":")[2])
    if directory != "/var/lib/postgresql" or version is None:
        return ""
    return "/data" if int(version.group(1)) < 18 else ""  # noqa: PLR2004 -- the version


def _serves(service: Service) -> bool:
    """It runs what the image is for: nothing else is asked for, or options alone."""
    words = [word.strip("\"'") for word in service.words]
    if not words or words[0].startswith("-"):
        return True
    return any(posixpath.basename(word) in _SERVERS for word in words)


def _saves(service: Service) -> bool:
    command = " ".join(service.words)
    if image_name(service.image) in IN_MEMORY_UNLESS_ASKED:
        return _SAVES.search(command) is not None
    return _KEEPS_NOTHING.search(command) is None


def _tmpfs(service: Service) -> list[str]:
    node = service.node.get("tmpfs")
    items = node.items if isinstance(node, Sequence) else [node]
    return [x.value.split(":")[0] for x in map(resolved, items) if isinstance(x, Scalar)]


def is_moved(service: Service, config: Mapping[str, str]) -> bool:
    """Tell whether a variable or an option names a directory of a mount, or a template may.

    `config` are the variables that the spec sets over those of the service.
    """
    writable = _writable(service)
    if not writable:
        return False
    variables = {**service.environment, **config}
    if any(has_token(text) and _PLACE_WORDS.search(name) for name, text in variables.items()):
        return True
    said = [*variables.values(), *service.words]
    paths = [path for text in said for path in _ABSOLUTE.findall(text)]
    return any(_is_at_or_below(path, target) for path in paths for target in writable)


def _is_held(directories: tuple[str, ...], targets: list[str], writable: list[str]) -> bool:
    """A mount holds the directory, or is the part of it where the program writes."""
    return any(
        any(_is_at_or_below(directory, target) for target in targets)
        or any(_is_at_or_below(target, directory) for target in writable)
        for directory in directories
    )


def _is_at_or_below(path: str, root: str) -> bool:
    return (path.rstrip("/") + "/").startswith(root.rstrip("/") + "/")
