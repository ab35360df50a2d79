"""Steps of Bitbucket: what a shell runs, and which of them somebody has to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.ci.workflow import JobRun, lines_of
from stacklint.model.scripts.command import BY_HAND, HOME
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, merge_sources, resolved, walk
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

_BY_HAND = "custom"
_DEEPEST = 4


def of_bitbucket(top: Mapping) -> Iterator[JobRun]:
    """Give what the steps of a file run, in its order, each where it is written."""
    held, free = _uses(top)
    for _, node in walk(top):
        if isinstance(node, Mapping):
            is_held = node.start in held - free or _is_manual(node)
            yield from _runs(node, is_by_hand=is_held)


def _runs(step: Mapping, *, is_by_hand: bool) -> Iterator[JobRun]:
    guards = (BY_HAND,) if is_by_hand else ()
    for key in ("script", "after-script"):
        if scalars := tuple(lines_of(step.get(key))):
            yield JobRun(scalars, "", ignores_failure=False, known={}, guards=guards)
    given = resolved(step.get("variables"))
    command = resolved(given.get("COMMAND")) if isinstance(given, Mapping) else None
    if isinstance(command, Scalar) and "ssh" in (text_of(step.get("pipe")) or ""):
        yield JobRun((command,), HOME, ignores_failure=False, known={}, guards=guards)


def _is_manual(step: Mapping) -> bool:
    return text_of(step.get("trigger")) == "manual"


def _uses(top: Mapping) -> tuple[set[int], set[int]]:
    """Tell where the steps begin that somebody has to start, and those that come by themselves."""
    held: set[int] = set()
    free: set[int] = set()
    for path, node in walk(resolved(top.get("pipelines")) or top):
        # A pipeline is the list of a name; what is in it is no other one.
        if isinstance(node, Sequence) and all(isinstance(part, str) for part in path):
            for step, is_held in _in_turn(node, is_held=path[:1] == (_BY_HAND,), depth=0):
                (held if is_held else free).update(_starts(step))
    return held, free


def _in_turn(node: Node | None, *, is_held: bool, depth: int) -> Iterator[tuple[Mapping, bool]]:
    """Give the steps of a list: what stands behind one that is started by hand waits for it."""
    found = resolved(node)
    for item in map(resolved, found.items if isinstance(found, Sequence) else ()):
        if not isinstance(item, Mapping) or depth > _DEEPEST:
            continue
        for key in ("parallel", "stage", "step"):
            part = resolved(item.get(key))
            is_held = is_held or (isinstance(part, Mapping) and _is_manual(part))
            if key == "step" and isinstance(part, Mapping):
                yield part, is_held
                continue
            steps = part.get("steps") if isinstance(part, Mapping) else part
            yield from _in_turn(steps, is_held=is_held, depth=depth + 1)


def _starts(step: Mapping) -> Iterator[int]:
    """Give where a step is written, and what it takes over, with all that is in them."""
    for owner in (step, *merge_sources(step)):
        for _, node in walk(owner):
            if isinstance(node, Mapping):
                yield node.start
