"""Files into scripts: the commands of shell, and of all that has some shell in it."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from stacklint.model.scripts.ansible.installed import pieces_of
from stacklint.model.scripts.ansible.tasks import is_ansible, tasks_of
from stacklint.model.scripts.ansible.variables import VARIABLE
from stacklint.model.scripts.blocks import blocks_of
from stacklint.model.scripts.ci.gitlab import is_of_gitlab
from stacklint.model.scripts.ci.jenkins import of_jenkins
from stacklint.model.scripts.ci.pipelines import as_shell, as_shell_of_task, runs_of, tasks_in
from stacklint.model.scripts.command import HOME
from stacklint.model.scripts.host_files import of_crontab, of_unit
from stacklint.model.scripts.piece import Piece, joined, line_starts, scalar_piece
from stacklint.model.scripts.recipes import made_in, recipes_of
from stacklint.model.scripts.script import (
    TEMPLATES,
    YAML,
    Script,
    ScriptKind,
    is_of_shell,
    kind_of,
)
from stacklint.model.scripts.shell.reader import commands_of
from stacklint.model.yaml.document import Document, text_document
from stacklint.model.yaml.nodes import Mapping, Scalar, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stacklint.model.scripts.ansible.tasks import Run
    from stacklint.model.scripts.ci.workflow import JobRun
    from stacklint.model.scripts.command import Command
    from stacklint.model.yaml.nodes import Node

_RUN = re.compile(r"^[ \t]*RUN[ \t]+(?P<body>(?:[^\\\n]|\\\n|\\.)*)", re.MULTILINE)
_DOCUMENT = re.compile(r"^---(?=\s)[^\n]*$", re.MULTILINE)
_MOST_DOCUMENTS = 50
_NO_LINE_END = re.compile(r"[^\n]")
_SCRIPT_KEY = re.compile(r"^[ \t]+[\"']?script[\"']?[ \t]*:", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*\{%.*?%\}[ \t]*$", re.MULTILINE)
_OF_JINJA = re.compile(r"\{%[^\n]*?%\}|\{#[^\n]*?#\}")
_FILLED_IN = re.compile(r"\{\{-?[ \t]*(\w+)[^{}\n]*\}\}")
# What makes a playbook wait for a person.
_ASKS = re.compile(
    r"(?:^[ \t]*(?:- )?|[{,][ \t]*)[\"']?(?:ansible\.builtin\.)?(?:pause|vars_prompt)[\"']?:",
    re.MULTILINE,
)


def read_script(name: str, text: str, known: dict[str, str] | None = None) -> Script | None:
    """Read a file as a script; None where it holds no command, or is none by its shape.

    `known` are variables of Ansible that other files set.
    """
    kind = kind_of(name)
    document = Document(name, text, None, None, 1)
    if kind is None:
        return None
    if kind is ScriptKind.INVENTORY:
        return _inventory(document)
    if kind is ScriptKind.SHELL and not name.endswith(TEMPLATES):
        return Script(document, kind, commands_of(text)) if is_of_shell(name, text) else None
    if kind is ScriptKind.ANSIBLE:
        return _playbook(document, known or {}) or _included(document)
    set_here = made_in(text) if kind is ScriptKind.MAKEFILE else {}
    pieces = _PIECES[kind](document)
    found = tuple(command for piece in pieces for command in _placed(piece, text, set_here))
    return Script(document, kind, found) if found else None


def _template(document: Document) -> Iterator[Piece]:
    """Give a script that Jinja fills in: what it puts in is a variable, and its blocks are gone."""
    text = _OF_JINJA.sub(lambda found: " " * len(found[0]), document.text)
    yield Piece(_FILLED_IN.sub(_as_variable, text), line_starts(text, 0))


def _as_variable(found: re.Match[str]) -> str:
    """Write what Jinja puts in as a variable, with the path that it is where nobody sets it."""
    told = VARIABLE.fullmatch(found[0])
    return f"${{{found[1]}:-{told[2]}}}" if told and told[2] else f"${{{found[1]}}}"


def _of_workflow(document: Document) -> Iterator[Piece]:
    for root in _roots(document):
        yield from _of_jobs(runs_of(root), as_shell, document.text)


def _roots(document: Document) -> Iterator[Node | None]:
    """Give the root of each YAML document of a file: pipelines have one beside the other."""
    text = document.text
    marks = [(found.start(), found.end()) for found in _DOCUMENT.finditer(text)]
    starts, ends = (0, *(end for _, end in marks)), (*(start for start, _ in marks), len(text))
    for start, end in list(zip(starts, ends, strict=True))[:_MOST_DOCUMENTS]:
        # What is blank keeps its place.
        before = _NO_LINE_END.sub(" ", text[:start])
        yield text_document(
            document.name, text, before + text[start:end].ljust(len(text) - start)
        ).root


def _of_taskfile(document: Document) -> Iterator[Piece]:
    root = text_document(document.name, document.text).root
    return _of_jobs(tasks_in(root), as_shell_of_task, document.text)


def _of_jobs(
    runs: Iterable[JobRun], written: Callable[[str, dict[str, str]], str], text: str
) -> Iterator[Piece]:
    for one in runs:
        piece = joined([scalar_piece(x, text) for x in one.scalars])
        yield piece._replace(
            text=written(piece.text, one.known),
            directory=one.directory,
            ignores_failure=one.ignores_failure,
            known=one.known,
            guards=one.guards,
            is_confirmed=one.is_confirmed,
            host=one.host,
        )


def _inventory(document: Document) -> Script | None:
    """Take a file for what it is: specs and playbooks may lie among inventories."""
    if "deploy-to" in document.text:
        return None
    playbook = _playbook(document, {}) if document.name.endswith(YAML) else None
    return playbook or Script(document, ScriptKind.INVENTORY, ())


def _playbook(document: Document, known: dict[str, str]) -> Script | None:
    # Blocks of Jinja are no YAML; what it puts into a text is.
    masked = _BLOCK.sub(lambda found: "#" * len(found[0]), document.text)
    root = text_document(document.name, document.text, masked).root
    if not is_ansible(root):
        return None
    runs = tuple(tasks_of(root, known))
    words = Counter(re.findall(r"\w+", document.text))
    asked = _ASKS.search(document.text)
    asked_at = len(document.text) if asked is None else asked.start()
    tasks = tuple(
        run.task._replace(is_confirmed=asked_at < run.task.start) for run in runs if run.task
    )
    commands: list[Command] = []
    for run in runs:
        # A result that is asked for later is minded.
        found = _of_run(run, document.text, is_minded=words[run.registered] > 1)
        is_later = run.written_to is not None
        commands += (
            x._replace(is_confirmed=asked_at < x.start or (is_later and x.is_confirmed))
            for x in found
        )
    return Script(document, ScriptKind.ANSIBLE, tuple(commands), tasks)


def _included(document: Document) -> Script | None:
    """Take a file for one that a pipeline of GitLab includes, where it has such jobs."""
    if _SCRIPT_KEY.search(document.text) is None:
        return None
    if not any(is_of_gitlab(root) for root in _roots(document)):
        return None
    found = tuple(x for piece in _of_workflow(document) for x in _placed(piece, document.text, {}))
    return Script(document, ScriptKind.WORKFLOW, found) if found else None


def _of_run(run: Run, text: str, *, is_minded: bool) -> Iterator[Command]:
    if run.shell is None:
        return
    piece = scalar_piece(run.shell, text)._replace(
        directory=run.directory,
        ignores_failure=run.ignores_failure and not is_minded and run.written_to is None,
        guards=run.guards,
    )
    pieces = (piece,) if run.written_to is None else pieces_of(run.written_to, piece)
    yield from (x for one in pieces for x in _placed(one, text, {}))


def _placed(piece: Piece, text: str, known: dict[str, str]) -> Iterator[Command]:
    """Give the commands of a piece with the offsets of the file, line by line."""
    starts = [0, *(found.end() for found in re.finditer("\n", piece.text))]
    for command in commands_of(piece.text, {**known, **piece.known}):
        line = bisect_right(starts, command.start) - 1
        line = min(line, len(piece.lines) - 1)
        yield _within(command, piece.directory)._replace(
            start=piece.lines[line],
            end=piece.end_of(line, text),
            ignores_failure=command.ignores_failure or piece.ignores_failure,
            is_confirmed=command.is_confirmed or piece.is_confirmed,
            host=command.host or piece.host,
            guards=(*command.guards, *piece.guards),
        )


def _within(command: Command, around: str | None) -> Command:
    """Put the directory where a piece runs before the one where its command does."""
    directory = command.directory
    if directory is None or directory.startswith(("/", HOME)):
        return command
    if around is None:
        return command._replace(directory=None)
    if around == HOME:
        return command._replace(directory=HOME if directory == "" else None, beneath=directory)
    # Of a template, only the end can be told.
    _, braces, end = around.rpartition("}}")
    joined = posixpath.normpath(posixpath.join(end.strip("/") if braces else around, directory))
    joined = "" if joined == "." else joined
    if braces:
        return command._replace(directory=None, beneath=joined)
    return command._replace(directory=joined)


def _runs(text: str) -> Iterator[Piece]:
    for found in _RUN.finditer(text):
        yield Piece(found["body"], line_starts(found["body"], found.start("body")))


def _package(document: Document) -> Iterator[Piece]:
    """Give the scripts of a `package.json`: JSON is YAML, but for tabs."""
    masked = document.text.replace("\t", " ")
    root = resolved(text_document(document.name, document.text, masked).root)
    scripts = resolved(root.get("scripts")) if isinstance(root, Mapping) else None
    for entry in scripts.entries if isinstance(scripts, Mapping) else ():
        script = resolved(entry.value)
        if isinstance(script, Scalar):
            yield scalar_piece(script, document.text)


_PIECES: dict[ScriptKind, Callable[[Document], Iterator[Piece]]] = {
    ScriptKind.CRONTAB: lambda document: of_crontab(document.name, document.text),
    ScriptKind.DOCKERFILE: lambda document: _runs(document.text),
    ScriptKind.JENKINSFILE: lambda document: of_jenkins(document.text),
    ScriptKind.MAKEFILE: lambda document: recipes_of(document.text),
    ScriptKind.MARKDOWN: lambda document: blocks_of(document.text),
    ScriptKind.PACKAGE: _package,
    ScriptKind.SHELL: _template,
    ScriptKind.TASKFILE: _of_taskfile,
    ScriptKind.UNIT: lambda document: of_unit(document.text),
    ScriptKind.WORKFLOW: _of_workflow,
}
