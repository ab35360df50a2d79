"""What this host has at a path, as far as every target asks alike."""

from __future__ import annotations

import os
import re
from pathlib import Path

_ESCAPE = re.compile(r"\\([0-7]{3})")


def inode_of(path: str) -> str:
    """Give `device:number` of what is at a path; empty where nobody could look."""
    try:
        found = Path(path).stat()
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}"


def nearest(path: str | Path) -> Path:
    """Give the deepest directory above a path that is there, or the path itself."""
    found = Path(path)
    while not found.exists() and found != found.parent:
        found = found.parent
    return found


def unmakable(path: str) -> str:
    """Say why a directory that is not there cannot be made by us; empty where it can."""
    parent = nearest(Path(path).parent)
    if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
        return ""
    if os.statvfs(parent).f_flag & os.ST_RDONLY:
        return f"{path} is not there, and {parent} is mounted read-only: mount it for writing first"
    return f"{path} is not there, and {parent} is not ours to write to: `sudo mkdir -p {path}`"


def text_at(path: Path) -> str:
    """Give the text of a file of the system; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def unescaped(word: str) -> str:
    r"""Give a path that `/etc/fstab` or `/proc` writes with `\040` for a blank."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)), word)
