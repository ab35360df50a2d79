"""Jobs of CircleCI: what their steps run, where, and who has to approve before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.ci.workflow import JobRun, told
from stacklint.model.scripts.command import BY_HAND
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved, walk
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Guard
    from stacklint.model.yaml.nodes import Node

_CONDITIONAL = ("when", "unless")
_DEEPEST = 10


class _Call(NamedTuple):
    """A job in a workflow: `name` is what others there require it by."""

    job: str
    name: str
    requires: frozenset[str]
    is_approval: bool


def is_of_circleci(top: Mapping) -> bool:
    """Tell a file of CircleCI from one of GitHub, which says what it runs on."""
    return top.get("version") is not None and top.get("on") is None


def of_circleci(top: Mapping) -> Iterator[JobRun]:
    """Give what the steps of its jobs run, and of commands that jobs share."""
    held = _held(top)
    for key in ("jobs", "commands"):
        owner = resolved(top.get(key))
        for entry in owner.entries if isinstance(owner, Mapping) else ():
            job = resolved(entry.value)
            if isinstance(job, Mapping):
                guards = (BY_HAND,) if entry.name in held else ()
                yield from _runs(job, guards)


def _runs(job: Mapping, guards: tuple[Guard, ...]) -> Iterator[JobRun]:
    home = (text_of(job.get("working_directory")) or "~/project").rstrip("/")
    for step in _steps(job.get("steps"), 0):
        run = resolved(step.get("run"))
        script = resolved(run.get("command")) if isinstance(run, Mapping) else run
        owners = (job, run) if isinstance(run, Mapping) else (job,)
        folder = text_of(owners[-1].get("working_directory")) or home
        if isinstance(script, Scalar):
            known = told("environment", *owners)
            directory = _below(folder, home)
            yield JobRun((script,), directory, ignores_failure=False, known=known, guards=guards)


def _steps(node: Node | None, depth: int) -> Iterator[Mapping]:
    """Give each step, those below `when` and `unless` too."""
    found = resolved(node)
    for step in map(resolved, found.items if isinstance(found, Sequence) else ()):
        if not isinstance(step, Mapping):
            continue
        yield step
        for key in _CONDITIONAL:
            within = resolved(step.get(key))
            if isinstance(within, Mapping) and depth < _DEEPEST:
                yield from _steps(within.get("steps"), depth + 1)


def _below(folder: str, home: str) -> str | None:
    """Give a directory from where the checkout is; None where it lies elsewhere."""
    if f"{folder}/".startswith(f"{home}/"):
        return folder.removeprefix(home).strip("/")
    return None if folder.startswith(("/", "~", "$", "<")) else folder


def _held(top: Mapping) -> set[str]:
    """Name the jobs that wait for an approval wherever they are run, and commands of these."""
    free: set[str] = set()
    known: set[str] = set()
    workflows = resolved(top.get("workflows"))
    for entry in workflows.entries if isinstance(workflows, Mapping) else ():
        calls = list(_calls(resolved(entry.value)))
        held = _held_in(calls)
        known |= {call.job for call in calls}
        free |= {call.job for call in calls if call.name not in held}
    held = known - free
    return held | {name for name, users in _users(top).items() if users and users <= held}


def _held_in(calls: list[_Call]) -> set[str]:
    """Name what waits for an approval in a workflow: it requires one, or what waits for one."""
    held = {call.name for call in calls if call.is_approval}
    for _ in range(_DEEPEST):
        held |= {call.name for call in calls if not call.requires.isdisjoint(held)}
    return held


def _calls(workflow: Node | None) -> Iterator[_Call]:
    jobs = resolved(workflow.get("jobs")) if isinstance(workflow, Mapping) else None
    for item in map(resolved, jobs.items if isinstance(jobs, Sequence) else ()):
        if isinstance(item, Scalar):
            yield _Call(item.value, item.value, frozenset(), is_approval=False)
        elif isinstance(item, Mapping) and item.entries:
            yield _call(item.entries[0].name, resolved(item.entries[0].value))


def _call(job: str, told: Node | None) -> _Call:
    if not isinstance(told, Mapping):
        return _Call(job, job, frozenset(), is_approval=False)
    requires = resolved(told.get("requires"))
    items = requires.items if isinstance(requires, Sequence) else ()
    return _Call(
        job,
        text_of(told.get("name")) or job,
        frozenset(text for item in items if (text := text_of(item))),
        is_approval=text_of(told.get("type")) == "approval",
    )


def _users(top: Mapping) -> dict[str, set[str]]:
    """Name the jobs that run each command."""
    commands, jobs = resolved(top.get("commands")), resolved(top.get("jobs"))
    found: dict[str, set[str]] = {}
    for entry in jobs.entries if isinstance(jobs, Mapping) else ():
        for word in _words(entry.value):
            found.setdefault(word, set()).add(entry.name)
    names = [x.name for x in commands.entries] if isinstance(commands, Mapping) else []
    return {name: found.get(name, set()) for name in names}


def _words(node: Node) -> set[str]:
    """Give all that stands alone in a node: keys, and texts."""
    found = {str(part) for path, _ in walk(node) for part in path}
    return found | {x.value for _, x in walk(node) if isinstance(x, Scalar)}
