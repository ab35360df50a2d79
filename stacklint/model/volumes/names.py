"""Volumes that a stack declares and a spec does not name, and the other way round.

Source: the table of volume values and targets in the reference (dialect, g): what only a spec
names is skipped in silence, what only a stack declares is claimed by a pod and never made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.spelling import closest
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec, Volume

_NAMING = ("volumes", "configmaps")


def unnamed_volumes(spec: Spec, stack: Stack) -> tuple[str, ...]:
    """Name the volumes that something mounts and the stack declares, and the spec does not name.

    Empty where the spec may name more than can be read. A ConfigMap of that name counts.
    """
    unnamed = volumes_not_written(spec, stack)
    return unnamed if unnamed and names_all(spec) else ()


def volumes_not_written(spec: Spec, stack: Stack) -> tuple[str, ...]:
    """Name the volumes that something mounts and the stack declares, and that are not in the spec.

    A template may add them.
    """
    named = {entry.name for part in _NAMING for entry in spec.section(part).entries}
    return tuple(
        name
        for name in stack.volumes
        if name and name not in named and not has_token(name) and stack.uses(name)
    )


def names_all(spec: Spec) -> bool:
    """Tell whether a spec names no more volumes and ConfigMaps than can be read."""
    return all(_is_all_there_is(spec, section) for section in _NAMING)


def unknown_volumes(spec: Spec, stack: Stack) -> tuple[Volume, ...]:
    """Give the volumes of a spec that the stack neither declares nor mounts."""
    if not stack.names_are_known:
        return ()
    return tuple(
        volume
        for volume in spec.volumes
        if volume.name not in stack.volumes
        and volume.name
        and not has_token(volume.name)
        and not stack.uses(volume.name)
    )


def slip_of(name: str, others: Iterable[str]) -> str | None:
    """Give the one volume that a name seems to be a slip of; None where none or several are close.

    `-`, `_` and the case of letters do not count; what differs by a number is another volume.
    """
    folded = {_folded(x): x for x in others if _no_digits(x) != _no_digits(name)}
    found = closest(_folded(name), folded)
    if found is None or closest(_folded(name), folded.keys() - {found}) is not None:
        return None
    return folded[found]


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _no_digits(name: str) -> str:
    return "".join(letter for letter in name if not letter.isdigit())


def _is_all_there_is(spec: Spec, section: str) -> bool:
    node = spec.node(section)
    is_readable = node is None or isinstance(node, Mapping) or is_null(node)
    is_single = spec.document.count == 1 and not spec.is_merged
    return is_readable and is_single and spec.section(section).is_complete
