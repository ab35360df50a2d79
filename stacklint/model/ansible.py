"""Tasks of Ansible: what a playbook runs, where, and under which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.command import Guard
from stacklint.model.named import NamedTuple
from stacklint.model.nodes import Mapping, Scalar, Sequence, resolved
from stacklint.model.pattern import Pattern
from stacklint.model.scalars import text_of
from stacklint.model.script import Task
from stacklint.model.secret_patterns import is_secret_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.nodes import Node

_RUNS = frozenset({"command", "shell", "raw", "script"})
_EDITS = frozenset(
    {
        "blockinfile",
        "copy",
        "file",
        "k8s",
        "lineinfile",
        "replace",
        "template",
        "kubernetes.core.k8s",
    }
)
_BLOCKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_IN_TEXT = Pattern(r"\b(\w{1,40})=(\"[^\"]*\"|'[^']*'|\S+)")
_JINJA_VARIABLE = Pattern(r"\{\{\s*(\w+)\s*\}\}")
_FALSE = frozenset({"false", "False", "no", "never"})
_TRUE = frozenset({"true", "True", "yes"})


class Run(NamedTuple):
    """A task: the shell that it runs, or the module that it is of.

    `registered` is the name that its result is kept under.
    """

    shell: Scalar | None
    task: Task | None
    directory: str | None
    guards: tuple[Guard, ...]
    ignores_failure: bool
    registered: str = ""


def is_ansible(root: Node | None) -> bool:
    """Recognise a playbook or a list of tasks by its shape."""
    top = resolved(root)
    if not isinstance(top, Sequence) or not top.items:
        return False
    first = [resolved(item) for item in top.items]
    return all(isinstance(item, Mapping) for item in first) and any(
        isinstance(item, Mapping) and _is_play_or_task(item) for item in first
    )


def tasks_of(root: Node | None) -> Iterator[Run]:
    """Give the tasks of a playbook that run something, in the order of the file."""
    yield from _tasks(root, {}, 0)


def _is_play_or_task(item: Mapping) -> bool:
    names = {entry.name for entry in item.entries}
    return "hosts" in names or "block" in names or _module(item) is not None


def _tasks(node: Node | None, variables: dict[str, str], depth: int) -> Iterator[Run]:
    found = resolved(node)
    for item in found.items if isinstance(found, Sequence) and depth < 20 else ():  # noqa: PLR2004
        task = resolved(item)
        if not isinstance(task, Mapping):
            continue
        known = {**variables, **_variables(task)}
        for key in _BLOCKS:
            yield from _tasks(task.get(key), known, depth + 1)
        run = _run(task, known)
        if run is not None:
            yield run


def _variables(task: Mapping) -> dict[str, str]:
    found = resolved(task.get("vars"))
    pairs = found.entries if isinstance(found, Mapping) else []
    return {
        x.name: text
        for x in pairs
        if (text := text_of(x.value)) and "{{" not in text and not is_secret_key(x.name)
    }


def _module(task: Mapping) -> tuple[str, Node] | None:
    for entry in task.entries:
        short = entry.name.removeprefix("ansible.builtin.")
        if short in _RUNS or short in _EDITS:
            return short, entry.value
    return None


def _run(task: Mapping, variables: dict[str, str]) -> Run | None:
    found = _module(task)
    if found is None:
        return None
    name, node = found
    value = resolved(node)
    arguments = _arguments(value, task)
    shell = _shell(value) if name in _RUNS else None
    start = task.start
    end = max(task.start, node.end)
    guards = tuple(_guards(task, arguments))
    module = name.rsplit(".", 1)[-1]
    edit = None if name in _RUNS else Task(module, arguments, start, end, guards)
    if shell is None and edit is None:
        return None
    if shell is not None:
        shell = _filled(shell, variables)
    directory = arguments.get("chdir")
    is_known = directory is None or "{{" not in directory
    return Run(
        shell,
        edit,
        directory or ("" if is_known else None),
        guards,
        _goes_on(task),
        text_of(task.get("register")) or "",
    )


def _filled(shell: Scalar, variables: dict[str, str]) -> Scalar:
    # What nobody sets here is a variable to a shell.
    text = _JINJA_VARIABLE.compiled.sub(lambda x: variables.get(x[1], f"${{{x[1]}}}"), shell.value)
    return Scalar(shell.start, shell.end, text, shell.style)


def _shell(value: Node | None) -> Scalar | None:
    if isinstance(value, Scalar):
        return value
    if not isinstance(value, Mapping):
        return None
    for key in ("cmd", "_raw_params"):
        found = resolved(value.get(key))
        if isinstance(found, Scalar):
            return found
    argv = resolved(value.get("argv"))
    if isinstance(argv, Sequence) and argv.items:
        words = [text_of(item) or "''" for item in argv.items]
        return Scalar(argv.start, argv.end, " ".join(words), "")
    return None


def _arguments(value: Node | None, task: Mapping) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(value, Scalar):
        found |= {x[1]: x[2].strip("'\"") for x in _IN_TEXT.finditer(value.value)}
    for mapping in (value, resolved(task.get("args"))):
        if isinstance(mapping, Mapping):
            texts = {x.name: text_of(x.value) for x in mapping.entries}
            found |= {name: text for name, text in texts.items() if text is not None}
    return found


def _guards(task: Mapping, arguments: dict[str, str]) -> Iterator[Guard]:
    creates = arguments.get("creates")
    if creates:
        yield Guard(f"test -f {creates}", holds=False)
    when = resolved(task.get("when"))
    for item in when.items if isinstance(when, Sequence) else [when]:
        text = text_of(item)
        if text:
            yield Guard(text, holds=True)


def _goes_on(task: Mapping) -> bool:
    fails = text_of(task.get("failed_when")) in _FALSE
    return fails or text_of(task.get("ignore_errors")) in _TRUE
