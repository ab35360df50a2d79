"""The Caddy ingress controller of a kind cluster, which all its deployments share.

Source: what laconic-so installs (reference on deployment directories, section 2): its names, labels
and fields, so that either program finds the other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.caddy.backup import backup
from deployer.wanted.kubernetes.caddy.controller import controller
from stacklint.model.proxy import hosts_of
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.resource import Resource


def caddy(frame: Frame) -> Iterator[Resource]:
    """Give what routes of a kind cluster need; nothing without routes.

    Certificates outlive the cluster only where there is a mount root to keep them in.
    """
    if frame.spec.target is not Target.KIND or not hosts_of(frame.spec):
        return
    yield from controller(frame)
    if frame.spec.mount_root is not None:
        yield from backup(frame)
