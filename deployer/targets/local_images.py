"""The images that this host has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deployer.shell import Shell


def local_images(shell: Shell, names: Sequence[str]) -> dict[str, str]:
    """Give the ids of images by the names that they were asked for; those not here are left out."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        ran = shell.ask("docker", "image", "inspect", "--format", "{{json .Id}}", "--", name)
        if ran.code == 0:
            found[name] = json.loads(ran.out)
    return found


def restore_images(shell: Shell, ids: Mapping[str, str]) -> None:
    """Let names stand again for the images that they stood for, where this host still has those."""
    now = local_images(shell, tuple(ids))
    for name, identity in ids.items():
        if (
            now.get(name) != identity
            and shell.ask("docker", "image", "inspect", identity).code == 0
        ):
            shell.run("docker", "tag", identity, name)
