"""Inputs of workflows and actions of GitHub: what they are where nobody says else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.yaml.nodes import Mapping, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

_BEFORE = ("inputs", "github_event_inputs")


def defaults_of_inputs(top: Mapping) -> dict[str, str]:
    """Give the paths that inputs are by default, by the names that they have in a shell."""
    found = dict(_paths(top))
    return {f"{before}_{name}": path for before in _BEFORE for name, path in found.items()}


def _paths(top: Mapping) -> Iterator[tuple[str, str]]:
    """An action has its inputs beside its steps, a workflow below what starts it."""
    starts = resolved(top.get("on"))
    for entry in starts.entries if isinstance(starts, Mapping) else ():
        yield from _of(resolved(entry.value))
    yield from _of(top)


def _of(node: Node | None) -> Iterator[tuple[str, str]]:
    inputs = resolved(node.get("inputs")) if isinstance(node, Mapping) else None
    for entry in inputs.entries if isinstance(inputs, Mapping) else ():
        told = resolved(entry.value)
        text = text_of(told.get("default")) if isinstance(told, Mapping) else None
        # What is no path may be a switch, and the condition of something.
        if text is not None and "/" in text and "$" not in text:
            yield entry.name.replace("-", "_"), text
