"""When a question is asked again: what passes by itself may take a moment, and no longer.

An API server that is started again refuses or resets for seconds, and one that has too much to do
says 429 or 503.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.change import Data

APPLY_TYPE = "application/apply-patch+yaml"
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before the second question, the third, and so on; after the last one it is given up."""

_FEW = 2
_LONGEST = 10.0
_NOT_DONE = {429, 503}
_PERHAPS_DONE = {502, 504}
_FAULT, _CONFLICT = 500, 409
_OVERTAKEN = "the object has been modified"


def is_repeatable(method: str, options: Mapping[str, Data]) -> bool:
    """Tell whether a question comes to the same when it is asked twice."""
    if method in {"get", "delete"} or options.get("content_type") == APPLY_TYPE:
        return True
    body = options.get("body")
    changes = body if isinstance(body, list) else []
    return all(isinstance(x, dict) and x.get("op") != "remove" for x in changes)


def pause_after(status: int, body: str, attempt: int, *, can_repeat: bool) -> float | None:
    """Give the seconds until a question is asked again; None where its answer stands."""
    if status in _NOT_DONE or (can_repeat and status in _PERHAPS_DONE):
        return pause_before(attempt)
    # Some things that are wrong for good are 500, too: nobody waits long for these.
    passes = status == _FAULT or (status == _CONFLICT and _OVERTAKEN in body)
    return pause_before(attempt) if can_repeat and passes and attempt < _FEW else None


def pause_before(attempt: int) -> float | None:
    """Give the seconds before the question after `attempt` that failed; None for the last one."""
    return PAUSES[attempt] if attempt < len(PAUSES) else None


def asked_for(pause: float, wish: str) -> float:
    """Give a pause that is at least what a server wishes for (`Retry-After`), within bounds."""
    return min(max(pause, float(wish)), _LONGEST) if wish.isdigit() else pause
