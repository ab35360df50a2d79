"""Files of a CI, and of those who run tasks, by their shape: what a shell of them runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.ci.azure import is_of_azure, macros_as_shell, of_azure
from stacklint.model.scripts.ci.bitbucket import of_bitbucket
from stacklint.model.scripts.ci.circleci import is_of_circleci, of_circleci
from stacklint.model.scripts.ci.gitlab import of_gitlab
from stacklint.model.scripts.ci.workflow import (
    JobRun,
    lines_of,
    of_workflow,
    told,
    without_expressions,
)
from stacklint.model.scripts.command import Guard
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

# Of CircleCI, where a here-document has a name and no dot behind the same marks, and of GitLab.
_PARAMETER = Pattern(
    r"<<[ \t]*(?:pipeline\.)?(?:parameters|matrix)\.(\w+)[ \t]*>>"
    r"|\$\[\[[ \t]*inputs\.(\w+)[^\]\n]*\]\]"
)
_OF_TASK = Pattern(r"\{\{-?\s*\.(\w+)\s*-?\}\}")
_BESIDE = Pattern(r"^\{\{\s*\.(?:ROOT_DIR|TASKFILE_DIR|USER_WORKING_DIR)\s*\}\}/*")
_OF_STEPS = ("jobs", "runs", "steps")
_TRUE = frozenset({"true", "True"})


def runs_of(root: Node | None) -> Iterator[JobRun]:
    """Give what the jobs of a file run, in its order."""
    top = resolved(root)
    if not isinstance(top, Mapping):
        return
    if top.get("pipelines") is not None:
        yield from of_bitbucket(top)
    elif is_of_azure(top):
        yield from of_azure(top)
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
    return macros_as_shell(text, known)


def as_shell_of_task(text: str, known: dict[str, str]) -> str:
    """Put in what a Taskfile has for `{{.X}}`; what nobody sets is a variable of a shell."""
    return _OF_TASK.sub(lambda found: known.get(found[1], f"${{{found[1]}}}"), text)


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
