"""Plans: what is wanted, minus what is found; and the text and the data of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployer.found import NOTHING, Binding, Found, Home, Place, Prospect, Sighting
from deployer.guard import judge
from deployer.plan import Action, Step, plan_from, plan_of
from deployer.plan.data import plan_data
from deployer.plan.moves import Asked, Move, Way
from deployer.plan.ranges import in_ranges
from deployer.plan.text import Heading, plan_text
from deployer.wanted.resource import Key, Role
from stacklint.model.targets import Target
from tests.deployer.wanted.made import (
    EXPECTED,
    Case,
    made,
    of_corpus,
    stacks_of_corpus,
)
from tests.deployer.wanted.test_differences import service

if TYPE_CHECKING:
    from deployer.wanted.resource import Wanted

SECRET = "sekrit-4f9a-sekrit"  # noqa: S105 -- stands for one
COMPOSE = service(
    f"environment: {{TOKEN: {SECRET}}}\nvolumes: ['data:/v', 'cache:/c']\n"
    "ports: ['80', '81', '82', '53/udp', '8080:90']",
    "data",
    "cache",
)
SPEC = (
    "volumes: {data: ./data/data, cache: }\n"
    f"config: {{PW: '$generate:hex:8$', API_TOKEN: {SECRET}}}\n"
)
WEB = Case(COMPOSE, SPEC)
KIND = Heading("web", Target.KIND, "main")


def test_a_first_deployment_on_kind() -> None:
    plan = plan_of(made(WEB), NOTHING)
    assert (
        plan_text(plan, KIND, 80)
        == f"""\
web on kind cluster `main`: first deployment                      plan {plan.name}
namespace laconic-web

 volumes
   create   data               ./data/data, /mnt/data in the node, 2000M
   create   cache
              no path: kept in the node, lost with the cluster, 2000M
 secrets
   create   generated-secrets  generated once: PW
 workloads
   create   web                web
 routes
   create   web                node ports 80 to 82, 53/udp, 90
 not as it reads
   port 8080 is no node port (30000 to 32767): the cluster chooses one for 90
     (compose/docker-compose-web.yml:6)

11 to create. No data moves.
"""
    )


def test_a_first_deployment_on_compose() -> None:
    plan = plan_of(made(WEB._replace(target="compose")), NOTHING)
    heading = Heading("web", Target.COMPOSE, "web-1")
    assert (
        plan_text(plan, heading, 80)
        == f"""\
web on docker compose, project `web-1`: first deployment          plan {plan.name}

 volumes
   create   data        ./data/data
   create   cache       no path: docker keeps it
 config
   create   config.env  2 variables, generated once: PW
   create   compose/docker-compose-web.yml
              1 service
 workloads
   create   web         nginx
 not as it reads
   config API_TOKEN reaches no container: no compose file has `${{API_TOKEN}}`
     (spec.yml:4)
   config PW reaches no container: no compose file has `${{PW}}` (spec.yml:4)

5 to create. No data moves.
"""
    )


def test_a_plan_of_nothing_is_short() -> None:
    """As of a second `stop`."""
    _, blank, words, end = plan_text(plan_from((), ()), KIND, 80).split("\n")
    assert (blank, words, end) == ("", "nothing to do. No data moves.", "")


def test_a_revision_that_changes_nothing_that_runs_is_named() -> None:
    """What is kept of the files is another revision: of another commit, say."""
    wanted = made(WEB)
    plan = plan_of(wanted, Found(as_wanted(wanted), {}, {}))
    assert not plan.changes
    first = plan_text(plan, KIND._replace(revision=1, after=2), 80).partition("\n")[0]
    assert first.startswith("web on kind cluster `main`: revision 1 → 2 ")


@pytest.mark.parametrize("target", ["compose", "k8s", "k8s-kind"])
def test_secrets_are_in_no_plan(target: str) -> None:
    case = Case(COMPOSE, SPEC.replace("./data/data", "/srv/data"), target)
    plan = plan_of(made(case._replace(generated={"PW": SECRET})), NOTHING)
    heading = Heading("web", Target(target), "x")
    assert SECRET not in plan_text(plan, heading, 80) + json.dumps(plan_data(plan, heading))


def as_wanted(wanted: Wanted) -> dict[Key, Sighting]:
    return {x.key: Sighting() for x in wanted.resources}


def test_what_is_there_is_kept_or_changed_with_a_reason() -> None:
    wanted = made(WEB)
    seen = as_wanted(wanted)
    deployment, secret = (
        next(x for x in seen if x.kind == kind) for kind in ("Deployment", "Secret")
    )
    seen[deployment] = Sighting(("image of web",))
    del seen[secret]
    steps = {x.resource.key: x for x in plan_of(wanted, Found(seen, {}, {})).steps}
    changed = {key: step.action for key, step in steps.items() if step.action is not Action.KEEP}
    assert changed == {deployment: Action.ROLL, secret: Action.CREATE}
    assert steps[deployment].reason == "image of web changed"
    assert steps[secret].reason == "it is not there yet"


def test_the_text_of_a_change_gives_the_reason() -> None:
    wanted = made(Case())
    seen = as_wanted(wanted) | {wanted.resources[-1].key: Sighting(("image of web",))}
    text = plan_text(plan_of(wanted, Found(seen, {}, {})), KIND, 80)
    assert "first deployment" not in text
    assert "   roll     web  image of web changed; no downtime\n" in text
    assert text.endswith("\n1 to roll, 1 to keep. No data moves. Downtime: none.\n")


SOURCE, GOAL = Place(Home.PROVISIONED, "/var/x"), Place(Home.HOST, "/srv/x", "/mnt/x")


def migrating(wanted: Wanted) -> Found:
    """A volume in the node, whose user runs as it is to run."""
    seen = as_wanted(wanted)
    volume = next(x for x in wanted.resources if x.key.kind == "PersistentVolume")
    del seen[volume.key]
    user = next(x.key for x in wanted.resources if x.key.kind == "Deployment")
    bindings = {volume.title: Binding(volume.title, SOURCE, "seen", users=(user,))}
    return Found(seen, bindings, {volume.title: Prospect(volume.title, GOAL, is_empty=True)})


def test_the_users_of_a_volume_stop_before_its_bytes_move_and_start_after() -> None:
    wanted = made(WEB)
    found = migrating(wanted)
    moves = judge(wanted, found, Asked(migrate=frozenset(found.bindings)), can_copy=True)
    steps = plan_of(wanted, found, moves).changes
    assert [(x.action.value, x.resource.key.kind) for x in steps] == [
        ("stop", "Deployment"),
        ("copy", "PersistentVolume"),
        ("create", "PersistentVolume"),
        ("replace", "PersistentVolumeClaim"),
        ("roll", "Deployment"),
    ]
    text = plan_text(plan_of(wanted, found, moves), KIND, 80)
    assert text.endswith("to keep.\nDowntime: web.\n")


def test_who_uses_two_volumes_stops_once_and_who_is_gone_not_at_all() -> None:
    wanted = made(WEB)
    user = next(x.key for x in wanted.resources if x.key.kind == "Deployment")
    users = (user, user._replace(name="gone"))
    names = ("data", "cache")
    bindings = {name: Binding(name, SOURCE, "seen", users=users) for name in names}
    moves = [Move(name, Way.MIGRATE, SOURCE, GOAL, "") for name in names]
    steps = plan_of(wanted, Found(as_wanted(wanted), bindings, {}), moves).changes
    assert [x.resource.key for x in steps if x.action is Action.STOP] == [user]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (44_023_414_784, ", with what is there (41 GiB)"),
        (1, ", with what is there (1 byte)"),
        (None, ", with what is there"),
        (0, ", which is empty"),
    ],
)
def test_a_volume_of_a_cluster_made_anew_says_what_it_finds(size: int | None, words: str) -> None:
    place = GOAL._replace(size=size)
    found = Found({}, {"data": Binding("data", place, "seen")}, {"data": Prospect("data", GOAL)})
    assert f"create data ./data/data, /mnt/data in the node, 2000M{words} workloads" in told(found)


@pytest.mark.parametrize(
    ("is_empty", "size", "words"),
    [
        (False, 44_023_414_784, ", with what is there (41 GiB)"),
        (False, None, ", with what is there"),
        (True, 0, ""),
        (None, None, ""),
    ],
)
def test_a_first_volume_says_what_it_finds(
    is_empty: bool | None, size: int | None, words: str
) -> None:
    goal = Prospect("data", GOAL._replace(size=size), exists=True, is_empty=is_empty)
    found = Found({}, {}, {"data": goal})
    assert f"create data ./data/data, /mnt/data in the node, 2000M{words} workloads" in told(found)


def told(found: Found) -> str:
    """Give the plan of a volume in one line."""
    wanted = made(Case(service("volumes: ['data:/v']", "data"), "volumes: {data: ./data/data}\n"))
    moves = judge(wanted, found, Asked(), can_copy=True)
    return " ".join(plan_text(plan_of(wanted, found, moves), KIND, 200).split())


def test_who_writes_to_a_volume_is_gone_before_its_successor_comes() -> None:
    wanted = made(WEB)
    old = wanted.resources[-1]._replace(key=Key("Deployment", "n", "old"))
    plain = old._replace(key=Key("Service", "n", "old"), role=Role.ROUTE)
    seen = as_wanted(wanted)
    new = next(key for key in seen if key.kind == "Deployment")
    del seen[new]
    bindings = {"data": Binding("data", SOURCE, "seen", users=(old.key,))}
    found = Found(seen, bindings, {}, leftovers=(plain, old))
    steps = [(x.action, x.resource.key) for x in plan_of(wanted, found).changes]
    assert steps == [
        (Action.REMOVE, old.key),
        (Action.CREATE, new),
        (Action.REMOVE, plain.key),
    ]


def test_volumes_come_before_what_writes_to_them() -> None:
    roles = [step.resource.role.value for step in plan_of(made(WEB), NOTHING).steps]
    order = ["place", "volumes", "secrets", "workloads", "routes"]
    assert list(dict.fromkeys(roles)) == order
    assert roles == sorted(roles, key=order.index)


def test_a_plan_has_the_name_of_its_contents() -> None:
    name = plan_of(made(WEB), NOTHING).name
    assert name == plan_of(made(WEB), NOTHING).name
    other = WEB._replace(compose=COMPOSE.replace("nginx", "nginx:2"))
    assert name != plan_of(made(other), NOTHING).name
    seen = {made(WEB).resources[0].key: Sighting()}
    assert name != plan_of(made(WEB), Found(seen, {}, {})).name


def test_the_data_says_what_the_text_says() -> None:
    plan = plan_of(made(WEB), NOTHING)
    data = plan_data(plan, KIND)
    steps = data["steps"]
    assert isinstance(steps, list)
    assert data["plan"] == plan.name
    assert steps[1] == {
        "action": "create",
        "role": "volumes",
        "title": "data",
        "kind": "PersistentVolume",
        "namespace": "",
        "name": "laconic-f3m6b6j4-data",
        "about": "./data/data, /mnt/data in the node",
        "reason": "it is not there yet",
        "serves": [],
        "source": "spec.yml:3",
    }


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ([], ""),
        (["a"], "a"),
        (["node port 1"], "node port 1"),
        (["node port 1", "node port 2"], "node ports 1, 2"),
        (["port 1", "port 2", "port 3", "port 9"], "ports 1 to 3, 9"),
        (["port 1/udp", "port 2/udp", "port 3/udp"], "ports 1/udp to 3/udp"),
        (["port 1", "port 1/udp"], "ports 1, 1/udp"),
        (["port 1", "by name", "port 2"], "ports 1, 2, by name"),
        (["/srv/x", "2000M"], "/srv/x, 2000M"),
    ],
)
def test_numbers_of_one_kind_become_a_range(words: list[str], joined: str) -> None:
    assert in_ranges(words) == joined


@pytest.mark.skipif(not EXPECTED.is_dir(), reason=f"no corpus at {EXPECTED}")
@pytest.mark.parametrize(("stack", "target"), stacks_of_corpus("compose", "k8s-kind", "k8s"))
def test_a_plan_fits_a_terminal(stack: str, target: str) -> None:
    plan = plan_of(of_corpus(stack, target), NOTHING)
    text = plan_text(plan, Heading(stack, Target(target), "(made by create)"), 80)
    # A name or a path that is longer than the line stands whole.
    assert [x for x in text.splitlines() if len(x) > 80 and len(max(x.split(), key=len)) < 40] == []


def test_a_plan_that_erases_does_not_say_that_no_data_moves() -> None:
    volume = next(x for x in made(WEB).resources if x.role is Role.VOLUME)
    erasing = plan_from((Step(Action.ERASE, volume, "with all its data"),), ())
    assert plan_text(erasing, KIND, 80).endswith("1 to erase. Downtime: none.\n")
