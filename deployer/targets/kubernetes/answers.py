"""What an API server says against a request, in words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from deployer.errors import DeployError
from deployer.targets.kubernetes.fields import rows, text
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

FORBIDDEN, ABSENT, CONFLICT, INVALID = 403, 404, 409, 422
WRONG = {400, INVALID, 500}
"""What a server answers to an object that is none: a wrong type is 500 to an apply (measured)."""

PORT_IS_TAKEN = "provided port is already allocated"

_LONGEST = 300
_MANAGER = re.compile(r'conflict with "([^"]+)"')
_START = re.compile(r'^[A-Z][A-Za-z.]* "[^"]*" is (?:invalid|forbidden): ')


class Conflict(NamedTuple):
    """A field that somebody else set to another value, and the name of that program."""

    manager: str
    field: str


class Answer(DeployError):
    """An API server said no; `status` is that of HTTP."""

    def __init__(self, status: int, words: str, conflicts: tuple[Conflict, ...] = ()) -> None:
        super().__init__(status, words, conflicts)
        self.status = status
        self.words = words
        self.conflicts = conflicts

    def __str__(self) -> str:
        """Say what it said."""
        return f"the API server says: {self.words}"


def answer_of(status: int, reason: str, body: str) -> Answer:
    """Read the answer of an API server; where it is none of its own, the words are HTTP's."""
    try:
        said: Data = json.loads(body)
    except ValueError:
        return Answer(status, f"{status} {reason}")
    if not isinstance(said, dict):
        return Answer(status, f"{status} {reason}")
    return Answer(status, shortened(text(said, "message")), _conflicts(said))


def _conflicts(said: Object) -> tuple[Conflict, ...]:
    causes = rows(said, "details", "causes")
    return tuple(
        Conflict(found[1], text(cause, "field").lstrip("."))
        for cause in causes
        if text(cause, "reason") == "FieldManagerConflict"
        and (found := _MANAGER.search(text(cause, "message")))
    )


def shortened(message: str) -> str:
    """Leave out what is known (whose fault it is) and what nobody reads (whole templates)."""
    words = _START.sub("", " ".join(message.split())).replace(
        "failed to create typed patch object", ""
    )
    # A server quotes the value that it does not like, which can be a pod of several kilobytes.
    words = re.sub(r"Invalid value: \S*?\{.*\}: ", "", words)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"
