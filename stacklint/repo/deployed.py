"""The deployment directories that are at hand: copies of specs, beside a `deployment.yml`."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from stacklint.model.document import read_document
from stacklint.model.spec import Spec

# Deployment directories lie near the top of a checkout, or right beside it.
_DEPTH = 3
_NEVER = {".git", ".venv", "node_modules"}


class DeploymentDirectories:
    """What deployment directories below a root hold, tracked by git or not."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def has_volume(self, name: str) -> bool:
        """Tell whether a copy of a spec in one of them names a volume."""
        return any(volume.name == name for copy in self._copies for volume in copy.volumes)

    def directory_below(self, root: str, stack: str) -> str | None:
        """Give one, of the stack of that name, that lies below a directory of this host."""
        for copy in self._copies:
            folder = Path(copy.file).resolve().parent
            if copy.stack_name == stack and folder != Path(root) and folder.is_relative_to(root):
                return str(folder)
        return None

    @cached_property
    def _copies(self) -> tuple[Spec, ...]:
        found: list[Spec] = []
        for folder, folders, files in os.walk(self.root):
            depth = len(Path(folder).relative_to(self.root).parts)
            folders[:] = [] if depth >= _DEPTH else sorted(set(folders) - _NEVER)
            if "deployment.yml" in files and "spec.yml" in files:
                found += _read(os.path.join(folder, "spec.yml"))  # noqa: PTH118 -- os.walk
        return tuple(found)


def _read(path: str) -> list[Spec]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- os.walk gives text
            return [Spec(read_document(path, file.read()))]
    except OSError:
        return []
