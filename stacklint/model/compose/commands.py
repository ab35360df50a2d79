"""What a service of a compose file runs, as Kubernetes targets put it together."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.compose.file import Service

COMMANDS = ("entrypoint", "command")
"""The keys of a service that say what runs, in the order of the words."""

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "zsh"})
_TAKES_A_SCRIPT = Pattern(r"-[a-z]*c")


def runs_a_shell(service: Service) -> bool:
    """Tell whether a shell in the container reads what stands behind `-c`, and fills it in."""
    words = [word for key in COMMANDS for word in words_of(service, key)]
    named = (posixpath.basename(word) in _SHELLS for word in words)
    return any(
        is_shell and _TAKES_A_SCRIPT.fullmatch(behind) is not None
        for is_shell, behind in zip(named, words[1:], strict=False)
    )


def words_of(service: Service, key: str) -> list[str]:
    """Give the words of an entrypoint or a command; those of a line are cut at its blanks."""
    node = resolved(service.node.get(key))
    if isinstance(node, Sequence):
        return [text_of(item) or "" for item in node.items]
    return node.value.split() if isinstance(node, Scalar) else []
