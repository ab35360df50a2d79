"""What kind's own values are read from: recorded tables and files, without a cluster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployer.errors import BadInput
from deployer.targets.kind.config import Port, read_config
from deployer.targets.kind.images import full_name, read_images
from deployer.targets.kind.mount_table import is_shared, mounted, unmounted
from deployer.targets.kind.mounts import Mount
from deployer.targets.kind.nodes import landing, read_nodes
from deployer.targets.kind.resources import cluster_resource, with_cluster
from tests.deployer.targets.kind_site import config_of, pod, wants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from stacklint.model.change import Data

# `ctr images ls` of a node into which one image was loaded, shortened.
IMAGES = """\
REF                              TYPE   DIGEST      SIZE     PLATFORMS   LABELS
docker.io/lab/web:1              a/b    sha256:a18d 2.1 MiB  linux/amd64 managed
docker.io/lab/postgres:1         a/b    sha256:5d37 356 MiB  linux/amd64 managed
import-2026-11-28@sha256:5d37    a/b    sha256:5d37 356 MiB  linux/amd64 managed
sha256:0231                      a/b    sha256:a18d 2.1 MiB  linux/amd64 managed
sha256:14fb                      a/b    sha256:5d37 356 MiB  linux/amd64 managed
"""

MOUNTINFO = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /proc rw - proc proc rw
24 22 8:1 / /srv/with\040space rw shared:2 - ext4 /dev/sda1 rw
25 22 8:2 / /data rw - ext4 /dev/sdb1 rw
26 25 8:3 / /data/deep rw master:7 - ext4 /dev/sdc1 rw
""".strip()

FSTAB = r"""
# /dev/sdz1 /comment ext4 defaults 0 0
/dev/vda / ext4 defaults 0 1
/dev/sda1 /srv/with\040space ext4 defaults 0 2
/dev/sdd1 /srv/kind ext4 nofail 0 2   # the disk of the volumes
/dev/sde1 none swap sw 0 0
half
"""


def same(path: str) -> str:
    return path


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("lab/web:1", {"sha256:a18d", "sha256:0231"}),
        ("docker.io/lab/web:1", {"sha256:a18d", "sha256:0231"}),
        ("lab/postgres:1", {"sha256:5d37", "sha256:14fb"}),
        ("lab/web", set()),
        ("web:1", set()),
    ],
)
def test_ids_of_an_image_in_a_node(name: str, ids: set[str]) -> None:
    assert read_images(IMAGES).ids(name) == ids


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("web", "docker.io/library/web:latest"),
        ("web:1", "docker.io/library/web:1"),
        ("lab/web", "docker.io/lab/web:latest"),
        ("localhost/web:1", "localhost/web:1"),
        ("registry:5000/web", "registry:5000/web:latest"),
        ("registry.example/a/b:1", "registry.example/a/b:1"),
        ("web@sha256:ab", "docker.io/library/web@sha256:ab"),
    ],
)
def test_full_name_of_an_image(name: str, full: str) -> None:
    assert full_name(name) == full


@pytest.mark.parametrize(
    ("path", "point"),
    [
        ("/srv/kind/app", "/srv/kind"),
        ("/srv/kind", "/srv/kind"),
        ("/srv/kind2", None),
        ("/srv/with space/a", None),
        ("/comment/a", None),
    ],
)
def test_mount_point_with_nothing_mounted(path: str, point: str | None) -> None:
    assert unmounted(path, FSTAB, mounted(MOUNTINFO)) == point


@pytest.mark.parametrize(
    ("path", "is_followed"),
    [("/srv/a", True), ("/data/a", False), ("/data/deep/a", True), ("/data2", True)],
)
def test_mount_that_a_node_can_follow(path: str, *, is_followed: bool) -> None:
    assert is_shared(path, mounted(MOUNTINFO)) is is_followed


def test_no_table_of_mounts_is_no_reason_against_a_node() -> None:
    assert is_shared("/srv", mounted(""))


def test_configuration_of_a_cluster(tmp_path: Path) -> None:
    text = config_of({tmp_path / "a b": "/mnt"}, 80).replace(f"{tmp_path}/a b", '"/a #b"')
    text += (
        "- role: worker\n  extraPortMappings: [{containerPort: 1, hostPort: 2, protocol: UDP}]\n"
    )
    found = read_config(text, same)
    assert found.mounts.mounts == (Mount("/a #b", "/mnt", propagation="rslave"),)
    assert found.ports == (Port("80/tcp", "80"), Port("1/udp", "2"))
    assert found.landing == 1


@pytest.mark.parametrize("text", ["", "[]", "nodes: 1", "nodes: [1, {extraMounts: 2}]"])
def test_configuration_that_asks_for_nothing(text: str) -> None:
    found = read_config(text, same)
    assert (found.mounts.mounts, found.landing) == ((), 1)


def test_configuration_that_is_none() -> None:
    with pytest.raises(BadInput, match=r"kind-config\.yml is no YAML"):
        read_config("a: [", same)


def container(name: str, role: str) -> dict[str, Data]:
    """What docker says of a node, as far as it is read."""
    return {
        "Name": f"/{name}",
        "Config": {"Labels": {"io.x-k8s.kind.role": role}},
        "State": {"Running": role != "worker"},
        "Mounts": [{"Type": "bind", "Source": "/srv", "Destination": "/mnt"}],
        "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}},
    }


@pytest.mark.parametrize(
    ("roles", "pods_on"),
    [
        (["control-plane"], ["control-plane"]),
        (["control-plane", "worker"], ["worker"]),
        (["control-plane", "external-load-balancer"], ["control-plane"]),
    ],
)
def test_nodes_that_pods_run_on(roles: Sequence[str], pods_on: list[str]) -> None:
    nodes = read_nodes(json.dumps([container(role, role) for role in roles]), same)
    assert [node.name for node in landing(nodes)] == pods_on
    assert nodes[0].ports == {Port("80/tcp", "8080")}
    assert [node.is_running for node in nodes] == [node.role != "worker" for node in nodes]


def test_cluster_and_images_come_first() -> None:
    pods = [
        pod("a", "here:1"),
        pod("b", "here:1", initContainers=[{"image": "elsewhere:1"}, "odd"]),
        pod("c", "here@sha256:1"),
    ]
    always: Data = [{"image": "pulled:1", "imagePullPolicy": "Always"}]
    asked = wants(*pods, pod("d", "here:1", initContainers=always))
    ids = {"here:1": "sha256:1", "here@sha256:1": "sha256:1", "pulled:1": "sha256:2"}
    found = with_cluster(asked, cluster_resource("c", "text"), ids).resources
    assert [(x.key.kind, x.title) for x in found[:3]] == [
        ("Cluster", "c"),
        ("Image", "here:1"),
        ("Deployment", "a"),
    ]
    assert found[1].body == {"id": "sha256:1"}
