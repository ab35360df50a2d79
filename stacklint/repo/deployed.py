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
        return name in self._volumes

    @cached_property
    def _volumes(self) -> frozenset[str]:
        names: set[str] = set()
        for folder, folders, files in os.walk(self.root):
            depth = len(Path(folder).relative_to(self.root).parts)
            folders[:] = [] if depth >= _DEPTH else sorted(set(folders) - _NEVER)
            if "deployment.yml" in files and "spec.yml" in files:
                names |= _volume_names(os.path.join(folder, "spec.yml"))  # noqa: PTH118 -- os.walk
        return frozenset(names)


def _volume_names(path: str) -> set[str]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- os.walk gives text
            document = read_document(path, file.read())
    except OSError:
        return set()
    return {volume.name for volume in Spec(document).volumes}
