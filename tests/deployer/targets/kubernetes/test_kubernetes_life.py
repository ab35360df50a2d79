"""A stack in a cluster: made, left alone, changed, moved, stopped."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

import pytest

from deployer.errors import StepFailed
from deployer.found import Condition, Earlier, Home, Sighting
from deployer.plan import Action, Step, plan_of
from deployer.plan.moves import Asked, Move, Way
from deployer.targets.kubernetes.fields import at, label, rows, text
from deployer.targets.kubernetes.volumes import SUPERSEDED
from deployer.wanted.resource import Key
from tests.deployer.targets.kubernetes.worlds import SEED, SMALL, SPEC, WEB, Stack

if TYPE_CHECKING:
    from tests.deployer.targets.kubernetes.worlds import World

pytestmark = pytest.mark.kind

WHOLE = Stack(jobs={"seed": SEED}, spec=f"{SPEC}network: {{ports: {{web: ['80']}}}}\n")
MORE = f"""\
  more:
    image: lab/busybox:1
    command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 1; done"]
    {SMALL}
"""
BARE = f"services: {{web: {{image: 'lab/web:1', {SMALL}}}}}\n"
PATH = "volumes: {data: /srv/kept/data}\nconfigmaps: {conf: ./configmaps/conf}\n"


def done(steps: tuple[Step, ...]) -> list[tuple[str, str, str]]:
    return [(x.action.value, x.resource.key.kind, x.reason) for x in steps]


def test_nothing_changed_means_nothing_touched(world: World) -> None:
    first = world.run(WHOLE)
    assert {x.action for x in first} == {Action.CREATE}
    before = world.versions(WHOLE)
    again = world.found(WHOLE)
    assert again.sightings == {x.key: Sighting() for x in world.wanted(WHOLE).resources}
    assert (again.troubles, again.leftovers, again.notes) == ((), (), ())
    assert world.run(WHOLE) == ()
    assert world.versions(WHOLE) == before


def test_a_changed_file_rolls_the_pods_that_read_it_and_no_others(world: World) -> None:
    other = WEB.replace(', "conf:/etc/web:ro"', "").replace(", conf: ", "").replace("data", "more")
    spec = "volumes: {data: , more: }\nconfigmaps: {conf: ./configmaps/conf}\n"
    stack = Stack(pods={"web": WEB, "other": other.replace("  web:", "  other:")}, spec=spec)
    world.run(stack)
    before = world.versions(stack)
    steps = world.run(stack._replace(conf={"a.conf": "changed"}))
    assert done(steps) == [
        ("update", "ConfigMap", "a.conf, b.conf changed"),
        ("roll", "Deployment", "config map conf: a.conf, b.conf changed"),
    ]
    after = world.versions(stack)
    changed = {key.name for key in after if after[key] != before[key]}
    assert changed == {f"{world.name}-conf", f"{world.name}-web-deployment"}
    assert world.shell("web-deployment", "ls /etc/web; cat /etc/web/a.conf") == "a.conf\nchanged"


def test_an_image_made_anew_under_its_name_rolls_its_pods(world: World) -> None:
    world.run()
    wanted = world.wanted(images={"lab/web:1": "sha256:1"})
    key = world.key("Deployment", "deployment")
    found = world.target.observe(wanted, Earlier())
    assert found.sightings[key] == Sighting(("an image under the same name",), is_down=True)


def test_what_is_taken_out_goes(world: World) -> None:
    more = WEB.replace("volumes: {data: , conf", f"{MORE}volumes: {{data: , conf")
    world.run(Stack(pods={"web": more}))
    gone = "environment of web, container more, names of neighbours"
    plain = Stack(pods={"web": WEB.replace("COLOUR: red, ", "")}, conf={"a.conf": "one"})
    steps = world.run(plain)
    assert done(steps) == [
        ("update", "ConfigMap", "b.conf changed"),
        ("roll", "Deployment", f"{gone}, config map conf: b.conf changed"),
    ]
    deployment, config = world.live("Deployment", "deployment"), world.live("ConfigMap", "conf")
    containers = rows(deployment, "spec", "template", "spec", "containers")
    assert [x["name"] for x in containers] == ["web"]
    assert containers[0]["env"] == [{"name": "SHAPE", "value": "round"}]
    assert config["binaryData"] == {"a.conf": base64.b64encode(b"one").decode()}
    assert world.run(plain) == ()


def test_what_is_not_wanted_any_more_is_removed_and_its_data_stays(world: World) -> None:
    world.run(WHOLE)
    bare = Stack(pods={"web": BARE}, spec="config: {}\n")
    steps = world.run(bare)
    removed = [x.resource.title for x in steps if x.action is Action.REMOVE]
    assert sorted(removed) == ["conf", "nodeport-80-tcp", "seed"]
    assert text(world.live("PersistentVolumeClaim", "data"), "status", "phase") == "Bound"
    assert world.run(bare) == ()


def test_an_empty_volume_that_gets_a_path_keeps_its_old_bytes(world: World) -> None:
    world.run()
    world.shell("deployment", "echo kept > /data/file")
    old = text(world.live("PersistentVolumeClaim", "data"), "spec", "volumeName")
    stack = Stack(spec=PATH.replace("kept", world.name))
    steps = world.run(stack, Asked(fresh=frozenset({"data"})))
    assert [x.action for x in steps] == [Action.STOP, Action.CREATE, Action.REPLACE, Action.ROLL]
    assert world.shell("deployment", "ls /data") == ""
    volume = world.api.get(Key("PersistentVolume", "", old))
    assert volume is not None
    assert text(volume, "spec", "persistentVolumeReclaimPolicy") == "Retain"
    assert (text(volume, "status", "phase"), label(volume, SUPERSEDED)) == ("Released", "true")
    found = world.found(stack)
    assert found.bindings["data"].place.home is Home.NODE
    assert world.run(stack) == ()


def test_what_an_empty_volume_had_before_it_got_a_path_comes_back(world: World) -> None:
    world.run()
    world.shell("deployment", "echo kept > /data/file")
    world.run(Stack(spec=PATH.replace("kept", world.name)), Asked(fresh=frozenset({"data"})))
    wanted, found = world.wanted(), world.found()
    back = Move("data", Way.ADOPT, found.bindings["data"].place, None, "back")
    for step in plan_of(wanted, found, (back,)).changes:
        world.target.execute(step)
    assert world.waited(world.key("Deployment", "deployment")).condition is Condition.READY
    assert world.shell("deployment", "cat /data/file") == "kept\n"
    assert world.run() == ()


def test_what_is_not_there_any_more_does_not_come_back(world: World) -> None:
    path = Stack(spec=PATH.replace("kept", world.name))
    world.run(path)
    claim = next(x for x in world.wanted().resources if x.key.kind == "PersistentVolumeClaim")
    back = Move("data", Way.ADOPT, world.found(path).bindings["data"].place, None, "back")
    with pytest.raises(StepFailed, match="data: what its last claim had, before it had a path"):
        world.target.execute(Step(Action.REPLACE, claim, "back", move=back))
    assert world.run(path) == ()


def test_a_volume_goes_from_one_path_to_another_and_back(world: World) -> None:
    one = Stack(spec=PATH.replace("kept", f"{world.name}/one"))
    other = Stack(spec=PATH.replace("kept", f"{world.name}/other"))
    world.run(one)
    world.shell("deployment", "echo first > /data/file")
    world.run(other, Asked(adopt=frozenset({"data"})))
    assert world.shell("deployment", "ls /data") == ""
    world.run(one, Asked(adopt=frozenset({"data"})))
    assert world.shell("deployment", "cat /data/file") == "first\n"


def released(world: World) -> None:
    """Wait until the cluster has seen that nobody claims the volume any more."""
    end = time.monotonic() + 30
    while (phase := text(world.live("PersistentVolume", "data"), "status", "phase")) != "Released":
        assert time.monotonic() < end, phase
        time.sleep(0.5)


def test_a_claim_that_was_deleted_finds_its_directory_again(world: World) -> None:
    stack = Stack(spec=PATH.replace("kept", world.name))
    world.run(stack)
    world.shell("deployment", "echo first > /data/file")
    world.kubectl("delete", "deployment,pvc", "--all", "--wait=true")
    released(world)
    assert world.found(stack).bindings["data"].trouble == ""
    world.run(stack)
    assert world.shell("deployment", "cat /data/file") == "first\n"


def test_one_pod_becomes_two_and_never_are_there_two_writers(world: World) -> None:
    world.run()
    world.shell("deployment", "echo first > /data/file")
    other = f"services:\n  other:\n    image: lab/web:1\n    {SMALL}\n"
    stack = Stack(pods={"web": WEB, "other": other})
    steps = world.plan(stack).changes
    order = [(x.action, x.resource.title) for x in steps if x.resource.key.kind == "Deployment"]
    assert order == [
        (Action.REMOVE, "web"),
        (Action.CREATE, "web"),
        (Action.CREATE, "other"),
    ]
    for step in steps:
        world.target.execute(step)
        if step.action is Action.REMOVE and step.resource.key.kind == "Deployment":
            assert world.api.items("Pod", world.name) == []
    for name in ("web", "other"):
        key = world.key("Deployment", f"{name}-deployment")
        assert world.waited(key).condition is Condition.READY
    assert world.shell("web-deployment", "cat /data/file") == "first\n"
    assert world.run(stack) == ()


def test_what_is_stopped_has_no_pods_and_starts_again(world: World) -> None:
    world.run(WHOLE)
    web = next(x for x in world.wanted(WHOLE).resources if x.key.kind == "Deployment")
    world.target.execute(Step(Action.STOP, web, "asked for"))
    running = [
        x for x in world.api.items("Pod", world.name) if at(x, "status", "phase") == "Running"
    ]
    assert running == []
    assert world.target.readiness(web.key).words == "stopped: no pods are asked for"
    assert done(world.run(WHOLE)) == [("roll", "Deployment", "replicas changed")]
    assert world.run(WHOLE) == ()


def test_a_job_that_changes_is_made_anew(world: World) -> None:
    world.run(WHOLE)
    other = WHOLE._replace(jobs={"seed": SEED.replace("exit 0", "exit 00")})
    assert done(world.run(other)) == [("replace", "Job", "its template changed")]
    assert world.run(other) == ()


def test_a_volume_is_erased_by_name_alone(world: World) -> None:
    world.run()
    claim = world.key("PersistentVolumeClaim", "data")
    erased = Step(
        Action.ERASE, next(x for x in world.wanted().resources if x.key == claim), "asked for"
    )
    volume = Key("PersistentVolume", "", text(world.live(claim.kind, "data"), "spec", "volumeName"))
    with pytest.raises(StepFailed, match=r"data: pod .* still runs with it: stop that first"):
        world.target.execute(erased)
    web = next(x for x in world.wanted().resources if x.key.kind == "Deployment")
    world.target.execute(Step(Action.STOP, web, "asked for"))
    world.target.execute(erased)
    assert (world.api.get(claim), world.api.get(volume)) == (None, None)
