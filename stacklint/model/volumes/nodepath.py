"""What a volume's path becomes inside a kind node, as laconic-so lays it out.

`kind-mount-root` is mounted at `/mnt`; a volume that the root does not cover gets a mount of its
own at `/mnt/<volume>`. Covered is what begins with the text of the root, which is not the same as
lying below it. Source: the tables on `kind-mount-root` in the reference (dialect, g), measured;
for new paths the convention there for fixes, `<root>/<stack>/<volume>`; a deployment with a
namespace of its own has that for the stack. Mounts are written to kind-config.yml without quotes.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.dialect import Dialect
from stacklint.model.enums import Enum
from stacklint.model.hostpath import HostPath
from stacklint.model.identity import own_directory
from stacklint.model.pattern import Pattern
from stacklint.model.targets import ABILITIES
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec, Volume

NODE_ROOT = "/mnt"

_DOUBTFUL = frozenset(":#\r\n\x85\u2028\u2029")
# What a plain scalar cannot hold: a comment, a key, the end of a line.
_COMMENT = Pattern(r"[ \t]+#")
_INVALID = Pattern(r":(?=[ \t]|$)|[\r\n\x85\u2028\u2029]")


class Whereabouts(Enum):
    """Where a volume's path lies, seen from a mount root: one answer for each path.

    `AT_ROOT` is the root itself, `ESCAPED` begins below it and leads out by `..`, `SAME_PREFIX`
    only has its text in front. `UNKNOWN` is left to a template, or the root is no absolute path.
    """

    BELOW = "below the root"
    AT_ROOT = "the root itself"
    ESCAPED = "out of the root by `..`"
    SAME_PREFIX = "beside the root, with the same text in front"
    OUTSIDE = "outside of the root"
    RELATIVE = "relative to the deployment directory"
    HOME = "begins with `~`"
    UNKNOWN = "unknown"


def whereabouts(path: HostPath, root: HostPath) -> Whereabouts:
    """Tell where a volume's path lies; what the text of the root covers is decided by text."""
    if path.is_home:
        return Whereabouts.HOME
    if not root.is_absolute or root.is_opaque:
        return Whereabouts.UNKNOWN
    if path.is_relative:
        return Whereabouts.RELATIVE
    return Whereabouts.UNKNOWN if path.is_opaque else _from_root(path, root)


def _from_root(path: HostPath, root: HostPath) -> Whereabouts:
    clean, clean_root = path.clean, root.clean
    if clean == clean_root:
        return Whereabouts.AT_ROOT
    if not path.text.startswith(root.text):
        return Whereabouts.OUTSIDE
    if clean.startswith(clean_root.rstrip("/") + "/"):
        return Whereabouts.BELOW
    begins_below = path.text.startswith(root.text.rstrip("/") + "/")
    return Whereabouts.ESCAPED if begins_below else Whereabouts.SAME_PREFIX


def is_covered(path: HostPath, root: HostPath | None, directory: str | None = None) -> bool:
    """Tell whether laconic-so leaves a volume to the mount of the root, without one of its own.

    `directory` is the deployment directory; where that is unknown, a relative path is taken to
    lie outside of the root.
    """
    if root is None or not (path.is_absolute or directory):
        return False
    text = path.text
    if not path.is_absolute:
        text = posixpath.normpath(posixpath.join(directory or "", text))
    return text.startswith(root.text)


def node_path(name: str, path: HostPath, root: HostPath | None) -> str:
    """Give the path inside the node that laconic-so writes into the volume's PersistentVolume."""
    if root is None or not path.text.startswith(root.text):
        return f"{NODE_ROOT}/{name}"
    return f"{NODE_ROOT}/{posixpath.relpath(_rooted(path.text), _rooted(root.text))}"


def _rooted(text: str) -> str:
    """Begin at a slash, so that nobody asks for the working directory."""
    return text if text.startswith("/") else f"/{text}"


def breaks_kind_config(path: HostPath) -> str:
    """Name what in a path makes kind-config.yml invalid; empty where nothing does."""
    if _DOUBTFUL.isdisjoint(path.text) or path.is_opaque:
        return ""
    invalid = _INVALID.search(path.text)
    if invalid is None:
        return ""
    return "a colon" if invalid.group() == ":" else "a line break"


def read_by_kind(path: HostPath) -> str:
    """Give what kind reads of a path in kind-config.yml: the text in front of a comment."""
    if "#" not in path.text or path.is_opaque:
        return path.text
    comment = _COMMENT.search(path.text)
    return path.text if comment is None else path.text[: comment.start()]


def usable_root(spec: Spec) -> HostPath | None:
    """Give the mount root where it is known, absolute, and read by the spec's target."""
    root = spec.mount_root
    if root is None or spec.target is None or not ABILITIES[spec.target].has_mount_root:
        return None
    if spec.dialect is Dialect.FORK or not root.is_absolute or root.is_opaque:
        return None
    return root


def volumes_at(spec: Spec, *where: Whereabouts) -> Iterator[tuple[Volume, HostPath]]:
    """Give the volumes that lie there, with their paths; none without a usable mount root."""
    for volume, path, place in _placed(spec):
        if place in where:
            yield volume, path


# Several rules ask, one after the other, for the same spec.
@lru_cache(maxsize=2)
def _placed(spec: Spec) -> tuple[tuple[Volume, HostPath, Whereabouts], ...]:
    root = usable_root(spec)
    if root is None:
        return ()
    return tuple(
        (volume, volume.path, whereabouts(volume.path, root))
        for volume in spec.volumes
        if volume.path is not None
    )


def free_path(spec: Spec, name: str, before: Volume | None = None) -> str | None:
    """Give the path that a volume had before, else the usual one; None where it is taken, too.

    Taken is what another volume has, lies in or around, or is mounted over.
    """
    path = _path_kept(spec, before) or usual_path(spec, name)
    if path is None:
        return None
    wanted = HostPath(path)
    others = [volume.path for volume in spec.volumes if volume.path is not None]
    if any(x.is_at_or_below(wanted) or wanted.is_at_or_below(x) for x in others):
        return None
    is_hidden = wanted.is_absolute and spec.volume(own_directory(spec)) is not None
    return None if is_hidden else path


def _path_kept(spec: Spec, before: Volume | None) -> str | None:
    """Give the path of an earlier version, where the target of this one can take it."""
    path = None if before is None else before.path
    if path is None or path.is_opaque or spec.target is None:
        return None
    return path.text if path.is_absolute or ABILITIES[spec.target].reads_relative_paths else None


def usual_path(spec: Spec, name: str) -> str | None:
    """Give the path that a volume of this name usually has; None where none can be derived."""
    if spec.target is None or not ABILITIES[spec.target].has_mount_root:
        return None
    written = spec.node("kind-mount-root")
    if written is None or is_null(written):
        return f"./data/{name}"
    root, own = usable_root(spec), own_directory(spec)
    return None if root is None or not own else path_below(root.clean, own, name)


def path_below(root: str, own: str, volume: str) -> str:
    """Give the usual path of a volume below a root that several deployments share."""
    return f"{root.rstrip('/')}/{own}/{volume}"
