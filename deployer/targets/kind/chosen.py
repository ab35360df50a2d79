"""The target of a revision for a kind cluster of this host."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from deployer.directory.content import KIND_KUBECONFIG
from deployer.directory.content_tree import ContentTree
from deployer.directory.files.kind_config import mounts_of
from deployer.directory.reading import read_directory
from deployer.errors import BadInput
from deployer.migration import copy_verified
from deployer.targets.cluster_secrets import completed
from deployer.targets.exec_and_logs import cluster_door
from deployer.targets.kind.config import FILE
from deployer.targets.kind.ground import Copying
from deployer.targets.kind.host import Host
from deployer.targets.kind.resources import cluster_resource, with_cluster
from deployer.targets.kind.saved import saved_file, with_certificates
from deployer.targets.kind.target import KindTarget, Setting
from deployer.targets.pod_stamps import image_names, stamped
from deployer.targets.protocol import Chosen
from deployer.wanted.resource import namespace_of

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.directory.files.kind_config import HostMount
    from deployer.revisions.candidate import Candidate
    from deployer.targets.choose import Options
    from deployer.targets.kubernetes.ground import Ground
    from deployer.targets.protocol import ClusterTarget


def chosen(one: Candidate, options: Options) -> Chosen:
    """Give the cluster of the deployment's own name, there or not."""
    cluster, config, mounts = one.identity.cluster_id, _config(one.files), _mounts(one)
    copying = Copying(copy_verified, options.run)
    kubeconfig = one.place / KIND_KUBECONFIG
    setting = Setting(cluster, config, kubeconfig, copying, mounts)
    target = KindTarget(options.shell, setting, _kubernetes)
    images = target.images(image_names(one.wanted))
    made = cluster_resource(cluster, config, options.node_image)
    asked = completed(one.wanted, target.secret)
    wanted = with_cluster(stamped(asked, images), made, images)
    saved = saved_file(mounts, Host(options.shell))
    wanted = with_certificates(wanted, saved) if saved else wanted
    return Chosen(
        target=target,
        wanted=wanted,
        can_copy=True,
        door=partial(cluster_door, one.wanted, kubeconfig),
        images=lambda: images,
        secret=target.secret,
        running=partial(target.running, namespace_of(one.wanted), one.identity.deployment_id),
        copies=target.copies,
    )


def _mounts(one: Candidate) -> tuple[HostMount, ...]:
    """Give the mounts that the spec asks for; kind-config.yml may be older."""
    bundle = read_directory(ContentTree(one.content), one.place).bundle
    return () if bundle.stack is None else mounts_of(bundle.spec, bundle.stack, str(one.place))


def _config(files: Path) -> str:
    path = files / FILE
    if not path.is_file():
        raise BadInput(str(path), "is not there, and says which directories the cluster has")
    return path.read_text(encoding="utf-8")


def _kubernetes(kubeconfig: Path, ground: Ground) -> ClusterTarget:
    # The client takes a third of a second, and a cluster that is not there needs none.
    from deployer.targets.kubernetes.connection import connect  # noqa: PLC0415
    from deployer.targets.kubernetes.target import KubernetesTarget  # noqa: PLC0415

    return KubernetesTarget(connect(kubeconfig), ground)
