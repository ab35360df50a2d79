"""Files of a CI, and of those who run tasks, by their shape: what a shell of them runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stacklint.model.circleci import is_of_circleci, of_circleci
from stacklint.model.command import BY_HAND, HOME, Guard, thrown_away
from stacklint.model.gitlab import of_gitlab
from stacklint.model.nodes import Mapping, Scalar, Sequence, resolved, walk
from stacklint.model.pattern import Pattern
from stacklint.model.scalars import text_of
from stacklint.model.workflow import JobRun, lines_of, of_workflow, told, without_expressions

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from stacklint.model.nodes import Node

_MACRO = Pattern(r"\$\(([A-Za-z]\w*(?:\.\w+)*)\)")
# Of CircleCI, where a here-document has a name and no dot behind the same marks, and of GitLab.
_PARAMETER = Pattern(
    r"<<[ \t]*(?:pipeline\.)?(?:parameters|matrix)\.(\w+)[ \t]*>>"
    r"|\$\[\[[ \t]*inputs\.(\w+)[^\]\n]*\]\]"
)
_SOURCES = Pattern(
    r"^\$\((?:Build\.SourcesDirectory|Build\.Repository\.LocalPath|System\.DefaultWorkingDirectory)\)/*"
)
_OF_TASK = Pattern(r"\{\{-?\s*\.(\w+)\s*-?\}\}")
_BESIDE = Pattern(r"^\{\{\s*\.(?:ROOT_DIR|TASKFILE_DIR|USER_WORKING_DIR)\s*\}\}/*")
_OF_AZURE = frozenset({"jobs", "stages", "steps"})
_OF_STEPS = ("jobs", "runs", "steps")
_TRUE = frozenset({"true", "True"})


def runs_of(root: Node | None) -> Iterator[JobRun]:
    """Give what the jobs of a file run, in its order."""
    top = resolved(root)
    if not isinstance(top, Mapping):
        return
    if top.get("pipelines") is not None:
        yield from (run for step in _mappings(top) for run in _of_bitbucket(step))
    elif _is_of_azure(top):
        known = {**told("variables", top), **_listed(top)}
        yield from (run for step in _mappings(top) for run in _of_azure(step, known))
    elif is_of_circleci(top):
        yield from of_circleci(top)
    elif any(top.get(key) is not None for key in _OF_STEPS):
        yield from of_workflow(top)
    else:
        yield from of_gitlab(top)


def tasks_in(root: Node | None) -> Iterator[JobRun]:
    """Give what the tasks of a `Taskfile.yml` run; each command has a shell of its own."""
    top = resolved(root)
    tasks = resolved(top.get("tasks")) if isinstance(top, Mapping) else None
    if not isinstance(top, Mapping) or not isinstance(tasks, Mapping):
        return
    for entry in tasks.entries:
        task = resolved(entry.value)
        if isinstance(task, Mapping):
            yield from _of_task(task, top)
        for scalar in lines_of(task):
            yield JobRun((scalar,), "", ignores_failure=False, known=told("vars", top))


def as_shell(text: str, known: dict[str, str]) -> str:
    """Write what a CI puts in as variables of a shell; every other expression is unknown."""
    text = _PARAMETER.sub(r"${\1\2}", without_expressions(text))
    return _MACRO.sub(partial(_macro, known), text)


def _macro(known: dict[str, str], found: re.Match[str]) -> str:
    """A program that is run in its place has no dot in its name, and is no variable here."""
    name = found[1]
    if name == "Agent.TempDirectory":
        return "$TMPDIR"
    return f"${{{name.replace('.', '_')}}}" if "." in name or name in known else found[0]


def as_shell_of_task(text: str, known: dict[str, str]) -> str:
    """Put in what a Taskfile has for `{{.X}}`; what nobody sets is a variable of a shell."""
    return _OF_TASK.sub(lambda found: known.get(found[1], f"${{{found[1]}}}"), text)


def _mappings(node: Node) -> Iterator[Mapping]:
    """Give what may be a step; what a task of Azure is told is none."""
    for path, found in walk(node):
        if isinstance(found, Mapping) and path[-1:] != ("inputs",):
            yield found


def _of_bitbucket(step: Mapping) -> Iterator[JobRun]:
    guards = (BY_HAND,) if text_of(step.get("trigger")) == "manual" else ()
    for key in ("script", "after-script"):
        if scalars := tuple(lines_of(step.get(key))):
            yield JobRun(scalars, "", ignores_failure=False, known={}, guards=guards)
    given = resolved(step.get("variables"))
    command = resolved(given.get("COMMAND")) if isinstance(given, Mapping) else None
    if isinstance(command, Scalar) and "ssh" in (text_of(step.get("pipe")) or ""):
        yield JobRun((command,), HOME, ignores_failure=False, known={}, guards=guards)


def _is_of_azure(top: Mapping) -> bool:
    """Tell the file of an Azure pipeline: its steps have a `script`, those of others have none."""
    listed = [x for key in _OF_AZURE if isinstance(x := resolved(top.get(key)), Sequence)]
    return any(
        not {"bash", "script", "task"}.isdisjoint(entry.name for entry in one.entries)
        for each in listed
        for one in _mappings(each)
    )


def _listed(top: Mapping) -> dict[str, str]:
    """Give the variables that a pipeline of Azure has in a list."""
    variables = resolved(top.get("variables"))
    items = variables.items if isinstance(variables, Sequence) else []
    pairs = [
        (x.get("name"), x.get("value")) for x in map(resolved, items) if isinstance(x, Mapping)
    ]
    texts = [(text_of(name), text_of(value)) for name, value in pairs]
    return {name: value for name, value in texts if name and value is not None}


def _of_azure(step: Mapping, known: dict[str, str]) -> Iterator[JobRun]:
    given = resolved(step.get("inputs"))
    owner = given if isinstance(given, Mapping) else step
    is_elsewhere = (text_of(step.get("task")) or "").startswith("SSH@")
    folder = _SOURCES.sub("", text_of(owner.get("workingDirectory")) or "")
    folder = thrown_away(as_shell(folder, known))
    directory = HOME if is_elsewhere else None if "$" in folder else folder
    for key in ("script", "bash", "inline", "commands"):
        script = resolved(owner.get(key))
        if isinstance(script, Scalar):
            goes_on = text_of(step.get("continueOnError")) in _TRUE
            yield JobRun((script,), directory, goes_on, {**known, **told("env", step)})


def _guards(task: Mapping) -> Iterator[Guard]:
    """Give what a task waits for: it stops where a precondition fails."""
    for scalar in lines_of(task.get("status")):
        yield Guard(scalar.value, holds=False)
    wanted = resolved(task.get("preconditions"))
    for item in wanted.items if isinstance(wanted, Sequence) else ():
        found = resolved(item)
        for scalar in lines_of(found.get("sh") if isinstance(found, Mapping) else found):
            yield Guard(scalar.value, holds=True)


def _of_task(task: Mapping, top: Mapping) -> Iterator[JobRun]:
    known = {**told("env", top, task), **told("vars", top, task)}
    folder = _BESIDE.sub("", text_of(task.get("dir")) or "")
    guards = tuple(_guards(task))
    cmds = resolved(task.get("cmds"))
    for item in cmds.items if isinstance(cmds, Sequence) else [cmds or task.get("cmd")]:
        cmd = resolved(item)
        owners = (task, cmd) if isinstance(cmd, Mapping) else (task,)
        script = resolved(cmd.get("cmd")) if isinstance(cmd, Mapping) else cmd
        if isinstance(script, Scalar):
            yield JobRun(
                (script,),
                None if "{{" in folder else folder,
                any(text_of(x.get("ignore_error")) in _TRUE for x in owners),
                known,
                tuple(x._replace(text=as_shell_of_task(x.text, known)) for x in guards),
                is_confirmed=task.get("prompt") is not None,
            )
