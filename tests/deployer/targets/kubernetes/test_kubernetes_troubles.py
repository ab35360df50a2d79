"""What is in the way of a deployment is told before anything stops; what fails, fails fast."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from deployer.errors import StepFailed, Unreachable
from deployer.found import Condition
from deployer.guard.refusal import GuardRefused
from deployer.plan import Action, Step
from deployer.targets.kubernetes.fields import rows
from deployer.targets.pod_stamps import OWNER_ID
from deployer.wanted.kubernetes.namespace import OWNER
from tests.deployer.targets.kubernetes.worlds import SEED, SMALL, SPEC, WEB, Stack

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployer.targets.kubernetes.worlds import World

pytestmark = pytest.mark.kind

PORT = "network: {ports: {web: ['30123:80']}}\n"


@pytest.mark.parametrize(
    ("stack", "trouble"),
    [
        (
            Stack(spec=f"{SPEC}security: {{runtime-class: quick}}\n"),
            "web asks for runtime class quick, which this cluster does not have",
        ),
        (
            Stack(pods={"web": WEB.replace("'0.02'", "'64'").replace("'0.5'", "'64'")}),
            "web asks for 64 CPU and 16 MB, and the most that a node has free is ",
        ),
        (
            Stack(spec=f"{SPEC}annotations: {{'not a name': x}}\n"),
            "deployment web: spec.template.annotations: Invalid value: ",
        ),
    ],
)
def test_a_first_deployment_that_would_fail(world: World, stack: Stack, trouble: str) -> None:
    found = world.found(stack)
    assert [x[: len(trouble)] for x in found.troubles] == [trouble]
    assert found.sightings == {}


def test_a_node_port_that_is_taken(world: World) -> None:
    world.run()
    world.kubectl("create", "service", "nodeport", "x", "--tcp=80", "--node-port=30123")
    assert world.found(Stack(spec=SPEC + PORT)).troubles == (
        f"node port 30123, which web is to have, is taken by service x in namespace {world.name}",
    )


def test_a_node_port_goes_from_what_is_removed_to_what_comes(world: World) -> None:
    world.run(Stack(spec=SPEC + PORT.replace("30123", "30124")))
    other = WEB.replace('ports: ["80"]', 'ports: ["81"]')
    moved = "network: {ports: {web: ['30124:81']}}\n"
    steps = world.run(Stack(pods={"web": other}, spec=SPEC + moved))
    services = [x for x in steps if x.resource.key.kind == "Service"]
    assert [x.action for x in services] == [Action.CREATE, Action.REMOVE]
    assert rows(world.live("Service", "nodeport-81-tcp"), "spec", "ports")[0]["nodePort"] == 30124


@pytest.mark.parametrize(
    ("annotation", "trouble"),
    [
        (f"{OWNER}=/srv/old", "namespace {0} belongs to the deployment in /srv/old: "),
        (f"{OWNER_ID}=laconic-x", "namespace {0} belongs to deployment laconic-x in /srv/{0}: "),
    ],
)
def test_a_namespace_of_somebody_else(world: World, annotation: str, trouble: str) -> None:
    world.run()
    world.kubectl("annotate", "--overwrite", "namespace", world.name, annotation)
    assert world.found().troubles[0].startswith(trouble.format(world.name))


def test_what_somebody_else_changed_is_named_and_not_overwritten(world: World) -> None:
    world.run()
    name = f"{world.name}-deployment"
    world.kubectl("set", "env", f"deployment/{name}", "COLOUR=blue")
    field = 'spec.template.spec.containers[name="web"].env[name="COLOUR"].value'
    why = "is set to another value than the spec's: undo it there, or take that value into the spec"
    assert world.found().troubles == (f"deployment web: {field} by kubectl-set {why}",)
    wanted = next(x for x in world.wanted().resources if x.key.name == name)
    with pytest.raises(StepFailed, match="web: kubectl-set set spec"):
        world.target.execute(Step(Action.ROLL, wanted, "asked for"))


def test_a_secret_that_people_made_is_not_overwritten_and_can_be_kept(world: World) -> None:
    world.run()
    world.kubectl("create", "secret", "generic", "web-db", "--from-literal=A=by-hand")
    stack = Stack(
        spec=f"{SPEC}secrets: {{web-db: {{keys: {{A: {{env: A}}}}}}}}\n",
        secrets={("web-db", "A"): "told"},
    )
    assert world.found(stack).troubles == (
        (
            "secret web-db: data.A by kubectl-create is set to another value than the one that is "
            "read here: change it there, or keep it, with the variable that it is read from unset, "
            "or the file away"
        ),
    )
    same = stack._replace(secrets={("web-db", "A"): "by-hand"})
    assert world.found(same).troubles == ()


def test_a_claim_that_is_being_deleted_is_not_touched(world: World) -> None:
    world.run()
    world.kubectl("delete", "pvc", f"{world.name}-data", "--wait=false")
    with pytest.raises(GuardRefused, match="is being deleted, and is gone when its pods are"):
        world.plan()


def test_a_directory_of_another_deployment(world: World) -> None:
    path = f"/srv/{world.name}/data"
    other = f"""{{"apiVersion": "v1", "kind": "PersistentVolume",
        "metadata": {{"name": "other-{world.name}", "labels": {{"app": "laconic-other"}}}},
        "spec": {{"accessModes": ["ReadWriteOnce"], "capacity": {{"storage": "1G"}},
        "hostPath": {{"path": "{path}"}}}}}}"""
    world.kubectl("create", "-f", "-", told=other)
    spec = SPEC.replace("data: ", f"data: {path}")
    try:
        with pytest.raises(GuardRefused, match=f"{path} belongs to deployment laconic-other"):
            world.plan(Stack(spec=spec))
    finally:
        world.kubectl("delete", "pv", f"other-{world.name}")


def test_a_claim_keeps_its_size_and_it_is_said(world: World) -> None:
    world.run()
    bigger = Stack(spec=f"{SPEC}resources: {{volumes: {{reservations: {{storage: 5G}}}}}}\n")
    found = world.found(bigger)
    assert found.troubles == ()
    words = "keeps its size of 2G: the spec says 5000M, and its claim neither grows nor shrinks"
    assert found.notes == (f"volume data {words}",)
    assert world.run(bigger) == ()


@pytest.mark.parametrize(
    ("service", "words", "evidence"),
    [
        ("image: lab/nothing:1", "web: ImagePullBackOff: Back-off pulling", "Failed to pull image"),
        ("image: 'Lab/Web:1'", "web: InvalidImageName: ", "InvalidImageName"),
        (
            "image: lab/web:1\n    entrypoint: [sh, -c, 'echo no luck; exit 3']",
            "web exits 3, twice",
            "no luck",
        ),
    ],
)
def test_a_pod_that_does_not_come_up_fails_fast(
    world: World, service: str, words: str, evidence: str
) -> None:
    stack = Stack(pods={"web": f"services:\n  web:\n    {service}\n    {SMALL}\n"}, spec="")
    start = time.monotonic()
    for step in world.plan(stack).changes:
        world.target.execute(step)
    key = world.key("Deployment", "deployment")
    # A container that ends at once is ready for a moment; who waits goes on looking for a while.
    while (said := world.waited(key)).condition is Condition.READY:
        time.sleep(0.5)
        assert time.monotonic() - start < 60
    assert (said.condition, said.words[: len(words)]) == (Condition.FAILED, words)
    assert evidence in world.target.evidence(key)
    assert time.monotonic() - start < 60


def test_a_failed_job_says_why(world: World) -> None:
    stack = Stack(jobs={"seed": SEED.replace("exit 0", "echo no luck; exit 4")})
    for step in world.plan(stack).changes:
        world.target.execute(step)
    key = world.key("Job", "job-seed")
    assert world.waited(key).condition is Condition.FAILED
    assert "  no luck" in world.target.evidence(key)


def test_a_fix_is_not_blocked_by_what_did_not_come_up(world: World) -> None:
    broken = Stack(pods={"web": WEB.replace("lab/web:1", "lab/nothing:1")})
    for step in world.plan(broken).changes:
        world.target.execute(step)
    assert world.waited(world.key("Deployment", "deployment")).condition is Condition.FAILED
    assert [x.reason for x in world.run()] == ["image of web changed"]


RIGHTS = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: guest}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
subjects: [{kind: ServiceAccount, name: guest, namespace: NAMESPACE}]
"""


def test_who_may_only_work_in_a_namespace_can(world: World, tmp_path: Path) -> None:
    world.run()
    world.kubectl("create", "serviceaccount", "guest")
    world.kubectl("create", "-f", "-", told=RIGHTS.replace("NAMESPACE", world.name))
    token = world.kubectl("create", "token", "guest")
    guest = world.as_user(tmp_path / "kubeconfig", token)
    found = guest.found()
    assert found.troubles == ()
    assert [x.partition(" were not checked")[0] for x in found.notes] == ["room on the nodes"]
    changed = Stack(conf={"a.conf": "other", "b.conf": "two"})
    assert [x.action for x in guest.run(changed)] == [Action.UPDATE, Action.ROLL]
    pinned = Stack(spec=SPEC.replace("data: ", "data: /srv/x"))
    with pytest.raises(Unreachable, match='cannot get resource "persistentvolumes"'):
        guest.found(pinned)
