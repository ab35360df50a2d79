"""The bytes of a volume, copied so that they are the same, or not at all.

Source: the reference on `restart`, section 7, M4 to M6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import ProgramFailed, StepFailed
from deployer.migration.listing import TAR, differences, listing
from deployer.migration.preflight import guard_room, real_route
from deployer.migration.route import PARTIAL, PATIENCE, Route

if TYPE_CHECKING:
    from deployer.shell import Shell

# Code 1 of tar says that somebody writes; what that came to is for the lists to tell.
_CLEAR = f'rm -rf -- "$1{PARTIAL}"*'
_COPY = f"""\
mkdir -p -- "$(dirname -- "$2")"
mkdir -m 700 -- "$2"
{{ tar -C "$1" {TAR} --sparse -cf - . || [ $? = 1 ]; }} | tar -C "$2" {TAR} --sparse -xpf -
sync -f "$2"
"""


def copy_verified(
    shell: Shell, prefix: tuple[str, ...], source: str, target: str, run: str
) -> None:
    """Copy what is in a directory into one that is absent or empty, and see that it is the same.

    The copy is made beside its place and renamed when it is complete; one that is there already,
    since its run was killed behind that, is taken. Raises StepFailed, and then source and target
    are as they were; a copy that is not the same is left beside the target, until the next one.
    """
    route = Route(shell, prefix, source, target)
    try:
        real = real_route(route)
        if real is not None:
            _copy(real, run)
    except ProgramFailed as error:
        raise StepFailed(source, f"it was not copied: {error.words}") from error


def _copy(route: Route, run: str) -> None:
    # Nobody trusts what an earlier copy left: it may have been killed.
    route.script(_CLEAR, route.target)
    guard_room(route)
    partial = f"{route.target}{PARTIAL}{run}"
    try:
        before = listing(route, route.source)
        route.script(_COPY, route.source, partial)
        verify(route, partial, before)
        # The rename takes the place of an empty directory, and of nothing else.
        route.script('mv -T -- "$1" "$2" && sync -f "$(dirname -- "$2")"', partial, route.target)
    except ProgramFailed:
        _drop(route, partial)
        raise


def verify(route: Route, partial: str, before: list[str]) -> None:
    """Raise StepFailed unless a copy is what its source was before, and still is."""
    copied, after = listing(route, partial), listing(route, route.source)
    if after != before:
        _drop(route, partial)
        raise StepFailed(route.source, "somebody wrote to it while it was copied: stop that first")
    differing = differences(before, copied)
    if differing:
        raise StepFailed(route.source, f"the copy at {partial} is not the same in its {differing}")


def _drop(route: Route, partial: str) -> None:
    """Take away what was copied in vain; where that fails too, the first reason counts."""
    route.shell.ask(*route.prefix, "rm", "-rf", "--", partial, timeout=PATIENCE)
