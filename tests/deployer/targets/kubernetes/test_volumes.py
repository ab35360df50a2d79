"""Where bytes are, from claims and PersistentVolumes as a cluster gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.found import Home, Place
from deployer.targets.kubernetes.fields import name_of
from deployer.targets.kubernetes.fitted import fitted
from deployer.targets.kubernetes.ground import Unseen
from deployer.targets.kubernetes.prospects import prospects
from deployer.targets.kubernetes.volumes import (
    PROVISIONER,
    SUPERSEDED,
    Claim,
    Storage,
    binding_of,
    title_of,
)
from deployer.targets.kubernetes.whose import Whose, whose
from deployer.wanted.resource import Key
from tests.deployer.wanted.made import Case, made
from tests.deployer.wanted.test_differences import service

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

US = Whose("laconic-a", "n", "/srv/a")
NODE = "on a node of the cluster"
MINE = Place(Home.NODE, "/srv/db", NODE)
MADE = Place(Home.PROVISIONED, "/var/pvc-1", NODE)
UNSEEN = Place(Home.PROVISIONED, "pvc-2", "persistent volume pvc-2")
NOTHING_YET = Place(Home.PROVISIONED, "", size=0)


def claim(volume: str = "", phase: str = "Bound", **metadata: Data) -> Object:
    spec: Object = {"volumeName": volume} if volume else {}
    named: Object = {"name": "laconic-a-db", "namespace": "n", **metadata}
    return {"metadata": named, "spec": spec, "status": {"phase": phase}}


def volume(name: str, path: str, holder: str = "laconic-a-db", **more: Data) -> Object:
    reference: Object = {"namespace": "n", "name": holder}
    spec: Object = {"hostPath": {"path": path}, **({"claimRef": reference} if holder else {})}
    metadata: Object = {"name": name, "labels": {"app": "laconic-a"}, **more}
    return {"metadata": metadata, "spec": spec, "status": {"phase": "Bound"}}


DB = volume("laconic-a-db", "/srv/db")
PVC = volume("pvc-1", "/var/pvc-1", annotations={PROVISIONER: "rancher.io/local-path"})
WITH_PATH = Claim("db", "laconic-a-db", "laconic-a-db")
WITHOUT = Claim("db", "laconic-a-db")


@pytest.mark.parametrize(
    ("asked", "claims", "volumes", "place", "trouble"),
    [
        (WITH_PATH, [], [], None, ""),
        (WITH_PATH, [claim("laconic-a-db")], [DB], MINE, ""),
        (WITHOUT, [claim("pvc-1")], [PVC], MADE, ""),
        (WITH_PATH, [claim("pvc-1")], [PVC], MADE, ""),
        (WITHOUT, [claim("", "Pending")], [], NOTHING_YET, ""),
        (WITH_PATH, [claim("", "Pending")], [], NOTHING_YET, ""),
        (WITH_PATH, [claim("laconic-a-db", "Pending")], [], None, ""),
        (WITH_PATH, [], [DB], MINE, ""),
        (
            WITH_PATH,
            [],
            [volume("laconic-a-db", "/srv/db", "other")],
            MINE,
            "persistent volume laconic-a-db belongs to claim other in namespace n",
        ),
        (WITHOUT, [], [PVC], MADE, "its claim is gone, and persistent volume pvc-1 still holds"),
        (WITHOUT, [], [volume("pvc-1", "/var", labels={SUPERSEDED: "true"})], None, ""),
        (
            WITH_PATH,
            [claim("laconic-a-db", deletionTimestamp="2026-11-28T12:00:00Z")],
            [DB],
            MINE,
            "claim laconic-a-db is being deleted",
        ),
        (WITHOUT, [claim("pvc-2")], [], UNSEEN, ""),
        (WITH_PATH, [claim("pvc-2")], [], UNSEEN, ""),
        (
            WITH_PATH,
            [claim("laconic-a-db", "Lost")],
            [],
            Place(Home.PROVISIONED, "laconic-a-db", "persistent volume laconic-a-db"),
            "claim laconic-a-db has lost its persistent volume laconic-a-db",
        ),
    ],
)
def test_where_the_bytes_of_a_volume_are(
    asked: Claim, claims: list[Object], volumes: list[Object], place: Place | None, trouble: str
) -> None:
    storage = Storage({name_of(x): x for x in claims}, {name_of(x): x for x in volumes}, ())
    found = binding_of(asked, storage, US, Unseen())
    assert (found.place if found else None) == place
    assert (found.trouble if found else "")[: len(trouble)] == trouble
    assert bool(found and found.trouble) is bool(trouble)


def test_users_are_those_that_run_or_would() -> None:
    spec: Object = {"volumes": [{"persistentVolumeClaim": {"claimName": "laconic-a-db"}}]}
    ended: Object = {"conditions": [{"type": "Complete", "status": "True"}]}

    def workload(kind: str, name: str, app: str = "laconic-a", **more: Data) -> Object:
        metadata: Object = {"name": name, "labels": {"app": app}}
        template: Object = {"template": {"spec": spec}}
        return {"kind": kind, "metadata": metadata, "spec": template, **more}

    workloads = (
        workload("Deployment", "web"),
        workload("Job", "seed"),
        workload("Job", "done", status=ended),
        workload("Deployment", "foreign", "laconic-b"),
    )
    storage = Storage({"laconic-a-db": claim("laconic-a-db")}, {"laconic-a-db": DB}, workloads)
    found = binding_of(WITH_PATH, storage, US, Unseen())
    assert found is not None
    assert found.users == (Key("Deployment", "n", "web"), Key("Job", "n", "seed"))


def test_a_volume_has_the_name_that_its_author_gave() -> None:
    assert title_of(claim(), US) == "db"
    meant: Object = {"stacklint.dev/name": "laconic-a-my_db"}
    assert title_of(claim(annotations=meant), US) == "my_db"


@pytest.mark.parametrize(
    ("path", "owner", "superseded", "trouble"),
    [
        ("/srv/db", "laconic-b", False, "/srv/db belongs to deployment laconic-b, as"),
        ("/srv/db/in/it", "laconic-b", False, "/srv/db/in/it belongs to deployment laconic-b"),
        ("/srv", "", False, "/srv belongs to somebody else, as persistent volume x"),
        ("/srv/db2", "laconic-b", False, ""),
        ("/srv/db", "laconic-b", True, ""),
        ("/srv/db", "laconic-f3m6b6j4", False, ""),
    ],
)
def test_a_directory_of_another_deployment(
    path: str, owner: str, *, superseded: bool, trouble: str
) -> None:
    labels: Object = {"app": owner, **({SUPERSEDED: "true"} if superseded else {})}
    wanted = made(Case(service("volumes: ['db:/v']", "db"), "volumes: {db: /srv/db}\n", "k8s"))
    found = prospects(wanted, [volume("x", path, labels=labels)], whose(wanted), Unseen())
    assert found["db"].place == MINE
    assert found["db"].trouble[: len(trouble)] == trouble
    assert bool(found["db"].trouble) is bool(trouble)


BODY: Object = {
    "kind": "PersistentVolumeClaim",
    "spec": {
        "resources": {"requests": {"storage": "5000M"}},
        "volumeName": "new",
        "storageClassName": "manual",
    },
}


@pytest.mark.parametrize(
    ("size", "can_grow", "left"),
    [("2G", False, "2G"), ("2G", True, "5000M"), ("9G", True, "9G"), ("5G", True, "5G")],
)
def test_a_claim_that_is_there_keeps_what_cannot_change(
    size: str, *, can_grow: bool, left: str
) -> None:
    has: Object = {"resources": {"requests": {"storage": size}}, "volumeName": "old"}
    live: Object = {"kind": "PersistentVolumeClaim", "spec": {**has, "storageClassName": "s"}}
    assert fitted(BODY, live, can_grow=can_grow)["spec"] == {
        "resources": {"requests": {"storage": left}},
        "volumeName": "old",
        "storageClassName": "s",
    }
    assert fitted(BODY, None) == BODY
