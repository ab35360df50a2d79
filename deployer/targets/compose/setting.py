"""Where a compose project is, and what names it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.targets.compose.live import Container

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

    def owns(self, container: Container) -> bool:
        """Tell whether a container is of this deployment.

        One that was made from a directory that is gone is taken for ours: that was moved.
        """
        if container.project != self.project:
            return False
        base = container.base
        return os.path.realpath(base) == self.base or not os.path.isdir(base)  # noqa: PTH112 -- text
