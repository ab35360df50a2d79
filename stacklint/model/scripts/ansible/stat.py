"""What `stat` and `find` of Ansible looked at, where another task asks for what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, resolved, walk
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    import re

    from stacklint.model.scripts.command import Guard
    from stacklint.model.yaml.nodes import Node

_STAT = Pattern(r"(?:ansible\.(?:builtin|legacy)\.)?stat")
_FIND = Pattern(r"(?:ansible\.(?:builtin|legacy)\.)?find")
_CHOOSES = frozenset(
    {"age", "contains", "exclude", "excludes", "pattern", "patterns", "size", "use_regex"}
)
_EXISTS = Pattern(r"\b(\w+)\.stat\.exists\b")


def looked_at(root: Node) -> dict[str, str]:
    """Give the files whose `stat` is kept under a name, by the name; none that may be several."""
    found: dict[str, str] = {}
    for _, task in walk(root):
        name = text_of(task.get("register")) if isinstance(task, Mapping) else None
        if not isinstance(task, Mapping) or name is None:
            continue
        stat = next((resolved(x.value) for x in task.entries if _STAT.fullmatch(x.name)), None)
        path = text_of(stat.get("path")) if isinstance(stat, Mapping) else None
        # With a template at its end, it may be any.
        is_known = path is not None and name not in found and "}}" not in path.rpartition("/")[2]
        found[name] = path if path is not None and is_known else ""
    return found


def listed_in(root: Node) -> dict[str, str]:
    """Give what `find` lists, where it lists all of a directory, by the name of the result."""
    found: dict[str, str] = {}
    for _, task in walk(root):
        name = text_of(task.get("register")) if isinstance(task, Mapping) else None
        if not isinstance(task, Mapping) or name is None:
            continue
        told = next((resolved(x.value) for x in task.entries if _FIND.fullmatch(x.name)), None)
        if isinstance(told, Mapping) and _CHOOSES.isdisjoint(x.name for x in told.entries):
            path = text_of(told.get("paths")) or text_of(told.get("path"))
            found |= {f"{name}.files": f"{path}/*"} if path else {}
    return found


def naming_files(guard: Guard, paths: dict[str, str]) -> Guard:
    """Name the file whose `stat` a condition asks for."""

    def named(found: re.Match[str]) -> str:
        path = paths.get(found[1])
        return f"stat({path}).exists" if path else found[0]

    return guard._replace(text=_EXISTS.sub(named, guard.text))
