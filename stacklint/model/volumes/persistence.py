"""Whether a program that keeps data keeps it in a volume.

Source: the directories of `data_places.DATA_IMAGES`, and what the images' own pages say of the
variables and options that move or switch off their data.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.compose.mount import MountKind
from stacklint.model.hostpath import is_at_or_below
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.volumes.data_places import DATA_IMAGES
from stacklint.model.volumes.evidence import IN_MEMORY_UNLESS_ASKED, image_name
from stacklint.model.volumes.releases import has_moved, move_of
from stacklint.model.yaml.nodes import Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.bundle import Use
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.mount import Mount
    from stacklint.model.spec import Spec
    from stacklint.model.volumes.releases import Move

# Images with a volume of their own at their directory: it hides what is mounted above.
_WITH_OWN_VOLUME = frozenset(
    {
        "clickhouse-server",
        "influxdb",
        "kubo",
        "mariadb",
        "mongo",
        "mysql",
        "postgis",
        "postgres",
        "prometheus",
        "rabbitmq",
        "redis",
        "timescaledb",
        "valkey",
    }
)

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
# MinIO's ways to name its directories: `/data{1...4}`, many in one word, and `http://node/data`.
_MANY = Pattern(r"\{(\w+)\.\.\.\w+\}")
_NODE = Pattern(r"^https?://[^/]+")
_PLACE_WORDS = Pattern(r"DATA|DIR|PATH|HOME|BASE")


def unheld_directory(service: Service) -> str | None:
    """Give the directory where a service keeps data that no volume holds; None if there is none.

    A variable or an option may still move the data: see `is_moved`.
    """
    directories = _directories(service)
    targets = held_targets(service)
    if not directories or any(map(has_token, targets)):
        return None
    if any(_is_held(directory, targets, service) for directory in directories):
        return None
    return directories[0] if keeps_data(service) else None


def held_targets(service: Service) -> list[str]:
    """Give where a service has mounts that outlive it, or are temporary on purpose."""
    return [mount.inside for mount in _held_mounts(service)] + _tmpfs(service)


def keeps_data(service: Service) -> bool:
    """Tell whether a service whose image is known serves, and writes what it has to files."""
    return _serves(service) and _saves(service)


def hidden_target(service: Service, directory: str) -> str | None:
    """Give where a mount stands that the image's own volume at a directory hides."""
    if not _has_own_volume(service):
        return None
    targets = [mount.inside for mount in _held_mounts(service)]
    return next((x for x in targets if _is_above(x, directory)), None)


class Left(NamedTuple):
    """A mount where an earlier release of the image kept its data."""

    target: str
    move: Move


def left_by(service: Service) -> Left | None:
    """Give the mount of a service that its program has left."""
    move = move_of(image_name(service.image))
    if move is None or not has_moved(move, service.image or ""):
        return None
    targets = [mount.inside for mount in _held_mounts(service)]
    found = next((x for x in targets if is_at_or_below(x, move.before)), None)
    return None if found is None else Left(found, move)


def hider_of(spec: Spec, use: Use) -> str | None:
    """Give the directory at which an image's own volume hides a mount, and takes the data."""
    directory = unheld_directory(use.service)
    if directory is None:
        return None
    left = left_by(use.service)
    missed = {hidden_target(use.service, directory), None if left is None else left.target}
    if use.mount.inside not in missed:
        return None
    return None if is_moved(use.service, variables_of(spec)) else directory


def variables_of(spec: Spec) -> dict[str, str]:
    """Give the variables that a spec sets for every container."""
    entries = spec.section("config").entries
    return {entry.name: text for entry in entries if (text := text_of(entry.value)) is not None}


def _directories(service: Service) -> tuple[str, ...]:
    """Give where the image keeps its data; where its tag tells the release, what that has."""
    name = image_name(service.image)
    # Images of Bitnami have the same names, and other directories.
    found = () if "bitnami" in (service.image or "") else DATA_IMAGES.get(name, ())
    move = move_of(name)
    moved = None if move is None else has_moved(move, service.image or "")
    if move is None or moved is None:
        return found
    own = move.after if moved else move.before
    return tuple(dict.fromkeys(own if x in {move.before, move.after} else x for x in found))


def _has_own_volume(service: Service) -> bool:
    return image_name(service.image) in _WITH_OWN_VOLUME


def _held_mounts(service: Service) -> list[Mount]:
    """Give the mounts that outlive the container: nobody finds an anonymous volume again."""
    return [mount for mount in service.mounts if mount.kind is not MountKind.ANONYMOUS]


def _writable(service: Service) -> list[str]:
    mounted = [mount.inside for mount in _held_mounts(service) if not mount.is_read_only]
    return mounted + _tmpfs(service)


def _serves(service: Service) -> bool:
    """It runs what the image is for: nothing else is asked for, or options alone."""
    words = [word.strip("\"'") for word in service.words]
    if not words or words[0].startswith("-"):
        return True
    return any(posixpath.basename(word) in _SERVERS for word in words)


def _saves(service: Service) -> bool:
    command = " ".join(service.words)
    if image_name(service.image) in IN_MEMORY_UNLESS_ASKED:
        is_meant = "/var/lib/redis" in _writable(service) and "--save" not in command
        return is_meant or _SAVES.search(command) is not None
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
    paths = paths_said(service, config)
    return any(_reaches(service, target, path) for path in paths for target in writable)


def paths_said(service: Service, config: Mapping[str, str]) -> list[str]:
    """Give the absolute paths in the variables and the command of a service."""
    variables = {**service.environment, **config}
    said = [*variables.values(), *map(_directory_of, service.words)]
    return [path for text in said for path in _ABSOLUTE.findall(text)]


def _directory_of(word: str) -> str:
    return _NODE.compiled.sub("", _MANY.compiled.sub(r"\1", word))


def _reaches(service: Service, target: str, path: str) -> bool:
    """Tell whether what is written to a path gets into the mount at a target."""
    hides = _directories(service) if _has_own_volume(service) else ()
    is_hidden = any(_is_above(target, x) and is_at_or_below(path, x) for x in hides)
    return is_at_or_below(path, target) and not is_hidden


def _is_held(directory: str, targets: list[str], service: Service) -> bool:
    """A mount holds the directory, or is the part of it where the program writes."""
    covers = _is_same if _has_own_volume(service) else is_at_or_below
    if any(covers(directory, target) for target in targets):
        return True
    left = left_by(service)
    written = (x for x in _writable(service) if left is None or x != left.target)
    return any(is_at_or_below(target, directory) for target in written)


def _is_same(path: str, root: str) -> bool:
    return path.rstrip("/") == root.rstrip("/")


def _is_above(root: str, path: str) -> bool:
    return is_at_or_below(path, root) and not _is_same(path, root)
