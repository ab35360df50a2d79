"""Objects that laconic-so made become ours, and nothing of what they hold moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.found import TAKEN_OVER, Earlier
from deployer.guard import judge
from deployer.plan import Action, plan_of
from deployer.plan.moves import Asked
from deployer.targets.kubernetes.fields import at, rows, text
from deployer.targets.kubernetes.ownership import LACONIC_SO
from deployer.targets.pod_stamps import stamped
from deployer.wanted.resource import Identity, Key, Surroundings
from tests.deployer.targets.kubernetes.worlds import SPEC, Stack
from tests.deployer.wanted.made import EXPECTED, of_text, recorded_spec

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from tests.deployer.targets.kubernetes.worlds import World

pytestmark = pytest.mark.kind

STACK = Stack(spec=f"{SPEC}network: {{ports: {{web: ['80']}}}}\n")


def create(world: World, body: Object) -> None:
    """Create an object with the client and the field manager of laconic-so."""
    told = yaml.safe_dump(body)
    world.kubectl("create", f"--field-manager={LACONIC_SO}", "-f", "-", told=told)


def mapping(found: Object, *path: str) -> Object:
    inner = at(found, *path)
    assert isinstance(inner, dict)
    return inner


def as_laconic_so(world: World, stack: Stack) -> None:
    """Make the objects of a stack as laconic-so would, with more in them than is wanted now."""
    for resource in world.wanted(stack).resources:
        body = dict(resource.body)
        if resource.key.kind == "ConfigMap":
            body["binaryData"] = {**mapping(body, "binaryData"), "old.conf": "b2xk"}
        if resource.key.kind == "Deployment":
            body["spec"] = with_more(body)
        create(world, body)


def with_more(body: Object) -> Object:
    template = mapping(body, "spec", "template")
    web = rows(template, "spec", "containers")[0]
    more: Object = {"name": "old", "image": "lab/web:1", "command": ["sleep", "1000"]}
    old: Object = {**web, "env": [*rows(web, "env"), {"name": "OLD", "value": "1"}]}
    metadata: Object = {"labels": at(template, "metadata", "labels")}
    spec = mapping(template, "spec")
    spec = {**spec, "containers": [old, more], "terminationGracePeriodSeconds": 2}
    return {**mapping(body, "spec"), "template": {"metadata": metadata, "spec": spec}}


def managers(found: Object) -> set[str]:
    entries = rows(found, "metadata", "managedFields")
    return {text(x, "manager") for x in entries if not text(x, "subresource")}


def test_objects_of_laconic_so_become_ours_and_what_they_have_too_much_goes(world: World) -> None:
    as_laconic_so(world, STACK)
    world.waited(world.key("Deployment", "deployment"))
    claim = world.live("PersistentVolumeClaim", "data")
    steps = {x.resource.key.kind: x for x in world.run(STACK)}
    assert {kind: step.reason for kind, step in steps.items()} == {
        "Namespace": f"{TAKEN_OVER} changed",
        "PersistentVolumeClaim": f"{TAKEN_OVER} changed",
        "ConfigMap": f"old.conf, {TAKEN_OVER} changed",
        "Deployment": (
            "environment of web, container old, termination grace period seconds of its pods, "
            f"{TAKEN_OVER}, checksum of what its pods read changed"
        ),
        "Service": f"{TAKEN_OVER} changed",
    }
    assert steps["Deployment"].action is Action.ROLL
    for resource in world.wanted(STACK).resources:
        assert LACONIC_SO not in managers(world.api.get(resource.key) or {})
    deployment = world.live("Deployment", "deployment")
    containers = rows(deployment, "spec", "template", "spec", "containers")
    assert [x["name"] for x in containers] == ["web"]
    assert "OLD" not in str(containers)
    assert "old.conf" not in str(world.live("ConfigMap", "conf")["binaryData"])
    after = world.live("PersistentVolumeClaim", "data")
    assert at(after, "metadata", "uid") == at(claim, "metadata", "uid")
    assert world.run(STACK) == ()


def test_taking_over_alone_rolls_nothing(world: World) -> None:
    for resource in world.wanted(STACK).resources:
        create(world, resource.body)
    world.waited(world.key("Deployment", "deployment"))
    before = {key: generation for key, (_, generation) in world.versions(STACK).items()}
    steps = world.run(STACK)
    assert {x.reason for x in steps} == {f"{TAKEN_OVER} changed"}
    assert not any(x.is_down for x in steps)
    after = {key: generation for key, (_, generation) in world.versions(STACK).items()}
    assert after == before
    assert world.run(STACK) == ()


@pytest.mark.skipif(not EXPECTED.is_dir(), reason=f"no corpus at {EXPECTED}")
@pytest.mark.parametrize("stack", ["test", "test-database"])
def test_recorded_objects_are_taken_over(world: World, stack: str) -> None:
    file = EXPECTED / stack / "k8s-kind" / "objects.norm.yaml"
    recorded = file.read_text(encoding="utf-8").replace("DEPLOYMENT-ID", world.name)
    namespace = f"laconic-{stack}"
    for body in yaml.safe_load_all(recorded):
        where = [] if body["kind"] in {"Namespace", "PersistentVolume"} else ["-n", namespace]
        world.kubectl(
            "create", f"--field-manager={LACONIC_SO}", "-f", "-", *where, told=yaml.safe_dump(body)
        )
    name, written, tree = recorded_spec(stack, "k8s-kind")
    around = Surroundings(tree, {}, has_decimal_sizes=True)
    identity = Identity(world.name, world.name, "DEPLOYMENT-DIR")
    wanted = stamped(of_text(written, name, around, identity), {})
    try:
        found = world.target.observe(wanted, Earlier())
        plan = plan_of(wanted, found, judge(wanted, found, Asked(), can_copy=False))
        stored = [x for x in plan.steps if x.resource.key.kind.startswith("PersistentVolume")]
        assert {(x.action, x.resource.key.kind) for x in stored} <= {
            (Action.UPDATE, "PersistentVolume"),
            (Action.UPDATE, "PersistentVolumeClaim"),
        }
        assert Action.CREATE not in {x.action for x in plan.steps}
        for step in plan.changes:
            world.target.execute(step)
        again = world.target.observe(wanted, Earlier())
        assert {x.changes for x in again.sightings.values()} == {()}
    finally:
        world.api.delete(Key("Namespace", "", namespace))
