"""What commands are handed: what is said, here-documents, and names that others say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from stacklint.model.scripts.command import Command

# As people have `xargs -I` call what it is handed.
_PUT_IN_BY_XARGS = frozenset({"%", "@", "{}"})
_OPTIONS_OF_ECHO = frozenset({"-e", "-n", "-ne", "-en", "--"})


def handed_on(commands: Sequence[Command]) -> list[Command]:
    """Give the commands of a pipeline, with what the first one has `xargs` hand to `rm`.

    `rm` without a name is one that `xargs` runs. Through what stands between them, some names may
    not come; which, nobody can tell.
    """
    first, *rest = commands
    if rest and first.has("kubectl", "get") and _has_no_kind(rest[-1]):
        words = (*rest[-1].words, *first.words[first.words.index("get") + 1 :])
        return [first, *rest[:-1], rest[-1]._replace(words=words)]
    if len(rest) != 1 or not _has_no_names(rest[0]):
        return [*commands]
    if first.program == "find":
        # By another spelling it is this that `find` does.
        words = (*first.words, "-exec", *rest[0].words, "{}", "+")
        return [first._replace(words=words), *rest]
    if first.program in {"echo", "printf"} or (first.program == "ls" and "-d" in first.words):
        names = (word for word in first.words[1:] if not word.startswith(("-", "%")))
        return [first, rest[0]._replace(words=(*rest[0].words, *names))]
    return [*commands]


def _has_no_kind(command: Command) -> bool:
    """Tell `kubectl delete` that `xargs` runs from one that says what it deletes."""
    if not command.has("kubectl", "delete"):
        return False
    behind = behind_options(
        command.words[command.words.index("delete") + 1 :], ("-n", "--namespace")
    )
    return not behind


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


def documents_of(node: Node) -> Iterator[Node]:
    """Give the here-documents of a statement."""
    for redirect in node.named_children:
        for body in redirect.named_children:
            if redirect.type == "heredoc_redirect" and body.type == "heredoc_body":
                yield body
