"""The page of a declared rule, as `stacklint explain` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Safety
from stacklint.outside.repair import Remove, Rename
from stacklint.outside.words import Words

if TYPE_CHECKING:
    from stacklint.outside.declared import Condition, Declared
from stacklint.outside.repair import Repair


def page_of(declared: Declared, files: tuple[str, ...]) -> str:
    """Write the page."""
    parts = [f"# {declared.name}", declared.summary]
    if declared.why:
        parts += ["## Why", declared.why]
    parts += ["## What it looks at", _list(_looks_at(declared, files))]
    parts += ["## What it says", f"> {declared.message.text}"]
    if declared.repair is not None:
        parts += ["## What the fix does", _repair(declared.name, declared.repair)]
    return "\n\n".join(parts) + "\n"


def _looks_at(declared: Declared, files: tuple[str, ...]) -> list[str]:
    where = {
        "spec": "in the spec",
        "stack": "in the stack.yml of the spec's stack",
        "compose": "in the compose files of the spec's stack",
    }
    lines = [f"`{declared.route.text}` {where[declared.of]}"]
    if files:
        lines.append(f"for the specs {', '.join(f'`{pattern}`' for pattern in files)}")
    return [*lines, *map(_condition, declared.when)]


def _condition(condition: Condition) -> str:
    return f"only where `{condition.route.text}` {condition.predicate.state}"


def _repair(name: str, repair: Repair) -> str:
    command = "stacklint check --fix"
    if repair.safety is Safety.SAFE:
        return f"{_act(repair)}. It is safe: `{command}` does it."
    since = f", since {repair.why}" if repair.why else ""
    return f"{_act(repair)}. It is unsafe{since}: `{command} --unsafe-fixes {name}` does it."


def _act(repair: Repair) -> str:
    act = repair.act
    if isinstance(act, Remove):
        return "It takes the entry out"
    if isinstance(act, Rename):
        return f"It gives the key the name `{act.name}`"
    value = act.value.text if isinstance(act.value, Words) else act.value
    return f"It sets the value `{value}`"


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
