"""Conditions under which nothing is lost: a directory that is empty, or a link to one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.scripts.command import Guard

_NEGATED = re.compile(r"^(?:\[{0,2}\s*)?!\s|^test\s+!\s")
_IS_LINK = r"-[Lh]\s+[\"']?%s/?[\"']?(?=[\s\]]|$)"
_LISTED = r"-(?P<sign>[nz])\s+[\"']?(?:\$\(|`)\s*(?:ls|find)\s[^)`]*?%s/?(?=[\"'\s)`])"


def spares(guards: tuple[Guard, ...], path: str) -> bool:
    """Tell whether what is deleted at a path is nothing, or a name for something elsewhere."""
    return any(_says(guard, path) for guard in guards)


def _says(guard: Guard, path: str) -> bool:
    holds = guard.holds != (_NEGATED.search(guard.text) is not None)
    if re.search(_IS_LINK % re.escape(path), guard.text) is not None:
        return holds
    listed = re.search(_LISTED % re.escape(path.rstrip("/*")), guard.text)
    return listed is not None and holds == (listed["sign"] == "z")
