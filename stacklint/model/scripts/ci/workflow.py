"""Jobs of GitHub and others that have steps: what a shell runs, where, and who minds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.scripts.ci.inputs import defaults_of_inputs
from stacklint.model.scripts.ci.job_conditions import after_approval, of_step, of_woodpecker_step
from stacklint.model.scripts.command import AWAY, HOME, RUNNER, thrown_away
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved, walk
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Guard
    from stacklint.model.yaml.nodes import Node

_SHELLS = frozenset({"bash", "sh", "zsh", "dash"})
_EXPRESSION = Pattern(r"\$\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_VARIABLE = Pattern(r"\$(?:(\w+)|\{(\w+)\})")
# Variables among other words; what puts in anything else is no text.
_AMONG = Pattern(r"(?:[^$`]|\$\w+|\$\{\w+\})*")
_HOSTED = Pattern(
    r"(?:ubuntu|windows|macos)-(?:latest|slim|\d[\d.]*)(?:-(?:arm|intel|large|xlarge|vs\d+))?"
)
_NO_NAME = Pattern(r"\W+")
# What a machine has for one run goes by another name in a shell of it.
_IN_SHELL = {"runner.temp": "RUNNER_TEMP"}
_WORKSPACE = Pattern(r"^\$\{\{[ \t]*github\.workspace[ \t]*\}\}")
# GitLab takes lists in lists to this depth.
_DEEPEST = 10


class JobRun(NamedTuple):
    """What one shell runs, text after text; `directory` is None where it cannot be told.

    `known` are the variables that the file sets for it, and `guards` what it waits for;
    `is_confirmed` is set where a person is asked before; `host` is that of a command.
    """

    scalars: tuple[Scalar, ...]
    directory: str | None
    ignores_failure: bool
    known: dict[str, str]
    guards: tuple[Guard, ...] = ()
    is_confirmed: bool = False
    host: str = ""


def told(key: str, *owners: Mapping) -> dict[str, str]:
    """Give the variables that a file, a job and a step set to a text; the last one counts."""
    found: dict[str, str] = {}
    for owner in owners:
        pairs = resolved(owner.get(key))
        for entry in pairs.entries if isinstance(pairs, Mapping) else ():
            found[entry.name] = _shown(entry.name, _text(resolved(entry.value)))
    return found


def _text(value: Node | None) -> str | None:
    """Give a value; of one that GitLab lets people change, a path: a switch is for them to turn."""
    if not isinstance(value, Mapping):
        return text_of(value)
    text = text_of(value.get("value"))
    return text if text is not None and "/" in text else None


def _shown(name: str, text: str | None) -> str:
    """Give the text of a variable; what is no plain one hides what was told before it."""
    if text is None or _AMONG.fullmatch(text) is None or _VARIABLE.fullmatch(text) is not None:
        return f"${name}"
    is_own = any(name in found.groups() for found in _VARIABLE.finditer(text))
    return f"${name}" if is_own else text


def lines_of(node: Node | None, depth: int = 0) -> Iterator[Scalar]:
    """Give what a shell runs line by line: a text, or a list of them."""
    found = resolved(node)
    if isinstance(found, Scalar):
        yield found
    elif isinstance(found, Sequence) and depth < _DEEPEST:
        for item in found.items:
            yield from lines_of(item, depth + 1)


def of_workflow(top: Mapping) -> Iterator[JobRun]:
    """Give what the jobs of a file run, in its order."""
    action, jobs = resolved(top.get("runs")), resolved(top.get("jobs"))
    steps = resolved(top.get("steps"))
    if isinstance(action, Mapping):
        yield from _steps(action, top)
    elif isinstance(jobs, Mapping):
        for job in (resolved(entry.value) for entry in jobs.entries):
            if isinstance(job, Mapping):
                yield from _steps(job, top)
    elif steps is not None:
        yield from _of_woodpecker(steps, top)


def _of_woodpecker(steps: Node, top: Mapping) -> Iterator[JobRun]:
    """Give what each step of a pipeline runs, in a list or by name."""
    for step, held in after_approval(steps):
        if scalars := tuple(_commands(step)):
            goes_on = text_of(step.get("failure")) == "ignore" or _may_fail(step)
            folder = text_of(step.get("directory")) or ""
            guards = (*held, *of_woodpecker_step(step, top))
            known = {**told("env", top, step), **told("environment", step)}
            yield JobRun(scalars, folder, goes_on, known, guards)


def _commands(step: Mapping) -> Iterator[Scalar]:
    # Buildkite takes one of them by itself.
    for key in ("commands", "command"):
        yield from lines_of(step.get(key))


def _may_fail(step: Mapping) -> bool:
    """Tell whether Buildkite goes on, however a step ends."""
    return text_of(step.get("soft_fail")) == "true"


def without_expressions(text: str) -> str:
    """Write `${{ env.X }}` as a variable of a shell; every other expression is unknown."""
    return _EXPRESSION.sub(lambda x: f"${{{_as_variable(x[1])}}}", text)


def _as_variable(told: str) -> str:
    return _IN_SHELL.get(told) or _NO_NAME.sub("_", told.removeprefix("env."))


def _steps(job: Mapping, top: Mapping) -> Iterator[JobRun]:
    steps = resolved(job.get("steps"))
    for item in steps.items if isinstance(steps, Sequence) else ():
        step = resolved(item)
        if not isinstance(step, Mapping):
            continue
        goes_on = "true" in {text_of(x.get("continue-on-error")) for x in (step, job)}
        goes_on = goes_on and not _is_asked_for(step, job)
        known, guards = _known(top, job, step), of_step(step, job, top)
        run, script = resolved(step.get("run")), _elsewhere(step)
        if script is not None:
            yield JobRun((script,), HOME, goes_on, known, guards, host=AWAY)
        if isinstance(run, Scalar) and _shell(step, job, top) in _SHELLS:
            folder = _set("working-directory", step, job, top, unset="")
            folder = thrown_away(without_expressions(_WORKSPACE.sub(".", folder)))
            directory = None if "$" in folder else folder
            yield JobRun((run,), directory, goes_on, known, guards, host=_host(job))


def _known(top: Mapping, *owners: Mapping) -> dict[str, str]:
    """Give the variables of a step, and those that are inputs with a default."""
    inputs = defaults_of_inputs(top)
    known = {**inputs, **told("env", top, *owners)}
    for owner in (top, *owners) if inputs else ():
        pairs = resolved(owner.get("env"))
        for entry in pairs.entries if isinstance(pairs, Mapping) else ():
            found = _EXPRESSION.fullmatch(text_of(entry.value) or "")
            if found is not None and (text := inputs.get(_as_variable(found[1]))):
                known[entry.name] = text
    return known


def _host(job: Mapping) -> str:
    """Tell whether GitHub makes a machine for a job: all its labels are names of such."""
    labels = [scalar.value for scalar in lines_of(job.get("runs-on"))]
    return RUNNER if labels and all(map(_HOSTED.fullmatch, labels)) else ""


def _is_asked_for(step: Mapping, job: Mapping) -> bool:
    """Tell whether another step of a job asks how this one ended."""
    name = text_of(step.get("id"))
    asked = f"steps.{name}.outcome"
    texts = (node.value for _, node in walk(job) if isinstance(node, Scalar))
    return name is not None and any(asked in text for text in texts)


def _shell(step: Mapping, job: Mapping, top: Mapping) -> str:
    return _set("shell", step, job, top, unset="bash").split()[0]


def _elsewhere(step: Mapping) -> Scalar | None:
    """Give the script that a step has another host run, by an action for ssh."""
    given = resolved(step.get("with"))
    script = resolved(given.get("script")) if isinstance(given, Mapping) else None
    uses = text_of(step.get("uses")) or ""
    return script if isinstance(script, Scalar) and "ssh" in uses else None


def _set(key: str, step: Mapping, *around: Mapping, unset: str) -> str:
    """Give what a step says, or what is the default of its job, or of all jobs."""
    found = text_of(step.get(key))
    for owner in around:
        defaults = resolved(owner.get("defaults"))
        run = resolved(defaults.get("run")) if isinstance(defaults, Mapping) else None
        if not found and isinstance(run, Mapping):
            found = text_of(run.get(key))
    return (found or "").strip() or unset
