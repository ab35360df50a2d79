"""What this host says of its directories, and of a cluster that is not there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from deployer.errors import StepFailed
from deployer.found import Binding, Earlier, Home, Place
from deployer.shell import Shell
from deployer.targets.kind.config import read_config
from deployer.targets.kind.host import Host, size_said
from deployer.targets.kind.mounts import Mount, Mounts
from deployer.targets.kind.nodes import Node
from deployer.targets.kind.present import image_troubles
from deployer.targets.kind.sight import Sight
from deployer.targets.kind.unseen import absent, stopped
from deployer.wanted.resource import Key
from tests.deployer.targets.kind_site import config_of, pod, volume, wants

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.found import Found
    from stacklint.model.change import Data

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000
   1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000
   2: 00000000:1F92 0100007F:0016 01 00000000:00000000 00:00000000
"""


class Den:
    """A host of its own: its tables are files of a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "proc" / "net").mkdir(parents=True)
        (root / "proc" / "self").mkdir()
        self.fstab = root / "fstab"
        self.asked: Mounts | None = None
        self.host = Host(Shell(os.environ), self.fstab, root / "proc")

    def look(self, mounts: dict[str, str], earlier: Earlier, *ports: int) -> Found:
        text = config_of({self.root / host: node for host, node in mounts.items()}, *ports)
        config = read_config(text, self.host.real)
        asked = config.mounts if self.asked is None else self.asked
        sight = Sight(Shell({}), self.host, "c", (), asked, config.mounts)
        wanted = wants(volume("db", "/mnt/app/db"), volume("auto"))
        return absent(sight, config, wanted, earlier)


@pytest.fixture
def den(tmp_path: Path) -> Den:
    return Den(tmp_path)


def recorded(*places: Place) -> Earlier:
    return Earlier(bindings={f"v{i}": Binding(f"v{i}", x, "was") for i, x in enumerate(places)})


def test_a_directory(den: Den) -> None:
    place = den.root / "a"
    assert (den.host.is_there(str(place)), den.host.inode(str(place))) == (False, "")
    den.host.make(str(place / "b"))
    found = place.stat()
    assert den.host.inode(str(place)) == f"{found.st_dev}:{found.st_ino}"
    assert (den.host.is_empty(str(place / "b")), den.host.size(str(place / "b"))) == (True, 0)
    (place / "b" / "lost+found").mkdir()
    assert den.host.is_empty(str(place / "b"))
    (place / "b" / "x").write_bytes(b"1234")
    assert den.host.is_empty(str(place / "b")) is False
    assert (den.host.size(str(place / "b")) or 0) > 4


def test_a_file_in_the_way(den: Den) -> None:
    (den.root / "a").write_bytes(b"")
    assert den.host.is_there(str(den.root / "a" / "b")) is False
    assert "is not ours to write to" in den.host.unmakable(str(den.root / "a" / "b"))
    with pytest.raises(StepFailed, match="make it, and start again"):
        den.host.make(str(den.root / "a" / "b"))


@pytest.mark.parametrize(("text", "size"), [("41\t/a\n", 41), ("", None), ("du: odd", None)])
def test_what_du_says(text: str, size: int | None) -> None:
    assert size_said(text) == size


def test_a_new_cluster_sees_what_is_on_the_host(den: Den) -> None:
    (den.root / "kind" / "app" / "db").mkdir(parents=True)
    (den.root / "kind" / "app" / "db" / "x").write_bytes(b"1")
    found = den.look({"kind": "/mnt"}, Earlier())
    prospect = found.prospects["db"]
    path = str(den.root / "kind" / "app" / "db")
    assert prospect.place == Place(
        Home.HOST, path, "/mnt/app/db", den.host.inode(path), den.host.size(path)
    )
    assert (prospect.exists, prospect.is_empty, prospect.trouble) == (True, False, "")
    assert found.prospects["auto"].place is None
    assert (found.sightings, found.troubles, found.notes) == ({}, (), ())


def test_a_volume_that_no_mount_covers(den: Den) -> None:
    found = den.look({"db": "/mnt/db"}, Earlier())
    trouble = "kind-config.yml mounts no directory of the host at /mnt/app/db"
    assert found.prospects["db"].trouble.startswith(trouble)
    assert "a volume that is added later takes a new cluster" in found.notes[0]


def test_a_configuration_that_is_older_than_the_spec(den: Den) -> None:
    den.asked = Mounts((Mount("/other", "/mnt"),), den.host.real)
    assert den.look({"kind": "/mnt"}, Earlier()).prospects["db"].trouble == (
        f"kind-config.yml mounts {den.root}/kind/app/db at /mnt/app/db, and the spec asks for"
        " /other/app/db: mend it"
    )


def test_what_would_keep_a_cluster_from_being_made(den: Den) -> None:
    (den.root / "proc" / "net" / "tcp").write_text(TCP, encoding="utf-8")
    (den.root / "proc" / "self" / "mountinfo").write_text("1 0 8:1 / / rw - ext4 a rw\n")
    (den.root / "file").write_bytes(b"")
    den.fstab.write_text(f"/dev/a {den.root}/disk ext4\n", encoding="utf-8")
    found = den.look(
        {"disk": "/mnt", "file/x": "/mnt/x", "a.json": "/a"}, Earlier(), 8080, 8081, 8082
    )
    private, other, _, port, file, missing = found.troubles
    assert f"{den.root / 'disk'} lies on a private mount" in private
    assert f"{den.root / 'file' / 'x'} lies" in other
    assert port == "port 8080 of this host, which the cluster is to have, is taken"
    assert "is not ours to write to" in file
    assert missing == f"{den.root / 'a.json'}, which the node is to have, is not there"
    assert f"nothing is mounted at {den.root}/disk" in found.prospects["db"].trouble


def test_what_an_earlier_cluster_had(den: Den) -> None:
    (den.root / "there").mkdir()
    earlier = recorded(
        Place(Home.HOST, str(den.root / "there"), "/mnt/a", "0:0", 7),
        Place(Home.HOST, str(den.root / "gone"), "/mnt/b"),
        Place(Home.PROVISIONED, "/var/pvc", "in the kind node", size=41),
        Place(Home.NODE, "/opt/x", size=0),
        Place(Home.PROVISIONED, "", size=0),
    )
    found = den.look({"kind": "/mnt"}, earlier).bindings
    assert list(found) == ["v0", "v1", "v2", "v3"]
    assert found["v0"].place.inode == den.host.inode(str(den.root / "there"))
    assert (found["v0"].place.size, found["v0"].trouble, found["v0"].is_lost) == (0, "", False)
    assert found["v1"].trouble == f"it was in {den.root / 'gone'}, which is not there any more"
    assert found["v2"].trouble == "it was in the node of cluster c, and is gone with it"
    assert [x.is_lost for x in found.values()] == [False, True, True, True]


def test_a_stopped_node_keeps_what_it_has(den: Den) -> None:
    mounts = Mounts((Mount(str(den.root / "kind"), "/mnt"),), den.host.real)
    node = Node("c-control-plane", "control-plane", is_running=False, mounts=mounts)
    sight = Sight(Shell({}), den.host, "c", (node,), mounts, mounts)
    wanted = wants(volume("db", "/mnt/app/db"), pod("web", "a:1"))
    earlier = recorded(Place(Home.PROVISIONED, "/var/pvc", "in the kind node", size=41))
    earlier = earlier._replace(inventory=tuple(x.key for x in wanted.resources))
    found = stopped(sight, Key("Cluster", "", "c"), wanted, earlier)
    assert [x.kind for x in found.sightings] == ["PersistentVolume", "Deployment", "Cluster"]
    assert (found.bindings["v0"].trouble, found.bindings["v0"].is_lost) == ("", False)
    assert f"{den.root / 'kind'}, which the node has at /mnt, is not there" in found.troubles[0]
    (den.root / "kind").mkdir()
    assert stopped(sight, Key("Cluster", "", "c"), wanted, earlier).troubles == ()
    (trouble,) = stopped(sight, Key("Cluster", "", "c"), wanted, Earlier()).troubles
    assert "`docker start c-control-plane`" in trouble


@pytest.mark.parametrize(
    ("image", "policy", "login", "count"),
    [
        ("a:1", "IfNotPresent", False, 1),
        ("a:1", "Never", False, 1),
        ("a:1", "Always", False, 0),
        ("a:1", "IfNotPresent", True, 0),
        ("a@sha256:1", "IfNotPresent", False, 0),
    ],
)
def test_images_that_nobody_brings(image: str, policy: str, count: int, *, login: bool) -> None:
    secrets: list[Data] = [{"name": "s"}] if login else []
    asked: list[Data] = [{"image": image, "imagePullPolicy": policy}]
    web = pod("w", image, containers=asked, imagePullSecrets=secrets)
    found = image_troubles(wants(web), ())
    assert len(list(found)) == count
