"""The target of a revision for docker compose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.migration import copy_verified
from deployer.targets.compose.setting import Setting
from deployer.targets.compose.target import ComposeTarget
from deployer.targets.protocol import Chosen

if TYPE_CHECKING:
    from deployer.revisions.candidate import Candidate
    from deployer.targets.choose import Options


def chosen(one: Candidate, options: Options) -> Chosen:
    """Give the project of a deployment directory."""
    place, files = str(one.place.resolve()), str(one.files.resolve())
    setting = Setting(place, files, one.identity.cluster_id, options.run)
    target = ComposeTarget(options.shell, setting, copy_verified)
    return Chosen(
        target=target,
        wanted=one.wanted,
        can_copy=True,
        door=target.door,
        images=lambda: target.images(target.image_names()),
        digests=target.digests,
        running=target.running,
        copies=target.copies,
    )
