"""The rule `string-command-misread`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.compose.command_line import is_read_as_by_a_shell
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import is_own
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


_SIGNS = frozenset({"&", "&&", "|", "||", ";", "<", ">", ">>"})


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
    of_laconic_so=True,
)
def string_command_misread(stack: Stack) -> Hits:
    """Command that is split at other places than a shell would."""
    for service in () if stack.is_for_fork() else stack.every_service:
        for key in ("command", "entrypoint"):
            text = text_of(service.node.get(key))
            why = "" if text is None else _why(key, text)
            if text is not None and why:
                at = service.at.below(key)
                hit = Hit(at.value, f"`{key}` of `{service.name}` {why}", _fix(at, text))
                # We take a line apart as a shell does, and run none.
                words = _split(text)
                yield hit._replace(of_laconic_so=bool(words) and not _sign(words))


def _why(key: str, text: str) -> str:
    """Say what becomes of it; empty where that is what a shell would make."""
    words = text.split()
    if key == "entrypoint":
        is_one = len(words) <= 1
        return "" if is_one else "is taken for the name of one file, blanks and all"
    if _split(text) == words:
        sign = _sign(words)
        return f"has no shell to read it: `{sign}` reaches the program as a word" if sign else ""
    signs = "quotes" if "'" in text or '"' in text else "backslashes"
    return f"is split at its blanks alone: the {signs} reach the program as a part of its words"


def _sign(words: list[str]) -> str:
    return next((word for word in words if word in _SIGNS), "")


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return []


def _fix(at: Place, text: str) -> Fix | None:
    words = _split(text)
    # On compose, the list is to say what the line says there.
    if not words or not is_read_as_by_a_shell(text) or not is_own(at.document.root, at.path):
        return None
    change = SetValue(at.path, list(words))
    return Fix("as a list", Safety.UNSAFE, (change,), "the program gets other words than now")
