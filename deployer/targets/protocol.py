"""What a target can be asked for: the same of docker compose, kind and Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from deployer.found import Earlier, Found, Readiness, Running
    from deployer.migration.route import Route
    from deployer.plan import Plan, Step
    from deployer.targets.exec_and_logs import Door
    from deployer.wanted.resource import Key, Resource, Wanted


class LiveTarget(Protocol):
    """A running system that holds one deployment.

    Order, comparison, waiting and rollback are written once, above it. Every method may raise a
    `DeployError`: `Unreachable` when nobody answers, `StepFailed` when a step did not work.
    """

    def images(self, names: Sequence[str]) -> Mapping[str, str]:
        """Give the ids of the images that this host has, by name; the others are left out."""

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        """Look at what there is, and change nothing."""

    def execute(self, step: Step) -> None:
        """Take a step, and return when it is taken; whether a workload is ready is asked later."""

    def readiness(self, key: Key) -> Readiness:
        """Tell how far a workload or a job is."""

    def evidence(self, key: Key) -> str:
        """Give what tells why a workload is not ready: its last lines, its events."""


class ClusterTarget(LiveTarget, Protocol):
    """A cluster, which also keeps Secrets."""

    def secret(self, key: Key) -> Mapping[str, str]:
        """Give the values of a Secret, by name; none where it is not there."""

    def add(self, resource: Resource) -> bool:
        """Make an object; tell whether it was made: one of its name that is there stays."""

    def running(self, namespace: str, app: str) -> tuple[Running, ...]:
        """Give the containers of a deployment, by its namespace and the label of its pods."""


def no_secret(key: Key) -> Mapping[str, str]:  # noqa: ARG001 -- one shape for all targets
    """Give none: only a cluster keeps Secrets."""
    return {}


def no_copies(plan: Plan) -> Sequence[Route]:  # noqa: ARG001 -- one shape for all targets
    """Give none: what a cluster elsewhere has is not copied."""
    return ()


class Chosen(NamedTuple):
    """The target of a revision, and what it makes of what is wanted.

    `wanted` has what only this kind of target needs (a cluster, images in its nodes). `can_copy`
    tells whether it copies the bytes of volumes, `copies` from where to where a plan does; that
    raises StepFailed where it cannot be. `images` gives ids of images by name, `digests` the
    checksums of mounted files by service, for the record of the revision. `door` leads into the
    container of a service; it raises CannotDo where there is none of that name. `secret` gives the
    values of a Secret of the cluster, none where it is not there. `running` gives the containers
    of the deployment, one by one.
    """

    target: LiveTarget
    wanted: Wanted
    can_copy: bool
    door: Callable[[str], Door]
    images: Callable[[], Mapping[str, str]] = dict
    digests: Callable[[], Mapping[str, str]] = dict
    secret: Callable[[Key], Mapping[str, str]] = no_secret
    running: Callable[[], Sequence[Running]] = tuple
    copies: Callable[[Plan], Sequence[Route]] = no_copies
