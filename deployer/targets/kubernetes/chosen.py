"""The target of a revision for a cluster elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from deployer.targets.cluster_secrets import completed
from deployer.targets.exec_and_logs import cluster_door
from deployer.targets.kubernetes.connection import connect
from deployer.targets.kubernetes.ground import Unseen
from deployer.targets.kubernetes.target import KubernetesTarget
from deployer.targets.pod_stamps import stamped
from deployer.targets.protocol import Chosen
from deployer.wanted.resource import namespace_of
from stacklint.model.own_files import KUBECONFIG

if TYPE_CHECKING:
    from deployer.revisions.candidate import Candidate
    from deployer.targets.choose import Options


def chosen(one: Candidate, options: Options) -> Chosen:  # noqa: ARG001 -- one shape for all targets
    """Connect to the cluster of the deployment's own kubeconfig."""
    kubeconfig = one.files / KUBECONFIG
    target = KubernetesTarget(connect(kubeconfig), Unseen())
    return Chosen(
        target=target,
        wanted=stamped(completed(one.wanted, target.secret), {}),
        can_copy=False,
        door=partial(cluster_door, one.wanted, kubeconfig),
        secret=target.secret,
        running=partial(target.running, namespace_of(one.wanted), one.identity.deployment_id),
    )
