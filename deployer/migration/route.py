"""Where programs run, and from where to where bytes are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import ProgramFailed
from deployer.shell import first_words
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.shell import Shell

PARTIAL = ".stacklint-partial-"
"""Behind the name of a target: a copy that is not complete yet, followed by its run."""

PATIENCE = 7 * 24 * 3600.0
"""Seconds: a large volume takes hours, and half a copy is worth nothing."""

_FULL = "No space left on device"


class Route(NamedTuple):
    """Where programs run, and from where to where is copied.

    Programs are those of GNU; they run on this host, or behind a prefix such as `docker exec NODE`.
    """

    shell: Shell
    prefix: tuple[str, ...]
    source: str
    target: str

    def script(self, text: str, *arguments: str) -> str:
        """Run a script there; give what it prints. Any program in it that fails makes it fail."""
        told = ("bash", "-o", "pipefail", "-ec", f"export LC_ALL=C\n{text}", "bash", *arguments)
        ran = self.shell.ask(*self.prefix, *told, timeout=PATIENCE)
        if ran.code:
            full = f"the disk of {self.target} is full" if _FULL in ran.err else ""
            raise ProgramFailed((*self.prefix, "bash"), full or first_words(ran))
        return ran.out.strip("\n")
