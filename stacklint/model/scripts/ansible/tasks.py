"""Tasks of Ansible: what a playbook runs, where, and under which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.scripts.ansible.gates import conditions_of, gates_of
from stacklint.model.scripts.ansible.installed import CRON, installed_by
from stacklint.model.scripts.ansible.stat import listed_in, looked_at, naming_files
from stacklint.model.scripts.ansible.variables import PLAIN, VARIABLE, known_in, put_in
from stacklint.model.scripts.command import HOME, Guard
from stacklint.model.scripts.script import Task
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

_RUNS = frozenset({"command", "shell", "raw", "script"})
_EDITS = frozenset(
    {
        "blockinfile",
        "community.docker.docker_compose",
        "community.docker.docker_compose_v2",
        "community.docker.docker_prune",
        "community.docker.docker_volume",
        "copy",
        "docker_compose",
        "docker_compose_v2",
        "docker_prune",
        "docker_volume",
        "file",
        "k8s",
        "lineinfile",
        "replace",
        "synchronize",
        "template",
        "unarchive",
        "ansible.posix.synchronize",
        "kubernetes.core.k8s",
    }
)
_OF_ANSIBLE = Pattern(r"ansible\.(?:builtin|legacy)\.")
_BLOCKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_IN_TEXT = Pattern(r"\b(\w{1,40})=(\"[^\"]*\"|'[^']*'|(?:\{\{[^{}\n]*\}\}|\S)+)")
# Nobody puts so many blocks into one another, but to keep a reader busy.
_DEEPEST = 20
_ALONE = Pattern(r"\{\{\s*(\w+)\s*\}\}")
_FALSE = frozenset({"false", "False", "no", "never"})
_TRUE = frozenset({"true", "True", "yes"})


class Run(NamedTuple):
    """A task: the shell that it runs, or the module that it is of.

    `registered` is the name that its result is kept under. `written_to` is the file that the shell
    is written to, to be run later; empty for a job of cron, and None for what runs here.
    """

    shell: Scalar | None
    task: Task | None
    directory: str
    guards: tuple[Guard, ...]
    ignores_failure: bool
    registered: str = ""
    written_to: str | None = None


def is_ansible(root: Node | None) -> bool:
    """Recognise a playbook or a list of tasks by its shape."""
    top = resolved(root)
    if not isinstance(top, Sequence) or not top.items:
        return False
    first = [resolved(item) for item in top.items]
    return all(isinstance(item, Mapping) for item in first) and any(
        isinstance(item, Mapping) and _is_play_or_task(item) for item in first
    )


class _Around(NamedTuple):
    """What holds for a task by what stands around it: a play, or blocks."""

    variables: dict[str, str]
    guards: tuple[Guard, ...] = ()
    ignores_failure: bool = False

    def within(self, task: Mapping) -> _Around:
        """Give what holds in a task or block."""
        return _Around(
            known_in(task, self.variables),
            (*conditions_of(task), *self.guards),
            self.ignores_failure or _goes_on(task),
        )


def tasks_of(root: Node | None, known: dict[str, str]) -> Iterator[Run]:
    """Give the tasks of a playbook that run something, in the order of the file.

    `known` are variables that other files set.
    """
    paths = {} if root is None else looked_at(root)
    listed = {} if root is None else listed_in(root)
    for run in _tasks(root, _Around({**known, **listed}), 0):
        yield run._replace(guards=tuple(naming_files(guard, paths) for guard in run.guards))


def _is_play_or_task(item: Mapping) -> bool:
    names = {entry.name for entry in item.entries}
    return "hosts" in names or "block" in names or _module(item) is not None


def _tasks(node: Node | None, around: _Around, depth: int) -> Iterator[Run]:
    found = resolved(node)
    for item in found.items if isinstance(found, Sequence) and depth < _DEEPEST else ():
        task = resolved(item)
        if not isinstance(task, Mapping):
            continue
        here = around.within(task)
        for key in _BLOCKS:
            yield from _tasks(task.get(key), here, depth + 1)
        run = _run(task, here)
        if run is not None:
            yield run
        around = around._replace(guards=(*gates_of(task), *around.guards))


def _module(task: Mapping) -> tuple[str, Node] | None:
    for entry in task.entries:
        short = _OF_ANSIBLE.sub("", entry.name)
        if short in _RUNS or short in _EDITS or short == CRON:
            return short, entry.value
    return None


def _run(task: Mapping, around: _Around) -> Run | None:
    found = _module(task)
    if found is None:
        return None
    name, node = found
    value = resolved(node)
    arguments = {
        key: put_in(text, around.variables) for key, text in _arguments(value, task).items()
    }
    shell = _shell(value) if name in _RUNS else installed_by(name, value)
    end = max(task.start, node.end)
    created = arguments.get("creates")
    once = (Guard(f"test -f {created}", holds=False),) if created else ()
    guards = (*once, *around.guards)
    module = name.rsplit(".", 1)[-1]
    edit = (
        None if name in _RUNS or name == CRON else Task(module, arguments, task.start, end, guards)
    )
    if shell is None and edit is None:
        return None
    if shell is not None:
        shell = _filled(shell, around.variables)
    return Run(
        shell,
        edit,
        HOME if name == CRON else arguments.get("chdir", ""),
        guards,
        around.ignores_failure,
        text_of(task.get("register")) or "",
        None if name in _RUNS else arguments.get("dest", ""),
    )


def _filled(shell: Scalar, variables: dict[str, str]) -> Scalar:
    # What nobody sets here is a variable to a shell.
    text = _ALONE.sub(r"${\1}", put_in(shell.value, variables))
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
        words = [_quoted(text_of(item) or "") for item in argv.items]
        return Scalar(argv.start, argv.end, " ".join(words), "")
    return None


def _quoted(word: str) -> str:
    """Write a word so that a shell sees one."""
    if PLAIN.fullmatch(word) or VARIABLE.fullmatch(word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _arguments(value: Node | None, task: Mapping) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(value, Scalar):
        found |= {x[1]: x[2].strip("'\"") for x in _IN_TEXT.finditer(value.value)}
    for mapping in (value, resolved(task.get("args"))):
        if isinstance(mapping, Mapping):
            texts = {x.name: _text(x.value) for x in mapping.entries}
            found |= {name: text for name, text in texts.items() if text is not None}
            found = {**_defined(mapping), **found}
    return found


def _text(node: Node | None) -> str | None:
    """Give the text of an argument; of several, as a shell has them."""
    found = resolved(node)
    if not isinstance(found, Sequence):
        return text_of(node)
    return " ".join(_quoted(text_of(item) or "") for item in found.items)


def _defined(arguments: Mapping) -> dict[str, str]:
    """Give the kind and the name of an object that is written out in place of named."""
    keys = ("definition", "resource_definition", "inline")
    written = next((x for key in keys if (x := resolved(arguments.get(key)))), None)
    if not isinstance(written, Mapping):
        return {}
    about = resolved(written.get("metadata"))
    name = text_of(about.get("name")) if isinstance(about, Mapping) else None
    pairs = {"kind": text_of(written.get("kind")), "name": name}
    return {key: text for key, text in pairs.items() if text}


def _goes_on(task: Mapping) -> bool:
    fails = text_of(task.get("failed_when")) in _FALSE
    return fails or text_of(task.get("ignore_errors")) in _TRUE
