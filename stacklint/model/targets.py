"""The three targets, and what each can do."""

from __future__ import annotations

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple


class Target(Enum):
    """Where a spec is deployed: the values of `deploy-to`."""

    COMPOSE = "compose"
    KIND = "k8s-kind"
    K8S = "k8s"


class Abilities(NamedTuple):
    """What laconic-so does for a target.

    `reads_relative_paths`: a relative volume path means a directory of the deployment.
    `has_mount_root`: `kind-mount-root` is mounted into the node.
    `makes_objects`: compose files become Kubernetes objects.
    """

    reads_relative_paths: bool
    has_mount_root: bool
    makes_objects: bool


ABILITIES = {
    Target.COMPOSE: Abilities(reads_relative_paths=True, has_mount_root=False, makes_objects=False),
    Target.KIND: Abilities(reads_relative_paths=True, has_mount_root=True, makes_objects=True),
    Target.K8S: Abilities(reads_relative_paths=False, has_mount_root=False, makes_objects=True),
}

EVERY_TARGET = frozenset(Target)
KUBERNETES = frozenset(target for target in Target if ABILITIES[target].makes_objects)


def target_named(text: str | None) -> Target | None:
    """Give the target of that name, or None."""
    return _BY_NAME.get(text or "")


_BY_NAME = {target.value: target for target in Target}


def starts_nothing(target: Target | None) -> str:
    """Say who stops for what laconic-so passes over on Kubernetes, and docker compose refuses."""
    who = "stacklint deploys" if target in KUBERNETES else "docker compose starts"
    return f"{who} nothing of the stack"
