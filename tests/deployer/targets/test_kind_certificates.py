"""Certificates through the end of a cluster: copied by the real kubectl, gone, and back again.

There is no image of Caddy in the lab: busybox stands where it would, and reads what it would find.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from deployer.found import Earlier
from deployer.plan import Action, Plan, plan_of
from deployer.shell import Shell
from deployer.targets.kind.ground import Copying
from deployer.targets.kind.resources import cluster_resource, with_cluster
from deployer.targets.kind.saved import with_certificates
from deployer.targets.kind.target import KindTarget, Setting
from deployer.targets.kubernetes.connection import connect
from deployer.targets.kubernetes.target import KubernetesTarget
from deployer.targets.pod_stamps import image_names
from deployer.wanted.kubernetes.caddy.controller import CONTROLLER
from deployer.wanted.resource import Key, Role
from tests.deployer.targets.kind_site import config_of
from tests.deployer.wanted.made import Case, at, body, made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployer.targets.kubernetes.ground import Ground
    from deployer.wanted.resource import Wanted
    from stacklint.model.change import Data

IMAGE = os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")
NAME = f"stacklint-certificates-{os.getpid()}"
NODE = f"{NAME}-control-plane"
LIMITS = "resources: {containers: {reservations: {cpus: 0.02, memory: 20M}}}\n"
ROUTE = "network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: web:80}]}]}\n"
SPEC = f"{ROUTE}{LIMITS}caddy-ingress-image: lab/busybox:1\nkind-mount-root: "
ADMIN = ("kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "-n", "caddy-system")
CRT, PRIVATE = "caddy.ingress--certificates.ca.a.b.crt", "caddy.ingress--certificates.ca.a.b.key"
STORAGE = "certmagic.io/storage-key"

pytestmark = [
    pytest.mark.kind,
    pytest.mark.skipif(
        not IMAGE or shutil.which("kind") is None or shutil.which("docker") is None,
        reason="needs kind, docker and STACKLINT_KIND_NODE_IMAGE",
    ),
]


class Site:
    """A cluster with a mount root, and what is wanted of it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "root"
        self.root.mkdir()
        self.file = self.root / "caddy-cert-backup" / "caddy-secrets.yaml"
        self.kubeconfig = root / "kubeconfig"
        self.shell = Shell(os.environ)

    def wanted(self) -> Wanted:
        made_of = made(Case(spec=f"{SPEC}{self.root}\n", compose=WEB))
        cluster = cluster_resource(NAME, config_of({self.root: "/mnt"}), IMAGE)
        images = self.target().images(image_names(made_of))
        wanted = with_cluster(made_of, cluster, images)
        return with_certificates(wanted, str(self.file)) if self.file.exists() else wanted

    def target(self) -> KindTarget:
        copying = Copying(lambda *_: None, "")
        config = config_of({self.root: "/mnt"})
        setting = Setting(NAME, config, self.kubeconfig, copying)
        return KindTarget(self.shell, setting, _connected)

    def carry_out(self) -> Plan:
        target, wanted = self.target(), self.wanted()
        found = target.observe(wanted, Earlier())
        assert found.troubles == ()
        plan = plan_of(wanted, found)
        for step in plan.changes:
            target.execute(step)
        return plan

    def node(self, *command: str) -> str:
        return self.shell.run("docker", "exec", NODE, *command)

    def admin(self, *command: str) -> str:
        return self.node(*ADMIN, *command)

    def make(self, name: str, value: str) -> None:
        self.admin("create", "secret", "generic", name, f"--from-literal=value={value}")
        self.admin("label", "secret", name, "manager=caddy")
        self.admin("annotate", "secret", name, f"{STORAGE}=certificates/ca/{name}")

    def value(self, name: str) -> str:
        return self.admin("get", "secret", name, "-o", "jsonpath={.data.value}")

    def copy(self) -> None:
        """Do in the node what the CronJob does in its pod; the lab has no image for that."""
        found = at(body(made(Case(spec=f"{SPEC}/x\n")), "CronJob"), f"{POD}.containers.0.command.2")
        script = str(found).replace("/backup/", "/mnt/caddy-cert-backup/")
        self.node("mkdir", "-p", "/mnt/caddy-cert-backup")
        config = "KUBECONFIG=/etc/kubernetes/admin.conf"
        self.node("env", config, "sh", "-c", script)

    def delete(self) -> None:
        where = ("--name", NAME, "--kubeconfig", str(self.kubeconfig))
        subprocess.run(["kind", "delete", "cluster", *where], check=True, capture_output=True)


WEB = "services: {web: {image: 'lab/web:1'}}\n"
POD = "spec.jobTemplate.spec.template.spec"
STAND_IN: dict[str, Data] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "stand-in"},
    "spec": {
        "restartPolicy": "Never",
        "serviceAccountName": CONTROLLER.name,
        "containers": [
            {
                "name": "c",
                "image": "lab/busybox:1",
                "command": ["sh", "-c", "cat /found/value"],
                "volumeMounts": [{"name": "found", "mountPath": "/found"}],
            }
        ],
        "volumes": [{"name": "found", "secret": {"secretName": PRIVATE}}],
    },
}


def _connected(kubeconfig: Path, ground: Ground) -> KubernetesTarget:
    return KubernetesTarget(connect(kubeconfig), ground)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("certificates"))
    try:
        yield site
    finally:
        site.delete()


def _kinds(plan: Plan) -> list[str]:
    return [x.resource.key.kind for x in plan.changes if x.resource.role is Role.CLUSTER]


def test_certificates_come_back_with_a_cluster_that_is_made_anew(site: Site) -> None:
    assert "Certificates" not in _kinds(site.carry_out())
    site.copy()
    assert not site.file.exists()
    site.make(CRT, "certificate")
    site.make(PRIVATE, "very private")
    site.copy()
    assert site.file.stat().st_mode & 0o777 == 0o600
    assert b64encode(b"very private").decode() in site.file.read_text(encoding="utf-8")
    site.delete()

    kinds = _kinds(site.carry_out())
    assert kinds.index("Certificates") < kinds.index("Deployment")
    assert site.value(CRT) == b64encode(b"certificate").decode()
    notes = site.admin("get", "secret", PRIVATE, "-o", "jsonpath={.metadata.annotations}")
    assert notes == f'{{"{STORAGE}":"certificates/ca/{PRIVATE}"}}'
    listed = site.admin("get", "secret", "-l", "manager=caddy", "-o", "name").split()
    assert listed == [f"secret/{CRT}", f"secret/{PRIVATE}"]

    # What the controller's account may do, and what a pod beside it finds.
    account = f"--as=system:serviceaccount:caddy-system:{CONTROLLER.name}"
    assert site.admin("auth", "can-i", "get", "secrets", account).strip() == "yes"
    subprocess.run(
        ["kubectl", "--kubeconfig", str(site.kubeconfig), "-n", "caddy-system", "apply", "-f", "-"],
        input=json.dumps(STAND_IN),
        text=True,
        check=True,
        capture_output=True,
    )
    site.admin("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/stand-in", "--timeout=120s")
    assert site.admin("logs", "stand-in") == "very private"
    assert site.carry_out().changes == ()


def test_what_is_newer_in_the_cluster_stays(site: Site) -> None:
    site.admin("delete", "secret", CRT, PRIVATE)
    site.make(CRT, "renewed")
    site.admin("delete", "deployment", CONTROLLER.name)
    plan = site.carry_out()
    assert _kinds(plan) == ["Certificates", "Deployment"]
    assert {x.action for x in plan.changes} == {Action.CREATE}
    assert site.value(CRT) == b64encode(b"renewed").decode()
    assert site.value(PRIVATE) == b64encode(b"very private").decode()


def test_a_file_that_is_broken_stops_it_before(site: Site) -> None:
    site.admin("delete", "deployment", CONTROLLER.name)
    old = site.file.read_text(encoding="utf-8")
    site.file.write_text("items: [", encoding="utf-8")
    troubles = site.target().observe(site.wanted(), Earlier()).troubles
    assert [x for x in troubles if "it is no YAML" in x] == list(troubles)
    assert len(troubles) == 1
    site.file.write_text(old, encoding="utf-8")
    site.carry_out()


def test_others_are_served_by_their_ingress_alone(site: Site) -> None:
    for name in ("idle", "shop"):
        site.admin("create", "namespace", name)
    rule = "--rule=a.c/=web:80"
    site.admin("create", "ingress", "i", "-n", "shop", "--class=caddy", rule)
    found = site.target().observe(site.wanted(), Earlier())
    assert found.sharers == {"caddy": ("shop",)}
    assert found.sightings[Key("IngressClass", "", "caddy")].changes == ()
