"""What is read of saved certificates, and where a plan puts them back; without a cluster."""

from __future__ import annotations

import os
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from deployer.directory.files.kind_config import HostMount
from deployer.found import NOTHING, Earlier, Sighting
from deployer.plan import Action, plan_of
from deployer.plan.text import Heading, plan_text
from deployer.shell import Shell
from deployer.targets.kind.host import Host
from deployer.targets.kind.mounts import Mounts
from deployer.targets.kind.nodes import Node
from deployer.targets.kind.saved import (
    NoCertificates,
    note_of,
    saved_file,
    secrets_of,
    trouble_of,
    with_certificates,
    with_saved,
)
from deployer.targets.kind.sight import Sight
from deployer.targets.kind.unseen import stopped
from deployer.wanted.kubernetes.caddy.controller import CONTROLLER
from deployer.wanted.resource import Key, Role
from stacklint.model.targets import Target
from tests.deployer.wanted.made import Case, made

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = "network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: web:80}]}]}\n"
ROOT = "kind-mount-root: /srv/kind\n"
FILE = "/srv/kind/caddy-cert-backup/caddy-secrets.yaml"
CERTIFICATES = Key("Certificates", "caddy-system", "caddy-secrets.yaml")
KEY = b64encode(b"very private").decode()
# As `kubectl get -o yaml` wrote it in the lab, shortened.
SAVED = f"""\
apiVersion: v1
items:
- apiVersion: v1
  data:
    value: {KEY}
  kind: Secret
  metadata:
    annotations:
      certmagic.io/storage-key: certificates/ca/a.b/a.b.key
      kubectl.kubernetes.io/last-applied-configuration: '{KEY}'
    creationTimestamp: "2026-11-01T00:00:00Z"
    labels:
      manager: caddy
    name: caddy.ingress--certificates.ca.a.b.a.b.key
    namespace: caddy-system
    resourceVersion: "123"
    uid: 0b7f4c5e-0000-0000-0000-000000000000
  type: Opaque
kind: List
metadata:
  resourceVersion: ""
"""
ITEM = f"{{kind: Secret, metadata: {{name: x}}, data: {{value: {KEY}}}}}"


def test_it_comes_behind_the_namespace_and_before_the_controller() -> None:
    wanted = with_certificates(made(Case(spec=ROUTE + ROOT)), FILE)
    kinds = [x.key.kind for x in wanted.resources if x.role is Role.CLUSTER]
    at = kinds.index("Certificates")
    assert kinds[0] == "Namespace"
    assert kinds[at + 1] == "Deployment"
    assert kinds.index("CronJob") > at
    steps = plan_of(wanted, NOTHING).steps
    assert [x.action for x in steps if x.resource.key == CERTIFICATES] == [Action.CREATE]
    text = plan_text(plan_of(wanted, NOTHING), Heading("web", Target.KIND, "main"), 100)
    line = f"create caddy certificates those saved in {FILE}, before Caddy asks for new ones: an"
    assert line in " ".join(text.split())


def test_it_is_looked_for_below_the_mount_root_of_the_spec(tmp_path: Path) -> None:
    host, root = Host(Shell(os.environ)), HostMount(str(tmp_path), "/mnt")
    assert saved_file([], host) == ""
    assert saved_file([root], host) == ""
    file = tmp_path / "caddy-cert-backup" / "caddy-secrets.yaml"
    file.parent.mkdir()
    file.write_text(SAVED, encoding="utf-8")
    assert saved_file([root], host) == str(file)
    assert saved_file([HostMount(str(tmp_path), "/mnt/other")], host) == ""


def test_without_routes_nothing_is_put_back() -> None:
    wanted = made(Case(spec=ROOT))
    assert with_certificates(wanted, FILE) == wanted


def test_a_secret_keeps_what_caddy_finds_it_by_and_nothing_of_the_old_server() -> None:
    (secret,) = secrets_of(SAVED)
    name = "caddy.ingress--certificates.ca.a.b.a.b.key"
    assert secret.key == Key("Secret", "caddy-system", name)
    assert secret.body == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": name,
            "namespace": "caddy-system",
            "labels": {"manager": "caddy"},
            "annotations": {"certmagic.io/storage-key": "certificates/ca/a.b/a.b.key"},
        },
        "type": "Opaque",
        "data": {"value": KEY},
    }


def test_a_file_of_an_operators_own_needs_no_namespace() -> None:
    (secret,) = secrets_of(f"kind: List\nitems: [{ITEM}]\n")
    assert secret.key == Key("Secret", "caddy-system", "x")


BROKEN = [
    ("", "it is no list of Secrets"),
    ("items: []\n", "it is no list of Secrets"),
    (f"items: [{ITEM}\n", "it is no YAML"),
    (f"items: [{ITEM}, {{kind: ConfigMap}}]\n", "entry 2 is no Secret with a name"),
    (f"items: [{ITEM.replace('name: x', 'name: [x]')}]\n", "entry 1 is no Secret with a name"),
    (
        f"items: [{ITEM.replace('name: x', 'name: x, namespace: kube-system')}]\n",
        "entry 1 is not of namespace caddy-system",
    ),
    (f"items: [{ITEM.replace('value: ', 'value: =')}]\n", "the data of entry 1 is not in base64"),
    (f"items: [{ITEM.replace(KEY, '5')}]\n", "the data of entry 1 is not in base64"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_what_makes_no_sense_is_told_before_and_never_quoted(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(NoCertificates) as caught:
        secrets_of(text)
    assert str(caught.value) == says
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    file = tmp_path / "caddy-secrets.yaml"
    file.write_text(text, encoding="utf-8")
    told = trouble_of(str(file))
    assert told.endswith(f"({says}): move it away, and new ones are asked for")
    assert KEY not in told


def test_what_is_right_or_roots_alone_is_no_trouble(tmp_path: Path) -> None:
    file = tmp_path / "caddy-secrets.yaml"
    assert trouble_of(str(file)) == ""
    file.write_text(SAVED, encoding="utf-8")
    assert trouble_of(str(file)) == ""


@pytest.mark.parametrize(("mode", "is_told"), [(0o600, False), (0o640, True), (0o604, True)])
def test_private_keys_that_others_may_read_are_told(
    tmp_path: Path, mode: int, *, is_told: bool
) -> None:
    file = tmp_path / "caddy-secrets.yaml"
    file.write_text(SAVED, encoding="utf-8")
    file.chmod(mode)
    assert (f"`chmod 600 {file}`" in note_of(str(file))) is is_told
    assert note_of(str(tmp_path / "none")) == ""


def test_a_controller_that_is_there_has_its_certificates(tmp_path: Path) -> None:
    file = tmp_path / "caddy-secrets.yaml"
    file.write_text("broken", encoding="utf-8")
    wanted = with_certificates(made(Case(spec=ROUTE + ROOT)), str(file))
    new = with_saved(NOTHING, wanted)
    assert CERTIFICATES not in new.sightings
    assert len(new.troubles) == 1
    there = with_saved(NOTHING._replace(sightings={CONTROLLER: Sighting()}), wanted)
    assert (there.sightings[CERTIFICATES], there.troubles) == (Sighting(), ())


def test_what_a_cluster_shares_stays_as_it_is_while_its_node_is_stopped() -> None:
    """Nobody sees who else uses it, so nobody can be asked."""
    wanted = made(Case(spec=ROUTE + ROOT))
    host, none = Host(Shell(os.environ)), Mounts((), str)
    node = Node("main-control-plane", "control-plane", is_running=False, mounts=none)
    sight = Sight(Shell(os.environ), host, "main", (node,), none, none)
    earlier = Earlier(inventory=tuple(x.key for x in wanted.resources))
    found = stopped(sight, Key("Cluster", "", "main"), wanted, earlier)
    shared = [x for x in plan_of(wanted, found).steps if x.resource.role is Role.CLUSTER]
    assert {x.action for x in shared} == {Action.KEEP}
    assert any(x.startswith("what the cluster shares stays as it is") for x in found.notes)
    rest = [x for x in plan_of(wanted, found).changes if x.resource.key.kind == "Deployment"]
    assert [x.action for x in rest] == [Action.ROLL]
