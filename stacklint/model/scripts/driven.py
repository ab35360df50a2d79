"""Deployment directories that a script names, and where volumes lie in them."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.operating import driving, is_temporary, meant_spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims, Fleet, Taken
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.deletions.gone import Gone
    from stacklint.model.scripts.script import Script

# Of two functions, each is given words of its own.
_GIVEN = re.compile(r"\$\{?[\d@*]")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}|\$(\w+)")


class Driven(NamedTuple):
    """A deployment directory, as far as its path is told, and the specs that it may be of.

    `made_at` is where the script makes it: nothing that is older lies in it then. `is_told` is
    set where the script says which spec it is of.
    """

    path: str
    specs: tuple[Claims, ...]
    is_told: bool = False
    made_at: int | None = None

    def lost_with(self, gone: Gone) -> tuple[str, str] | None:
        """Name the first volume, and its spec, that goes with a path; None where none does."""
        # What may be any directory is not taken for this one.
        is_any = not gone.path.strip("/.*?")
        found = (x for x in self._volumes() if not is_any and gone.has(x[0].path))
        return next(((taken.volume, claims.file) for taken, claims in found), None)

    def _volumes(self) -> Iterator[tuple[Taken, Claims]]:
        """Give the volumes that lie in it, with their paths."""
        for claims in self.specs:
            for taken in claims.relative:
                yield taken._replace(path=posixpath.join(self.path, taken.path)), claims


def driven_by(script: Script, fleet: Fleet) -> tuple[Driven, ...]:
    """Give the deployment directories of a script that volumes may lie in."""
    found: dict[str, Driven] = {}
    if not any(claims.relative for claims in fleet.claims):
        return ()
    for command in script.commands:
        one = _driven(command, fleet)
        if one is not None and (one.is_told or one.path not in found):
            found[one.path] = one
    return tuple(found.values())


def as_told(path: str) -> str:
    """Write a path as any other that means it: `$x`, `${x}` and `{{ x }}` are one variable."""
    return posixpath.normpath(_VARIABLE.sub(r"${\1\2}", path)) if path else ""


def holds(path: str, taken: str) -> bool:
    """Tell whether a path, which may have `*` in it, is a directory, one above it, or all in it."""
    parts, wanted = path.strip("/").split("/"), taken.strip("/").split("/")
    if parts[-1] in {"", "*"}:
        parts.pop()
    return len(parts) <= len(wanted) and all(map(fnmatchcase, wanted, parts))


def _driven(command: Command, fleet: Fleet) -> Driven | None:
    found, folder = driving(command), command.option("--dir", "--deployment-dir")
    if found is None or not folder or is_temporary(folder) or _GIVEN.match(folder):
        return None
    path = as_told(command.path(folder) or folder)
    if found.verb != "create":
        return Driven(path, fleet.claims)
    spec = meant_spec(command.option("--spec-file") or "", command, fleet.claims)
    return Driven(path, fleet.claims if spec is None else (spec,), spec is not None, command.start)
