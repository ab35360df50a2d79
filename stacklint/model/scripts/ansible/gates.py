"""What a task of Ansible waits for, and what it lets the tasks behind it wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.command import BY_HAND, Guard
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

_OF_ANSIBLE = Pattern(r"^ansible\.(?:builtin|legacy)\.")


def conditions_of(task: Mapping) -> Iterator[Guard]:
    """Give what a task waits for; one that is tagged `never` for who names another of its tags."""
    for text in _texts(task.get("when")):
        yield Guard(text, holds=True)
    tags = ",".join(_texts(task.get("tags"))).split(",")
    if "never" in map(str.strip, tags):
        yield BY_HAND


def gates_of(task: Mapping) -> Iterator[Guard]:
    """Give what has to hold for the tasks behind one that ends the play, where it does not."""
    modules = {_OF_ANSIBLE.sub("", entry.name): resolved(entry.value) for entry in task.entries}
    asserted = modules.get("assert")
    for text in _texts(asserted.get("that") if isinstance(asserted, Mapping) else None):
        yield Guard(text, holds=True)
    told = list(_texts(task.get("when"))) if "fail" in modules else []
    # Of several, each alone lets the play go on.
    if len(told) == 1:
        yield Guard(told[0], holds=False)


def _texts(node: Node | None) -> Iterator[str]:
    found = resolved(node)
    for item in found.items if isinstance(found, Sequence) else [found]:
        if text := text_of(item):
            yield text
