"""Where a compose project is, and what names it."""

from __future__ import annotations

import re

from stacklint.model.named import NamedTuple

_ODD = re.compile(r"[^A-Za-z0-9_.-]")


class Setting(NamedTuple):
    """A deployment directory on this host, by real paths.

    `files` is the directory whose files are judged: `place`, or one of the same layout. What is
    done is always done from `place`. `project` names the project, `run` what a run leaves behind.
    """

    place: str
    files: str
    project: str
    run: str

    @property
    def base(self) -> str:
        """The directory that relative paths of compose files are seen from."""
        return f"{self.place}/compose"

    @property
    def mark(self) -> str:
        """The run, as it can stand in the name of a volume or a directory."""
        return _ODD.sub("-", self.run)
