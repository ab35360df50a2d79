"""What commands are handed: what is said, here-documents, and names that others say."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.model.scripts.command import Command

# What hands on the text of a file, changed or not.
_HANDS_ON = frozenset({"cat", "envsubst", "gomplate", "sed", "yq"})
# As people have `xargs -I` call what it is handed.
_PUT_IN_BY_XARGS = frozenset({"%", "@", "{}"})
_OF_OBJECTS = (".json", ".yaml", ".yml", ".tmpl", ".tpl")
_READS = frozenset({("-f", "-"), ("--filename", "-")})
_MARKS = re.compile(r"\{\}|[%@](?=/|$)")
_OPTIONS_OF_ECHO = frozenset({"-e", "-n", "-ne", "-en", "--"})


def handed_on(commands: Sequence[Command]) -> list[Command]:
    """Give the commands of a pipeline, with what the first one has `xargs` hand to `rm`.

    `rm` without a name is one that `xargs` runs. Through what stands between them, some names may
    not come; which, nobody can tell.
    """
    commands = _fed_by(commands)
    first, *rest = commands
    if rest and first.has("kubectl", "get"):
        kinds = first.words[first.words.index("get") + 1 :]
        return [first, *(_of_kinds(x, kinds) for x in rest)]
    if rest and first.program == "ls" and rest[-1].program == "rm" and "-d" not in first.words:
        return [first, *rest[:-1], _of_all(rest[-1]) if len(rest) == 1 else rest[-1]]
    if len(rest) != 1 or not _has_no_names(rest[0]):
        return commands
    if first.program == "find":
        # By another spelling it is this that `find` does.
        words = (*first.words, "-exec", *rest[0].words, "{}", "+")
        return [first._replace(words=words), *rest]
    if first.program in {"echo", "printf"} or (first.program == "ls" and "-d" in first.words):
        names = (word for word in first.words[1:] if not word.startswith(("-", "%")))
        return [first, rest[0]._replace(words=(*rest[0].words, *names))]
    return [*commands]


def _fed_by(commands: Sequence[Command]) -> list[Command]:
    """Give the commands of a pipeline, with what the first one has `kubectl` read."""
    first, *rest = commands
    if not rest:
        return [*commands]
    last = rest[-1]
    text = first.fed or (text_of(first) if first.program in {"echo", "printf"} else "")
    if text:
        last = last._replace(fed=last.fed or text)
    elif first.program in _HANDS_ON:
        last = fed_by_file(last, first.words[1:])
    elif first.has("kustomize", "build") or first.has("kubectl", "kustomize"):
        folder = first.words[-1] if not first.words[-1].startswith("-") else "."
        last = _with(last, ("-k", folder))
    return [first, *rest[:-1], last]


def fed_by_file(command: Command, words: Sequence[str]) -> Command:
    """Write a command that reads files with objects, by some words, as one that names them."""
    files = [word for word in words if word.endswith(_OF_OBJECTS)]
    if command.program in _HANDS_ON and files:
        return command._replace(words=(*command.words, *files))
    return _with(command, tuple(x for file in files for x in ("-f", file)))


def _with(command: Command, told: tuple[str, ...]) -> Command:
    """Put in what `kubectl -f -` reads."""
    words = command.words
    at = next((i for i, pair in enumerate(pairwise(words)) if pair in _READS), None)
    if not told or at is None or not command.has("kubectl"):
        return command
    return command._replace(words=(*words[:at], *told, *words[at + 2 :]))


def _of_kinds(command: Command, kinds: tuple[str, ...]) -> Command:
    """Give `kubectl delete` of names alone, by `xargs` or in a loop, with the kinds of these."""
    if not command.has("kubectl", "delete"):
        return command
    words = tuple(word for word in command.words if not word.startswith("$"))
    behind = behind_options(words[words.index("delete") + 1 :], ("-n", "--namespace"))
    return command if behind else command._replace(words=(*words, *kinds))


def _of_all(command: Command) -> Command:
    """Give an `rm` that `xargs` hands all names of a directory."""
    if _has_no_names(command):
        return command._replace(words=(*command.words, "*"))
    words = (_MARKS.sub("*", word) if "/" in word else word for word in command.words)
    return command._replace(words=tuple(words))


def _has_no_names(command: Command) -> bool:
    words = (word for word in command.words[1:] if word not in _PUT_IN_BY_XARGS)
    return command.program == "rm" and all(word.startswith("-") for word in words)


def text_of(said: Command) -> str:
    """Give what `echo` and `printf` write, line by line."""
    words = [word for word in said.words[1:] if word not in _OPTIONS_OF_ECHO]
    if said.program == "echo":
        return " ".join(words)
    shape = words[:1] if "%" not in "".join(words[:1]) else []
    return "\n".join((*shape, *words[1:])).replace("\\n", "\n")
