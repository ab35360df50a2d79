"""What a deployment directory has of its own, where no volume has any business."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath

OWN = ".stacklint"
"""The directory of what only stacklint needs."""
KUBECONFIG = "kubeconfig.yml"
"""How a cluster elsewhere is reached: a copy of the file that the spec names."""
FILES = (
    ".gitignore",
    "config.env",
    "deployment.yml",
    "high-memlock-spec.json",
    "kind-config.yml",
    KUBECONFIG,
    "spec.yml",
    "stack.yml",
)
"""The files at the top of it that mean something to laconic-so or to stacklint."""
FOLDERS = ("compose", "compose-jobs", "config", "configmaps", "hooks", "pods")
"""The directories in which everything does."""

# In `config` are files of the stack, and a volume may be those.
_TAKEN = {OWN, *FOLDERS} - {"config"}


def is_whole(path: HostPath) -> bool:
    """Tell whether a relative path is the deployment directory itself."""
    return path.clean == "."


def is_taken(path: HostPath) -> bool:
    """Tell whether a relative path is where a deployment has files of its own."""
    return path.clean.split("/")[0] in _TAKEN or path.clean in FILES
