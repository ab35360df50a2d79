"""Whether copies of volumes can be made: asked before anything stops for them, and once more then.

Source: the reference on `restart`, section 7, M0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import DeployError, ProgramFailed, StepFailed
from deployer.found.size_words import size_words
from deployer.way import PARTIAL
from stacklint.model.hostpath import is_at_or_below
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from deployer.way import Way

_SPARE_PERCENT = 110
_KIB = 1024

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
# The copy is made beside its place. What an earlier one left there goes before this one begins.
_ROOM = f"""\
near=$(dirname -- "$1")
while [ ! -d "$near" ]; do near=$(dirname -- "$near"); done
[ -w "$near" ] || {{ echo "$near cannot be written to by $(id -un)" >&2; exit 1; }}
left=$(du -skc -- "$1{PARTIAL}"* 2>/dev/null | tail -1 | cut -f1) || :
echo "$(stat -c %d -- "$near") $(df --output=avail,iavail -- "$near" | tail -1) ${{left:-0}}"
"""
# Who still runs makes files and takes them away, which is no fault yet; the lists find it later. A
# directory that goes while it is entered, `find` tells of in spite of its option.
_SIZE = '{ du -sk -- "$1" 2>/dev/null || :; } | tail -1 | cut -f1'
_COUNT = 'find "$1" -ignore_readdir_race -printf . 2>/dev/null | wc -c || :'
_DEVICES = 'find "$1" -ignore_readdir_race \\( -type b -o -type c \\) -print -quit 2>/dev/null || :'
_BARRED = """\
cd -- "$1"
find . -ignore_readdir_race \\( -type d ! \\( -readable -executable \\) -o -type f ! -readable \\) \
  -print -quit 2>/dev/null || :
"""


class Load(NamedTuple):
    """What a copy brings to a disk, and what that has left: in KiB, and in files.

    File systems that make inodes as they need them say `-` of those that are left.
    """

    target: str
    disk: str
    free: int
    inodes: str
    size: int
    entries: int


def objections(ways: Iterable[Way]) -> tuple[str, ...]:
    """Say why copies cannot be made; those that go to one disk have to fit there together."""
    loads: list[Load] = []
    words: list[str] = []
    for way in ways:
        try:
            _guard_readable(way)
            loads.append(_load(real_way(way)))
        except ProgramFailed as error:
            words.append(f"{way.source} cannot be copied to {way.target}: {error.words}")
        except DeployError as error:
            words.append(str(error))
    return (*words, *(str(error) for error in _overfull(loads)))


def _guard_readable(way: Way) -> None:
    barred = way.script(_BARRED, way.source)
    if barred:
        name = barred.removeprefix(".")
        raise StepFailed(f"{way.source}{name}", "it cannot be read: run it as root, who can")


def guard_room(way: Way) -> None:
    """Raise StepFailed unless the disk takes the copy."""
    for error in _overfull([_load(way)]):
        raise error


def real_way(way: Way) -> Way:
    """Give the way by its real directories; StepFailed where a copy would not be right."""
    state = way.script(_STATE, way.target)
    if state in _UNFIT:
        raise StepFailed(way.target, _UNFIT[state])
    real = way._replace(source=way.script(_REAL, way.source), target=way.script(_REAL, way.target))
    if is_at_or_below(real.source, real.target) or is_at_or_below(real.target, real.source):
        raise StepFailed(way.source, f"it cannot be copied to {way.target}: one is in the other")
    device = way.script(_DEVICES, real.source)
    if device:
        raise StepFailed(way.source, f"{device} is a device, and those are not copied")
    return real


def _load(way: Way) -> Load:
    disk, free, inodes, left = way.script(_ROOM, way.target).split()
    size, count = way.script(_SIZE, way.source), way.script(_COUNT, way.source)
    return Load(way.target, disk, int(free) + int(left), inodes, int(size or 0), int(count))


def _overfull(loads: Sequence[Load]) -> Iterator[StepFailed]:
    """Say of each disk that it does not take what goes there."""
    by_disk: dict[str, list[Load]] = {}
    for load in loads:
        by_disk.setdefault(load.disk, []).append(load)
    for those in by_disk.values():
        why = _lack(those)
        if why:
            whose = "its" if len(those) == 1 else "their"
            what = " and ".join(x.target for x in those)
            yield StepFailed(what, f"{whose} disk {why}: make room there, or name another disk")


def _lack(loads: Sequence[Load]) -> str:
    free, inodes = loads[0].free, loads[0].inodes
    size, count = sum(x.size for x in loads), sum(x.entries for x in loads)
    if free * 100 < size * _SPARE_PERCENT:
        has, needs = size_words(free * _KIB), size_words(size * _KIB)
        return f"has {has} left, and {needs} are to be copied, with a tenth to spare"
    if inodes.isdecimal() and 0 < int(inodes) < count:
        return f"takes {inodes} more files, and there are {count}"
    return ""
