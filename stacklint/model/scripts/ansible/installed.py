"""What a playbook leaves on a host to be run later: jobs of cron, scripts that it writes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.host_files import of_crontab, of_unit
from stacklint.model.scripts.script import ScriptKind, is_of_shell, kind_of
from stacklint.model.yaml.nodes import Mapping, Scalar, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.piece import Piece
    from stacklint.model.yaml.nodes import Node

CRON = "cron"
"""The module that adds a line to the crontab of a user."""
_OFF = frozenset({"true", "True", "yes"})


def installed_by(module: str, value: Node | None) -> Scalar | None:
    """Give the text that a task leaves to be run; None where it leaves none."""
    if not isinstance(value, Mapping):
        return None
    if module == CRON:
        is_off = text_of(value.get("state")) == "absent" or text_of(value.get("disabled")) in _OFF
        return None if is_off else _scalar(value.get("job"))
    return _scalar(value.get("content")) if module == "copy" else None


def pieces_of(name: str, whole: Piece) -> Iterator[Piece]:
    """Give the shell of a text that is written to a file; `name` is empty for a line of cron."""
    kind = kind_of(name) if name else None
    text = whole.text
    if not name or (kind is ScriptKind.SHELL and is_of_shell(name, text)):
        yield whole
    found = of_crontab(name, text) if kind is ScriptKind.CRONTAB else iter(())
    for piece in of_unit(text) if kind is ScriptKind.UNIT else found:
        lines = [text.count("\n", 0, start) for start in piece.lines]
        yield piece._replace(
            lines=tuple(whole.lines[line] for line in lines),
            ends=tuple(whole.ends[line] for line in lines),
            guards=whole.guards,
        )


def _scalar(node: Node | None) -> Scalar | None:
    found = resolved(node)
    return found if isinstance(found, Scalar) else None
