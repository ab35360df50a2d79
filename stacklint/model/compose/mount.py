"""The mounts of a service: short and long forms, read into one."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Node, resolved
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from stacklint.model.yaml.place import Place


class MountKind(Enum):
    """What stands behind a mount."""

    VOLUME = "volume"
    BIND = "bind"
    ANONYMOUS = "anonymous"
    OTHER = "other"


class Mount(NamedTuple):
    """A mount of a service: `source` is a volume's name or a host path, empty when anonymous.

    `options` are the words behind the second colon; `is_long` marks the long form, which
    laconic-so does not read for Kubernetes. `part` is the directory of the volume that is mounted,
    empty for all of it.
    """

    kind: MountKind
    source: str
    target: str
    options: tuple[str, ...]
    is_long: bool
    at: Place
    part: str = ""

    @property
    def is_read_only(self) -> bool:
        """No program can write through it; `ro` among other words counts."""
        return "ro" in self.options

    @property
    def inside(self) -> str:
        """The place in the container, as docker and Kubernetes clean its path."""
        clean = normpath(self.target) if self.target else ""
        return f"/{clean.lstrip('/')}" if clean.startswith("/") else clean


def read_mount(node: Node | None, at: Place) -> Mount | None:
    """Read a mount, of either form; None where it has none."""
    if isinstance(node, Mapping):
        return _long_mount(node, at)
    text = text_of(node)
    return None if text is None else _short_mount(text, at)


def _short_mount(text: str, at: Place) -> Mount:
    parts = _split_short(text)
    if len(parts) == 1:
        return Mount(MountKind.ANONYMOUS, "", parts[0], (), is_long=False, at=at)
    source, target = parts[0], parts[1]
    options = tuple(parts[2].split(",")) if parts[2:] else ()
    kind = MountKind.BIND if source[:1] in {"/", ".", "~"} else MountKind.VOLUME
    if has_token(source):
        kind = MountKind.OTHER
    return Mount(kind, source, target, options, is_long=False, at=at)


def _split_short(text: str) -> list[str]:
    """Split at colons, but not inside `${X:-y}`."""
    parts, depth = [""], 0
    for index, character in enumerate(text):
        if character == "{" and text[index - 1 : index] == "$":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        if character == ":" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _long_mount(node: Mapping, at: Place) -> Mount:
    words = {"volume": MountKind.VOLUME, "bind": MountKind.BIND}
    kind = words.get(text_of(node.get("type")) or "volume", MountKind.OTHER)
    source = text_of(node.get("source")) or text_of(node.get("src")) or ""
    target = text_of(node.get("target")) or text_of(node.get("destination")) or ""
    if kind is MountKind.VOLUME and not source:
        kind = MountKind.ANONYMOUS
    options = ("ro",) if is_yes(node.get("read_only")) else ()
    volume = resolved(node.get("volume"))
    part = text_of(volume.get("subpath")) if isinstance(volume, Mapping) else None
    return Mount(kind, source, target, options, is_long=True, at=at, part=part or "")
