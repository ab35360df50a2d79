"""Pipelines of Azure: what their steps run, where, and for whom they wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.ci.job_conditions import texts_in
from stacklint.model.scripts.ci.workflow import JobRun, told, without_expressions
from stacklint.model.scripts.command import BY_HAND, HOME, thrown_away
from stacklint.model.yaml.nodes import KeyPath, Mapping, Scalar, Sequence, resolved, walk
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

_SECTIONS = ("stages", "jobs", "steps")
_MACRO = Pattern(r"\$\(([A-Za-z]\w*(?:\.\w+)*)\)")
_SOURCES = Pattern(
    r"^\$\((?:Build\.SourcesDirectory|Build\.Repository\.LocalPath|System\.DefaultWorkingDirectory)\)/*"
)
_ASKED = Pattern(
    r"^(?!.*\b(?:not|or)\s*\().*\beq\(\s*variables(?:\.|\[')Build\.Reason(?:'\])?\s*,\s*'Manual'\s*\)"
)
_APPROVALS = Pattern(r"Manual(?:Validation|Intervention)@")
_TRUE = frozenset({"true", "True"})


def is_of_azure(top: Mapping) -> bool:
    """Tell the file of an Azure pipeline: its steps have a `script`, those of others have none."""
    listed = [x for key in _SECTIONS if isinstance(x := resolved(top.get(key)), Sequence)]
    return any(
        not {"bash", "script", "task"}.isdisjoint(entry.name for entry in one.entries)
        for each in listed
        for _, one in _mappings(each)
    )


def of_azure(top: Mapping) -> Iterator[JobRun]:
    """Give what the steps of a file run, in its order."""
    known = {**told("variables", top), **_listed(top)}
    held = _held(top)
    for path, step in _mappings(top):
        is_held = any(path[:end] in held for end in range(len(path) + 1)) or _is_asked(step)
        yield from _runs(step, known, is_by_hand=is_held)


def macros_as_shell(text: str, known: dict[str, str]) -> str:
    """Write what Azure puts in, `$(X)`, as variables of a shell."""

    def macro(found: re.Match[str]) -> str:
        name = found[1]
        if name == "Agent.TempDirectory":
            return "$TMPDIR"
        # A program that is run in its place has no dot in its name, and is no variable here.
        return f"${{{name.replace('.', '_')}}}" if "." in name or name in known else found[0]

    return _MACRO.compiled.sub(macro, text)


def _mappings(node: Node) -> Iterator[tuple[KeyPath, Mapping]]:
    """Give what may be a step, and where; what a task is told is none."""
    for path, found in walk(node):
        if isinstance(found, Mapping) and path[-1:] != ("inputs",):
            yield path, found


def _listed(top: Mapping) -> dict[str, str]:
    """Give the variables that a pipeline has in a list."""
    variables = resolved(top.get("variables"))
    items = variables.items if isinstance(variables, Sequence) else []
    pairs = [
        (x.get("name"), x.get("value")) for x in map(resolved, items) if isinstance(x, Mapping)
    ]
    texts = [(text_of(name), text_of(value)) for name, value in pairs]
    return {name: value for name, value in texts if name and value is not None}


def _runs(step: Mapping, known: dict[str, str], *, is_by_hand: bool) -> Iterator[JobRun]:
    given = resolved(step.get("inputs"))
    owner = given if isinstance(given, Mapping) else step
    is_elsewhere = (text_of(step.get("task")) or "").startswith("SSH@")
    folder = _SOURCES.sub("", text_of(owner.get("workingDirectory")) or "")
    folder = thrown_away(macros_as_shell(without_expressions(folder), known))
    directory = HOME if is_elsewhere else None if "$" in folder else folder
    guards = (BY_HAND,) if is_by_hand else ()
    for key in ("script", "bash", "inline", "commands"):
        script = resolved(owner.get(key))
        if isinstance(script, Scalar):
            goes_on = text_of(step.get("continueOnError")) in _TRUE
            yield JobRun((script,), directory, goes_on, {**known, **told("env", step)}, guards)


def _held(top: Mapping) -> set[KeyPath]:
    """Give where the parts of a pipeline stand that somebody has to start, or to approve."""
    if _is_started_by_hand(top):
        return {()}
    held: set[KeyPath] = set(_held_in(top, "jobs", ()))
    stages: dict[str, bool] = {}
    before = ""
    for path, stage in _parts(top, "stages", ()):
        depends = stage.get("dependsOn")
        needed = {before} if depends is None else set(texts_in(depends))
        is_held = text_of(stage.get("trigger")) == "manual" or _is_asked(stage)
        is_held = is_held or any(stages.get(name, False) for name in needed)
        held |= {path} if is_held else set(_held_in(stage, "jobs", path))
        before = text_of(stage.get("stage")) or ""
        # A stage ends when all its jobs have ended, an approval among them.
        stages[before] = is_held or _is_approved(stage)
    return held


def _is_started_by_hand(top: Mapping) -> bool:
    """Tell whether nothing that the file tells of starts it: no push, no time, no other one."""
    resources = resolved(top.get("resources"))
    is_caused = resources is not None and any("trigger" in path for path, _ in walk(resources))
    is_caused = is_caused or top.get("schedules") is not None
    is_of_none = text_of(top.get("trigger")) == "none" and _is_none(top.get("pr"))
    return is_of_none and not is_caused


def _is_none(node: Node | None) -> bool:
    return node is None or text_of(node) == "none"


def _held_in(owner: Mapping, key: str, path: KeyPath) -> Iterator[KeyPath]:
    """Give the jobs that wait for an approval, and those that ask who began."""
    held: set[str] = set()
    for at, job in _parts(owner, key, path):
        is_held = _is_asked(job) or not held.isdisjoint(texts_in(job.get("dependsOn")))
        if is_held or _is_approved(job):
            held.add(text_of(job.get("job")) or text_of(job.get("deployment")) or "")
            yield at


def _is_approved(part: Mapping) -> bool:
    """Tell whether a person is asked in a job, or in one of a stage."""
    tasks = (text_of(step.get("task")) or "" for _, step in _mappings(part))
    return any(map(_APPROVALS.search, tasks))


def _parts(owner: Mapping, key: str, path: KeyPath) -> Iterator[tuple[KeyPath, Mapping]]:
    found = resolved(owner.get(key))
    for index, item in enumerate(found.items if isinstance(found, Sequence) else ()):
        part = resolved(item)
        if isinstance(part, Mapping):
            yield (*path, key, index), part


def _is_asked(part: Mapping) -> bool:
    return _ASKED.search(text_of(part.get("condition")) or "") is not None
