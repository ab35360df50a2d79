"""The content of a deployment directory, as a value."""

from __future__ import annotations

from stacklint.model.named import NamedTuple

PLAIN, PROGRAM, SECRET = 0o644, 0o755, 0o600
FOLDER, SECRET_FOLDER = 0o755, 0o700
CONFIGMAPS = "configmaps"
"""Where the files of the ConfigMaps of a spec lie."""
STATE_FILE = ".stacklint/state.json"
GENERATED_FILE = ".stacklint/generated.json"
"""What `$generate` was given, by the name of the variable."""

KIND_KUBECONFIG = ".stacklint/kubeconfig"
"""How the kind cluster is reached: written by us at each look, and part of no revision."""

LEFT_BEHIND = ".bak"
"""What laconic-so calls the last version of a file, which it leaves beside the new one."""


class File(NamedTuple):
    """A file by its path below the directory; the mode holds whatever the caller's mask is."""

    path: str
    data: bytes
    mode: int = PLAIN


class Content(NamedTuple):
    """All that is in a directory; `folders` are those that may be empty."""

    files: tuple[File, ...]
    folders: tuple[str, ...]
    notes: tuple[str, ...] = ()


def up_from(path: str) -> set[str]:
    """Give a path, and every directory above it."""
    parts = path.split("/") if path else []
    return {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}


def folders_above(content: Content) -> set[str]:
    """Give every directory that holds a file of a content, near or far."""
    return {up for file in content.files for up in up_from(file.path.rpartition("/")[0])}


def same_files(one: Content, other: Content) -> bool:
    """Tell whether two contents have the same files, bytes and modes, in any order.

    Whose a file is that looks left behind, nobody can tell: it makes no difference.
    """
    return _counted(one) == _counted(other)


def _counted(content: Content) -> list[File]:
    return sorted(file for file in content.files if not file.path.endswith(LEFT_BEHIND))
