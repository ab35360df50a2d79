"""Whether copies of volumes can be made: asked before anything stops for them, and once more then.

Source: the reference on `restart`, section 7, M0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import DeployError, ProgramFailed, StepFailed
from deployer.found.size_words import size_words
from deployer.migration.listing import differences, listing
from deployer.migration.route import PARTIAL
from stacklint.model.hostpath import is_at_or_below
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from deployer.migration.route import Route

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


def objections(routes: Iterable[Route]) -> tuple[str, ...]:
    """Say why copies cannot be made; those that go to one disk have to fit there together."""
    loads: list[Load] = []
    words: list[str] = []
    for route in routes:
        try:
            _guard_readable(route)
            real = real_route(route)
            if real is not None:
                loads.append(_load(real))
        except ProgramFailed as error:
            words.append(f"{route.source} cannot be copied to {route.target}: {error.words}")
        except DeployError as error:
            words.append(str(error))
    return (*words, *(str(error) for error in _overfull(loads)))


def _guard_readable(route: Route) -> None:
    barred = route.script(_BARRED, route.source)
    if barred:
        name = barred.removeprefix(".")
        raise StepFailed(f"{route.source}{name}", "it cannot be read: run it as root, who can")


def guard_room(route: Route) -> None:
    """Raise StepFailed unless the disk takes the copy."""
    for error in _overfull([_load(route)]):
        raise error


def real_route(route: Route) -> Route | None:
    """Give the route by its real directories, None where the target has the very same already.

    Raises StepFailed where a copy would not be right.
    """
    state = route.script(_STATE, route.target)
    if state in _UNFIT:
        raise StepFailed(route.target, _UNFIT[state])
    real = route._replace(
        source=route.script(_REAL, route.source), target=route.script(_REAL, route.target)
    )
    if is_at_or_below(real.source, real.target) or is_at_or_below(real.target, real.source):
        raise StepFailed(
            route.source, f"it cannot be copied to {route.target}: one is in the other"
        )
    device = route.script(_DEVICES, real.source)
    if device:
        raise StepFailed(route.source, f"{device} is a device, and those are not copied")
    if state != "full":
        return real
    differing = differences(listing(real, real.source), listing(real, real.target))
    if differing:
        why = f"it holds data already, other than {route.source} in its {differing}, and nothing"
        words = f"{why} is written over it: take it by --adopt, or move it away"
        raise StepFailed(route.target, words)
    return None


def _load(route: Route) -> Load:
    disk, free, inodes, left = route.script(_ROOM, route.target).split()
    size, count = route.script(_SIZE, route.source), route.script(_COUNT, route.source)
    return Load(route.target, disk, int(free) + int(left), inodes, int(size or 0), int(count))


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
