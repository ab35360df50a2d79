"""The last line of events, for what ended before a run began: whoever reads them finds the code."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.cli.output import print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTION = "--format"
_SHORTEST = len("--fo")
"""What argparse still takes for it."""


def tell_result(reason: str, code: int) -> None:
    """Write why it ended, and the exit code."""
    result = {"version": 1, "step": "S16", "event": "result", "reason": reason, "exit": code}
    print_text(json.dumps(result))


def asks_for_events(words: Sequence[str]) -> bool:
    """Tell whether a command line that makes no sense asks for JSON."""
    words = words[: words.index("--")] if "--" in words else words
    pairs = (*pairwise(words), *(_halves(word) for word in words))
    return any(value == "json" and _is_format(name) for name, value in pairs)


def _halves(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _is_format(word: str) -> bool:
    return len(word) >= _SHORTEST and _OPTION.startswith(word)
