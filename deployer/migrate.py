"""The bytes of a volume, copied so that they are the same, or not at all.

Source: the reference on `restart`, section 7, M0 and M4 to M6. Programs are those of GNU; they run
on this host, or behind a prefix such as `docker exec NODE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import ProgramFailed, StepFailed
from deployer.shell import first_words
from deployer.sizes import size_words
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.shell import Shell

_PARTIAL = ".stacklint-partial-"
_SPARE_PERCENT = 110
_KIB = 1024
_PATIENCE = 7 * 24 * 3600.0
"""Seconds: a large volume takes hours, and half a copy is worth nothing."""

_FULL = "No space left on device"

_STATE = """\
if [ -L "$1" ] && [ ! -e "$1" ]; then echo dangling
elif [ ! -e "$1" ]; then echo absent
elif [ ! -d "$1" ]; then echo file
elif mountpoint -q -- "$1"; then echo mounted
elif [ -n "$(ls -A -- "$1" | head -c 1)" ]; then echo full
else echo empty; fi
"""
_UNFIT = {
    "dangling": "it is a link that leads nowhere: make the directory that it should lead to",
    "file": "it is no directory, and is left alone",
    "mounted": "it is a mount point, which no copy can be renamed to: name a directory below it",
    "full": "it holds data already, and nothing is written over it",
}
_REAL = 'realpath -m -- "$1"'
_ROOM = """\
near=$1
while [ ! -d "$near" ]; do near=$(dirname -- "$near"); done
df --output=avail,iavail -- "$near" | tail -1
"""
_SIZE = 'du -sk -- "$1" | cut -f1'
_COUNT = 'find "$1" -printf . | wc -c'
_DEVICES = 'find "$1" \\( -type b -o -type c \\) -print -quit'
# Sockets belong to the programs that listen on them: tar passes over them, and so do the lists.
# Code 1 of tar says that somebody writes; what that came to is for the lists to tell.
_TAR = "--numeric-owner --acls --xattrs --xattrs-include='*' --warning=no-file-ignored"
_CLEAR = f'rm -rf -- "$1{_PARTIAL}"*'
_COPY = f"""\
mkdir -p -- "$(dirname -- "$2")"
mkdir -m 700 -- "$2"
{{ tar -C "$1" {_TAR} --sparse -cf - . || [ $? = 1 ]; }} | tar -C "$2" {_TAR} --sparse -xpf -
sync -f "$2"
"""
# An archive in the order of names says the same of two trees where contents, groups of hard links
# and extended attributes are; not all hosts have a program that shows the last.
_LIST = f"""\
cd -- "$1"
find . ! -type s ! -type d -printf '%y %m %U:%G %s %T@ %l %p\\0' | sort -z | sha256sum
find . -type d -printf '%m %U:%G %T@ %p\\0' | sort -z | sha256sum
{{ tar {_TAR} --sort=name --format=posix \
  --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -cf - . || [ $? = 1 ]
}} | sha256sum
"""
_NAMES = (
    "files (type, mode, owner, size, time, link)",
    "directories (mode, owner, time)",
    "contents, hard links or extended attributes",
)


class Way(NamedTuple):
    """Where programs run, and from where to where is copied."""

    shell: Shell
    prefix: tuple[str, ...]
    source: str
    target: str

    def script(self, text: str, *arguments: str) -> str:
        """Run a script there; give what it prints. Any program in it that fails makes it fail."""
        told = ("bash", "-o", "pipefail", "-ec", f"export LC_ALL=C\n{text}", "bash", *arguments)
        ran = self.shell.ask(*self.prefix, *told, timeout=_PATIENCE)
        if ran.code:
            full = f"the disk of {self.target} is full" if _FULL in ran.err else ""
            raise ProgramFailed((*self.prefix, "bash"), full or first_words(ran))
        return ran.out.strip("\n")


def copy_verified(
    shell: Shell, prefix: tuple[str, ...], source: str, target: str, run: str
) -> None:
    """Copy what is in a directory into one that is absent or empty, and see that it is the same.

    The copy is made beside its place and renamed when it is complete. Raises StepFailed, and then
    source and target are as they were; a copy that is not the same is left beside the target, until
    the next one is made.
    """
    way = Way(shell, prefix, source, target)
    try:
        _copy(_guarded(way), run)
    except ProgramFailed as error:
        raise StepFailed(source, f"it was not copied: {error.words}") from error


def _copy(way: Way, run: str) -> None:
    # Nobody trusts what an earlier copy left: it may have been killed.
    way.script(_CLEAR, way.target)
    _guard_room(way)
    partial = f"{way.target}{_PARTIAL}{run}"
    try:
        before = listing(way, way.source)
        way.script(_COPY, way.source, partial)
        verify(way, partial, before)
        # The rename takes the place of an empty directory, and of nothing else.
        way.script('mv -T -- "$1" "$2" && sync -f "$(dirname -- "$2")"', partial, way.target)
    except ProgramFailed:
        _drop(way, partial)
        raise


def _guarded(way: Way) -> Way:
    """Give the way by its real directories; StepFailed where a copy would not be right."""
    state = way.script(_STATE, way.target)
    if state in _UNFIT:
        raise StepFailed(way.target, _UNFIT[state])
    real = way._replace(source=way.script(_REAL, way.source), target=way.script(_REAL, way.target))
    if _is_in(real.source, real.target) or _is_in(real.target, real.source):
        raise StepFailed(way.source, f"it cannot be copied to {way.target}: one is in the other")
    device = way.script(_DEVICES, real.source)
    if device:
        raise StepFailed(way.source, f"{device} is a device, and those are not copied")
    return real


def _is_in(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder.rstrip('/')}/")


def _guard_room(way: Way) -> None:
    """See that the disk takes it; file systems that make inodes as they need them say `-`."""
    free, inodes = way.script(_ROOM, way.target).split()
    size, count = int(way.script(_SIZE, way.source)), int(way.script(_COUNT, way.source))
    if int(free) * 100 < size * _SPARE_PERCENT:
        has, needs = size_words(int(free) * _KIB), size_words(size * _KIB)
        raise StepFailed(way.target, f"its disk has {has} left, and {needs} are to be copied")
    if inodes.isdecimal() and 0 < int(inodes) < count:
        raise StepFailed(way.target, f"its disk takes {inodes} more files, and there are {count}")


def listing(way: Way, folder: str) -> list[str]:
    """Give checksums of all that has to be the same in a copy, one for each of `_NAMES`."""
    return way.script(_LIST, folder).splitlines()


def verify(way: Way, partial: str, before: list[str]) -> None:
    """Raise StepFailed unless a copy is what its source was before, and still is."""
    copied, after = listing(way, partial), listing(way, way.source)
    if after != before:
        _drop(way, partial)
        raise StepFailed(way.source, "somebody wrote to it while it was copied: stop that first")
    differing = [name for name, a, b in zip(_NAMES, before, copied, strict=True) if a != b]
    if differing:
        words = f"the copy at {partial} is not the same in its {', '.join(differing)}"
        raise StepFailed(way.source, words)


def _drop(way: Way, partial: str) -> None:
    """Take away what was copied in vain; where that fails too, the first reason counts."""
    way.shell.ask(*way.prefix, "rm", "-rf", "--", partial, timeout=_PATIENCE)
