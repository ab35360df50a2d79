"""The Caddy ingress controller of a kind cluster, and the copy of its certificates."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from deployer.found import NOTHING, Found, Sighting
from deployer.plan import plan_of
from deployer.plan.data import plan_data
from deployer.plan.text import Heading, plan_text
from deployer.wanted.resource import Role
from stacklint.model.targets import Target
from tests.deployer.wanted.made import Case, at, body, made

if TYPE_CHECKING:
    from pathlib import Path

PROXY = "http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: web:80}]}]"
ROUTE = f"network: {{{PROXY}}}\n"
MAIL = f"network: {{acme-email: ops@example.com, {PROXY}}}\n"
ROOT = "kind-mount-root: /srv/kind/\n"
POD = "spec.template.spec"
JOB = f"spec.jobTemplate.{POD}"

CONTROLLER = [
    ("Namespace", "", "caddy-system"),
    ("ServiceAccount", "caddy-system", "caddy-ingress-controller"),
    ("ClusterRole", "", "caddy-ingress-controller"),
    ("ClusterRoleBinding", "", "caddy-ingress-controller"),
    ("ConfigMap", "caddy-system", "caddy-ingress-controller-configmap"),
    ("Service", "caddy-system", "caddy-ingress-controller"),
    ("IngressClass", "", "caddy"),
    ("Deployment", "caddy-system", "caddy-ingress-controller"),
]
BACKUP = [
    (kind, "caddy-system", "caddy-cert-backup")
    for kind in ("ServiceAccount", "Role", "RoleBinding", "CronJob")
]

WHEN = [
    ("no routes", Case(spec=ROOT), []),
    ("an empty list of routes", Case(spec="network: {http-proxy: []}\n"), []),
    ("routes", Case(spec=ROUTE), CONTROLLER),
    ("routes, and a place for certificates", Case(spec=ROUTE + ROOT), CONTROLLER + BACKUP),
    ("another cluster's ingress is its own", Case(spec=ROUTE, target="k8s"), []),
    ("nothing of the kind on compose", Case(spec=ROUTE, target="compose"), []),
]


@pytest.mark.parametrize(("case", "keys"), [x[1:] for x in WHEN], ids=[x[0] for x in WHEN])
def test_caddy_is_there_where_routes_need_it(case: Case, keys: list[tuple[str, str, str]]) -> None:
    shared = [x for x in made(case).resources if x.role is Role.CLUSTER]
    assert [tuple(x.key) for x in shared] == keys


LABELS = {
    "app.kubernetes.io/name": "caddy-ingress-controller",
    "app.kubernetes.io/instance": "caddy-ingress",
}
COMPONENT = {**LABELS, "app.kubernetes.io/component": "controller"}
FIELDS = [
    (ROUTE, "ConfigMap", "configmap", "data.email", ""),
    (MAIL, "ConfigMap", "configmap", "data.email", "ops@example.com"),
    (ROUTE, "Namespace", "caddy-system", "metadata.labels", LABELS),
    (ROUTE, "Service", "controller", "spec.selector", COMPONENT),
    (ROUTE, "Service", "controller", "spec.type", "NodePort"),
    (ROUTE, "ClusterRoleBinding", "", "subjects.0.namespace", "caddy-system"),
    (ROUTE, "Deployment", "controller", "spec.strategy", {"type": "Recreate"}),
    (ROUTE, "Deployment", "controller", "spec.selector.matchLabels", COMPONENT),
    (ROUTE, "Deployment", "controller", f"{POD}.nodeSelector.ingress-ready", "true"),
    (ROUTE, "Deployment", "controller", f"{POD}.containers.0.ports.1.hostPort", 443),
    (
        ROUTE,
        "Deployment",
        "controller",
        f"{POD}.containers.0.image",
        "ghcr.io/laconicnetwork/caddy-ingress:latest",
    ),
    (
        ROUTE + "caddy-ingress-image: acme/caddy:2\n",
        "Deployment",
        "controller",
        f"{POD}.containers.0.image",
        "acme/caddy:2",
    ),
    (ROUTE, "IngressClass", "caddy", "spec.controller", "caddy.io/ingress-controller"),
    (ROUTE + ROOT, "CronJob", "", "spec.schedule", "*/5 * * * *"),
    (
        ROUTE + ROOT,
        "CronJob",
        "",
        f"{JOB}.volumes.0.hostPath.path",
        "/mnt/caddy-cert-backup",
    ),
    (ROUTE + ROOT, "CronJob", "", f"{JOB}.containers.0.securityContext.runAsUser", 0),
]


@pytest.mark.parametrize(("spec", "kind", "name", "path", "expected"), FIELDS)
def test_its_objects_are_those_of_laconic_so(
    spec: str, kind: str, name: str, path: str, expected: object
) -> None:
    assert at(body(made(Case(spec=spec)), kind, name), path) == expected


KUBECTL = """\
#!/bin/sh
case "$*" in
  *"secret -n caddy-system -l manager=caddy -o name") cat "$NAMES" ;;
  *"secret -n caddy-system -l manager=caddy -o yaml") cat "$LISTED" ;;
esac
"""
OLD, NEW = "items: [old]\n", "items: [new]\n"


@pytest.mark.parametrize(
    ("names", "listed", "code", "left"),
    [
        ("secret/a\n", NEW, 0, NEW),
        # A controller that has none yet, and one that cannot be asked to the end.
        ("", "items: []\n", 0, OLD),
        ("secret/a\n", None, 1, OLD),
    ],
)
def test_certificates_are_copied_whole_for_nobody_else_to_read(
    tmp_path: Path, names: str, listed: str | None, code: int, left: str
) -> None:
    script = at(body(made(Case(spec=ROUTE + ROOT)), "CronJob"), f"{JOB}.containers.0.command.2")
    saved, kubectl = tmp_path / "caddy-secrets.yaml", tmp_path / "kubectl"
    saved.write_text(OLD, encoding="utf-8")
    kubectl.write_text(KUBECTL, encoding="utf-8")
    kubectl.chmod(0o755)
    (tmp_path / "names").write_text(names, encoding="utf-8")
    if listed is not None:
        (tmp_path / "listed").write_text(listed, encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", str(script).replace("/backup/", f"{tmp_path}/")],
        env={
            "PATH": f"{tmp_path}:/usr/bin:/bin",
            "NAMES": str(tmp_path / "names"),
            "LISTED": str(tmp_path / "listed"),
        },
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == code
    assert saved.read_text(encoding="utf-8") == left
    if left == NEW:
        assert saved.stat().st_mode & 0o777 == 0o600


def test_a_plan_says_what_the_cluster_shares() -> None:
    spec = MAIL + ROOT + "caddy-ingress-image: acme/caddy:2\n"
    text = plan_text(
        plan_of(made(Case(spec=spec)), NOTHING), Heading("web", Target.KIND, "main"), 100
    )
    assert "\nnamespace laconic-web\n" in text
    shared = " ".join(text.partition("\n cluster-wide\n")[2].split())
    assert shared.startswith("create caddy namespace caddy-system, with its rights, certificates")
    for word in ("for ops@example.com,", "acme/caddy:2,", "copied to /srv/kind/caddy-cert-backup"):
        assert word in shared


@pytest.mark.parametrize(
    ("changes", "others", "says"),
    [
        ((), (), ""),
        ((), ("shop",), "keep caddy it is as it should be, serves laconic-web, shop"),
        (("image",), ("a", "b"), "update caddy image changed, serves laconic-web, a, b"),
    ],
)
def test_a_plan_names_whom_the_cluster_serves(
    changes: tuple[str, ...], others: tuple[str, ...], says: str
) -> None:
    wanted = made(Case(spec=ROUTE))
    sightings = {x.key: Sighting(changes) for x in wanted.resources}
    found = Found(sightings, {}, {}, sharers={"caddy": others} if others else {})
    plan = plan_of(wanted, found)
    text = " ".join(plan_text(plan, Heading("web", Target.KIND, "main"), 100).split())
    assert text.partition(" cluster-wide ")[2].startswith(says)
    data = plan_data(plan, Heading("web", Target.KIND, "main"))["steps"]
    assert isinstance(data, list)
    served = [x["serves"] for x in data if isinstance(x, dict) and x["role"] == "cluster-wide"]
    assert served == [["laconic-web", *others]] * len(CONTROLLER)


def test_a_plan_keeps_its_name_whoever_else_is_served() -> None:
    wanted, shared = made(Case(spec=ROUTE)), {"caddy": ("shop",)}
    alone, with_others = (plan_of(wanted, Found({}, {}, {}, sharers=x)) for x in ({}, shared))
    assert alone.name == with_others.name
