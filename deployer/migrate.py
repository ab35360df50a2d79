"""The bytes of a volume, copied so that they are the same, or not at all.

Source: the reference on `restart`, section 7, M0 and M4 to M6. Programs are those of GNU; they run
on this host, or behind a prefix such as `docker exec NODE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import ProgramFailed, StepFailed
from deployer.sizes import size_words
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.shell import Shell

_PARTIAL = ".stacklint-partial-"
_SPARE_PERCENT = 110
_KIB = 1024

_STATE = 'if [ ! -e "$1" ]; then echo absent; elif [ -n "$(ls -A -- "$1")" ]; then echo full; fi'
_ROOM = 'df --output=avail,iavail -- "$(dirname -- "$1")" | tail -1'
_COUNT = 'find "$1" -xdev | wc -l'
_DEVICES = 'find "$1" -xdev \\( -type b -o -type c \\) -print -quit'
# Sockets belong to the programs that listen on them; tar passes over them, and so do the lists.
_TAR = "--numeric-owner --acls --xattrs --xattrs-include=* --sparse"
_COPY = f"""\
set -e
mkdir -- "$2"
tar -C "$1" {_TAR} --warning=no-file-ignored -cf - . | tar -C "$2" {_TAR} -xpf -
sync -f "$2"
"""
_LIST = """\
cd -- "$1"
find . ! -type s ! -type d -printf '%y %m %U:%G %s %T@ %n %l %p\\0' | sort -z | sha256sum
find . -type d -printf '%m %U:%G %T@ %p\\0' | sort -z | sha256sum
find . -type f -print0 | sort -z | xargs -0 -r sha256sum -z -- | sha256sum
find . -type f -links +1 -printf '%i %p\\0' | sort -z | awk 'BEGIN {RS = "\\0"} {
  inode = $1; sub(/^[0-9]+ /, ""); if (!(inode in seen)) seen[inode] = ++count
  print seen[inode], $0 }' | sort | sha256sum
"""
_NAMES = ("files (type, mode, owner, size, time, link)", "directories", "contents", "hard links")


class Way(NamedTuple):
    """Where programs run, and from where to where is copied."""

    shell: Shell
    prefix: tuple[str, ...]
    source: str
    target: str

    def script(self, text: str, *arguments: str) -> str:
        """Run a script of the shell there; give what it prints."""
        return self.shell.run(*self.prefix, "sh", "-c", text, "sh", *arguments).strip()


def copy_verified(
    shell: Shell, prefix: tuple[str, ...], source: str, target: str, run: str
) -> None:
    """Copy what is in a directory into one that is absent or empty, and see that it is the same.

    The copy is made beside its place and renamed when it is complete. Raises StepFailed, and then
    source and target are as they were.
    """
    way = Way(shell, prefix, source.rstrip("/") or "/", target.rstrip("/"))
    partial = f"{way.target}{_PARTIAL}{run}"
    try:
        _guard(way)
        before = _listing(way, way.source)
        way.script(_COPY, way.source, partial)
        _verify(way, partial, before)
        _put_in_place(way, partial)
    except ProgramFailed as error:
        _drop(way, partial)
        raise StepFailed(way.source, f"it was not copied: {error.words}") from error
    except StepFailed:
        _drop(way, partial)
        raise


def _guard(way: Way) -> None:
    if way.script(_STATE, way.target) == "full":
        raise StepFailed(way.target, "it holds data already, and nothing is written over it")
    device = way.script(_DEVICES, way.source)
    if device:
        raise StepFailed(way.source, f"{device} is a device, and those are not copied")
    # The parent of the target may have to be made first, as an operator's `mkdir -p` would.
    way.script('mkdir -p -- "$(dirname -- "$1")"', way.target)
    free, inodes = (int(x) for x in way.script(_ROOM, way.target).split())
    size = int(way.script('du -sk --apparent-size -- "$1" | cut -f1', way.source))
    count = int(way.script(_COUNT, way.source))
    if free * 100 < size * _SPARE_PERCENT:
        has, needs = size_words(free * _KIB), size_words(size * _KIB)
        raise StepFailed(way.target, f"its disk has {has} left, and {needs} are to be copied")
    if 0 < inodes < count:
        raise StepFailed(way.target, f"its disk takes {inodes} more files, and there are {count}")


def _listing(way: Way, folder: str) -> list[str]:
    return way.script(_LIST, folder).splitlines()


def _verify(way: Way, partial: str, before: list[str]) -> None:
    copied, after = _listing(way, partial), _listing(way, way.source)
    if after != before:
        raise StepFailed(way.source, "somebody wrote to it while it was copied: stop that first")
    differing = [name for name, a, b in zip(_NAMES, before, copied, strict=True) if a != b]
    if differing:
        raise StepFailed(way.source, f"the copy is not the same in its {', '.join(differing)}")


def _put_in_place(way: Way, partial: str) -> None:
    """Rename the copy; the empty directory in its place goes first, and only if it is empty."""
    way.script('[ ! -e "$1" ] || rmdir -- "$1"', way.target)
    way.script('mv -T -- "$1" "$2" && sync -f "$(dirname -- "$2")"', partial, way.target)


def _drop(way: Way, partial: str) -> None:
    """Take away what was copied in vain; where that fails too, the first reason counts."""
    way.shell.ask(*way.prefix, "rm", "-rf", "--", partial)
