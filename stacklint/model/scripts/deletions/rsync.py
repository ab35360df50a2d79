"""What `rsync --delete` deletes: all of its target that its source does not have."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.deletions.deleting import BELOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.deletions.surroundings import Surroundings
    from stacklint.model.tree import Tree

_DELETES = re.compile(r"--del(?:ete(?:-(?:after|before|delay|during|excluded))?)?")
# What is deleted is shown, or kept elsewhere.
_KEEPS = re.compile(r"-[A-Za-z]*[nb][A-Za-z]*|--(?:dry-run|list-only|backup|backup-dir(?:=.*)?)")
_VALUED = frozenset(
    {
        *("-B", "-T", "-e", "--bwlimit", "--chmod", "--chown", "--compare-dest", "--copy-dest"),
        *("--exclude", "--link-dest", "--log-file", "--max-delete", "--partial-dir"),
        *("--password-file", "--port", "--rsh", "--rsync-path", "--suffix", "--temp-dir"),
        *("--timeout",),
    }
)
# What is chosen otherwise may be spared: which, nobody can tell.
_CHOOSES = re.compile(r"-[A-Za-z]*[fFC]|--(?:cvs-exclude|exclude-from|files-from|filter|include).*")
# What git and those who write programs have beside them, and no volume is called.
_OF_CHECKOUT = re.compile(r"/?(?:\.[\w.*-]*|\*\.pyc|__pycache__|node_modules|venv)/?\**")
_HOST = re.compile(r"(?:rsync://[^/]+/|[^/:]+::?)(?=[^/:]|/)")


class Sync(NamedTuple):
    """Directories, where they come from and what becomes like them, on whichever host."""

    sources: tuple[str, ...]
    target: str


def deleted_by_sync(command: Command, around: Surroundings, tree: Tree) -> Iterator[str]:
    """Give what `rsync` deletes: the target of nothing at all, or what lies beside a checkout."""
    sync = _sync_of(command) if command.program == "rsync" else None
    if sync is None:
        return
    if all(map(around.is_empty, sync.sources)):
        yield sync.target
    elif all(_is_tracked(command.path(x), tree) for x in sync.sources):
        yield sync.target.rstrip("/") + BELOW


def _sync_of(command: Command) -> Sync | None:
    """Give what `rsync` is told, where it deletes."""
    words = command.words[1:]
    is_deleting = any(map(_DELETES.fullmatch, words))
    if not is_deleting or any(_KEEPS.fullmatch(x) or _CHOOSES.fullmatch(x) for x in words):
        return None
    if not all(map(_OF_CHECKOUT.fullmatch, _excluded(words))):
        return None
    *sources, target = (*_plain(words), "")[:-1] or ("",)
    if not sources or _HOST.match(sources[0]) is not None:
        return None
    return Sync(tuple(sources), _of_host(target, sources))


def _of_host(target: str, sources: list[str]) -> str:
    """Give what becomes like the source: of one without a slash, the directory of its name."""
    path = _HOST.sub("", target, count=1)
    if path != target and not path.startswith(("/", "~", "$")):
        path = f"~/{path}"
    is_content = sources[0].endswith(("/", "/.")) or sources[0] == "."
    return path if is_content else posixpath.join(path, posixpath.basename(sources[0]))


def _plain(words: tuple[str, ...]) -> Iterator[str]:
    for before, word in zip(("", *words), words, strict=False):
        if not word.startswith("-") and before not in _VALUED:
            yield word


def _excluded(words: tuple[str, ...]) -> Iterator[str]:
    for before, word in zip(("", *words), words, strict=False):
        if before == "--exclude" or word.startswith("--exclude="):
            yield word.removeprefix("--exclude=")


def _is_tracked(path: str | None, tree: Tree) -> bool:
    """Tell whether a directory is one that git keeps, from where the script was started."""
    if path is None or path.startswith(("/", "..")):
        return False
    return path == "." or any(file.startswith(f"{path}/") for file in tree.files())
