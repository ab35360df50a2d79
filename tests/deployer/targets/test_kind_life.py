"""The life of a kind cluster: made, joined, stopped, gone; and the data of this host through it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from deployer.directory.files.kind_config import HostMount
from deployer.errors import StepFailed, Unreachable
from deployer.found import Earlier, Home, Prospect
from deployer.guard import judge
from deployer.guard.refusal import GuardRefused
from deployer.migration.preflight import objections
from deployer.plan import Action, Step, plan_from, plan_of
from deployer.plan.moves import Asked, Move, Way, with_known
from deployer.shell import Shell
from deployer.targets.kind.ground import Copying
from deployer.targets.kind.resources import cluster_resource, with_cluster
from deployer.targets.kind.target import KindTarget, Setting
from tests.deployer.targets.kind_site import Notebook, config_of, pod, volume, wants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployer.found import Binding, Found
    from deployer.wanted.resource import Wanted

IMAGE = os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")
NAME = f"stacklint-kind-{os.getpid()}"
NODE = f"{NAME}-control-plane"
PORT = 31987
WEB = f"lab/kind-{os.getpid()}:1"

pytestmark = [
    pytest.mark.kind,
    pytest.mark.skipif(
        not IMAGE or shutil.which("kind") is None or shutil.which("docker") is None,
        reason="needs kind, docker and STACKLINT_KIND_NODE_IMAGE",
    ),
]


class Site:
    """A deployment directory, the directories of its volumes, and one cluster."""

    def __init__(self, root: Path) -> None:
        self.root = root / "root"
        self.own = root / "own"
        self.kubeconfig = root / "dep" / ".stacklint" / "kubeconfig"
        self.notebook = Notebook()
        self.shell = Shell(os.environ)
        self.copied: list[tuple[str, ...]] = []

    @property
    def mounts(self) -> dict[Path, str]:
        return {self.root: "/mnt", self.own: "/mnt/own"}

    def target(self, mounts: dict[Path, str] | None = None, *ports: int) -> KindTarget:
        config = config_of(self.mounts if mounts is None else mounts, *(ports or (PORT,)))
        copying = Copying(self.copy, "run1")
        setting = Setting(NAME, config, self.kubeconfig, copying)
        return KindTarget(self.shell, setting, self.notebook.connect)

    def copy(
        self, shell: Shell, prefix: tuple[str, ...], source: str, target: str, run: str
    ) -> None:
        self.copied.append((source, target, run))
        shell.run(*prefix, "cp", "-a", source, target)

    def wanted(self, *more: str) -> Wanted:
        volumes = [volume("db", "/mnt/app/db"), volume("own", "/mnt/own")]
        volumes += [volume(name, f"/mnt/{name}") for name in more]
        asked = wants(*volumes, pod("web", WEB))
        cluster = cluster_resource(NAME, config_of(self.mounts, PORT), IMAGE)
        return with_cluster(asked, cluster, self.target().images([WEB]))

    def carry_out(self, target: KindTarget, wanted: Wanted) -> Found:
        found = target.observe(wanted, Earlier())
        assert not found.troubles
        moves = judge(wanted, found, Asked(), can_copy=True)
        for step in plan_of(wanted, found, moves).changes:
            target.execute(step)
        return target.observe(wanted, Earlier())

    def node(self, *command: str) -> str:
        return self.shell.run("docker", "exec", NODE, *command)


def run(*words: str, told: str | None = None) -> str:
    done = subprocess.run(words, input=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(content: str) -> None:
    run("docker", "build", "--tag", WEB, "-", told=f"FROM lab/web:1\nLABEL content={content}\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A cluster that the target made."""
    build("first")
    site = Site(tmp_path_factory.mktemp("kind"))
    try:
        site.carry_out(site.target(), site.wanted())
        yield site
    finally:
        run("kind", "delete", "cluster", "--name", NAME, "--kubeconfig", str(site.kubeconfig))
        run("docker", "image", "rm", "--force", WEB)


def changes(target: KindTarget, wanted: Wanted) -> list[str]:
    """What is done beside objects, as `action title`."""
    found = target.observe(wanted, Earlier())
    steps = plan_of(wanted, found).changes
    return [f"{x.action.value} {x.resource.key.kind}" for x in steps if not _is_object(x)]


def _is_object(step: Step) -> bool:
    return step.resource.key.kind not in {"Cluster", "Image"}


def test_it_is_made_with_its_mounts_and_images(site: Site) -> None:
    found = site.target().observe(site.wanted(), Earlier())
    assert (found.troubles, found.notes) == ((), ())
    assert changes(site.target(), site.wanted()) == []
    assert found.bindings["db"].place.path == str(site.root / "app" / "db")
    assert found.bindings["db"].place.home is Home.HOST
    assert found.bindings["db"].trouble == ""
    assert found.prospects["own"].place == found.bindings["own"].place._replace(size=None)
    assert (found.prospects["own"].exists, found.prospects["own"].is_empty) == (True, True)
    assert found.bindings["db"].place.size == 0


def test_its_kubeconfig_is_its_own(site: Site) -> None:
    assert site.kubeconfig.stat().st_mode & 0o777 == 0o600
    assert f"kind-{NAME}" in site.notebook.kubeconfigs[-1]
    classes = site.node(
        "kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "get", "sc", "-o", "name"
    )
    assert classes.strip()


def test_bytes_are_counted_where_nobody_else_may_look(site: Site) -> None:
    site.node("sh", "-c", "echo 12345 > /mnt/own/a; chown 999 /mnt/own/a; chmod 600 /mnt/own/a")
    binding = site.target().observe(site.wanted(), Earlier()).bindings["own"]
    assert binding.place.size is not None
    assert binding.place.size > 5
    (site.own / "a").unlink()


@pytest.mark.parametrize(
    ("mounts", "path", "says"),
    [
        ({"root": "/mnt", "else": "/mnt/else"}, "/mnt/else", "else is not under a live mount"),
        ({"root": "/mnt", "else": "/mnt/own"}, "/mnt/own", "own in its place"),
        ({"else": "/mnt"}, "/mnt/app/db", "root/app/db in its place"),
        ({"root": "/mnt"}, "/opt/db", "/opt/db is not under a live mount"),
    ],
)
def test_a_volume_that_no_node_has_is_refused(
    site: Site, mounts: dict[str, str], path: str, says: str
) -> None:
    hosts = {site.root.parent / name: node for name, node in mounts.items()}
    asked = wants(volume("v", path))
    prospect = site.target(hosts).observe(asked, Earlier()).prospects["v"]
    assert says in prospect.trouble
    assert f"put it under {site.root}, or make a new cluster" in prospect.trouble


def test_a_spec_that_asks_for_another_root_is_refused(site: Site) -> None:
    """Also where kind-config.yml still says what the cluster has."""
    config, copying = config_of(site.mounts, PORT), Copying(site.copy, "")
    setting = Setting(NAME, config, site.kubeconfig, copying, (HostMount("/other", "/mnt"),))
    target = KindTarget(site.shell, setting, site.notebook.connect)
    prospects = target.observe(site.wanted(), Earlier()).prospects
    assert "/other/app/db is not under a live mount" in prospects["db"].trouble


def test_what_the_cluster_lacks_and_no_volume_needs_is_noted(site: Site) -> None:
    hosts = {**site.mounts, site.root.parent / "more": "/more"}
    notes = site.target(hosts, PORT, PORT + 1).observe(site.wanted(), Earlier()).notes
    assert len(notes) == 2
    assert f"{site.root.parent / 'more'} at /more" in notes[0]
    assert f"port {PORT + 1}" in notes[1]


def test_an_image_that_was_made_anew_is_loaded_again(site: Site) -> None:
    build("second")
    assert changes(site.target(), site.wanted()) == ["update Image"]
    site.carry_out(site.target(), site.wanted())
    assert changes(site.target(), site.wanted()) == []
    run("docker", "exec", NODE, "ctr", "-n", "k8s.io", "images", "rm", f"docker.io/{WEB}")
    assert changes(site.target(), site.wanted()) == ["create Image"]
    site.carry_out(site.target(), site.wanted())
    assert changes(site.target(), site.wanted()) == []


def test_an_image_that_nobody_has_is_told_before(site: Site) -> None:
    asked = wants(pod("a", "nobody/has:1"), pod("b", "nobody/made:local"))
    troubles = site.target().observe(asked, Earlier()).troubles
    assert len(troubles) == 2
    assert "`docker pull nobody/has:1`" in troubles[0]
    assert "`docker build --tag nobody/made:local`" in troubles[1]


def test_copies_are_made_in_the_node(site: Site) -> None:
    source, goal = site.root / "from", site.root / "to"
    source.mkdir()
    (source / "a").write_text("a", encoding="utf-8")
    target = site.target()
    target.observe(site.wanted(), Earlier())
    assert site.notebook.ground is not None
    places = [site.notebook.ground.place(f"/mnt/{x}", Home.NODE) for x in ("from", "to")]
    move = Move("v", Way.MIGRATE, places[0], places[1], "")
    step = Step(Action.MOVE, volume("v", "/mnt/to"), "", move=move)
    (route,) = target.copies(plan_from((step,), ()))
    assert (route.source, route.target, NODE in route.prefix) == ("/mnt/from", "/mnt/to", True)
    assert objections([route]) == ()
    target.execute(step)
    assert (goal / "a").read_text(encoding="utf-8") == "a"
    assert site.copied[-1] == ("/mnt/from", "/mnt/to", "run1")
    own = move._replace(goal=site.notebook.ground.place("/mnt/own", Home.NODE))
    step = Step(Action.MOVE, volume("own", "/mnt/own"), "", move=own)
    for act in (lambda: target.execute(step), lambda: target.copies(plan_from((step,), ()))):
        with pytest.raises(StepFailed, match="nothing is renamed over that"):
            act()


def test_a_directory_that_was_made_anew_is_refused(site: Site) -> None:
    """The node goes on with the one that was deleted, and says nothing."""
    site.own.rename(site.root.parent / "old")
    site.own.mkdir()
    found = site.target().observe(site.wanted(), Earlier())
    assert f"does not see what is at {site.own}" in found.bindings["own"].trouble
    assert f"docker restart {NODE}" in found.prospects["own"].trouble
    assert found.prospects["db"].trouble == ""
    site.own.rmdir()
    found = site.target().observe(site.wanted(), Earlier())
    assert "cannot be seen on this host" in found.bindings["own"].trouble
    (site.root.parent / "old").rename(site.own)
    assert site.target().observe(site.wanted(), Earlier()).bindings["own"].trouble == ""


def test_a_directory_that_is_gone_is_lost(site: Site) -> None:
    """The kubelet makes one that is missing, and a service would begin anew in it."""
    known = Earlier(bindings=site.target().observe(site.wanted(), Earlier()).bindings)
    place, elsewhere = site.root / "app" / "db", site.root / "elsewhere"

    def db() -> Binding:
        return with_known(site.target().observe(site.wanted(), known), known).bindings["db"]

    place.rename(elsewhere)
    assert (db().is_lost, db().trouble) == (
        True,
        f"{place}, where its data was, is not there: bring it back",
    )
    place.mkdir()
    assert (db().is_lost, "is empty, and not the directory" in db().trouble) == (True, True)
    place.rmdir()
    elsewhere.rename(place)
    assert (db().is_lost, db().trouble) == (False, "")


def test_a_node_that_is_stopped_is_started(site: Site) -> None:
    target, wanted = site.target(), site.wanted()
    bindings = target.observe(wanted, Earlier()).bindings
    earlier = Earlier(tuple(x.key for x in wanted.resources), bindings)
    run("docker", "stop", "--time", "2", NODE)
    found = target.observe(wanted, earlier)
    assert found.troubles == ()
    assert found.bindings["db"].place.path == bindings["db"].place.path
    assert {x.way for x in judge(wanted, found, Asked(), can_copy=True)} == {Way.KEEP}
    step = plan_of(wanted, found).changes[0]
    assert (step.action, step.resource.key.kind) == (Action.UPDATE, "Cluster")
    assert "nobody recorded" in target.observe(wanted, Earlier()).troubles[0]
    assert target.readiness(wanted.resources[-1].key).words == f"cluster {NAME} does not run"
    target.execute(step)
    assert changes(site.target(), wanted) == []
    assert site.target().observe(wanted, Earlier()).bindings["db"].trouble == ""


def test_data_of_the_host_outlives_the_cluster(site: Site) -> None:
    target, wanted = site.target(), site.wanted()
    (site.root / "app" / "db" / "a").write_text("kept", encoding="utf-8")
    bindings = target.observe(wanted, Earlier()).bindings
    assert site.notebook.ground is not None
    site.node("sh", "-c", "mkdir -p /opt/data && echo a > /opt/data/a")
    inside = bindings["db"]._replace(
        volume="auto", place=site.notebook.ground.place("/opt/data", Home.PROVISIONED)
    )
    run("kind", "delete", "cluster", "--name", NAME, "--kubeconfig", str(site.kubeconfig))

    earlier = Earlier(bindings={**bindings, "auto": inside})
    both = wanted._replace(resources=(*wanted.resources, volume("auto")))
    with pytest.raises(GuardRefused, match=f"was in the node of cluster {NAME}") as refused:
        judge(both, target.observe(both, earlier), Asked(), can_copy=True)
    assert [x.option for x in refused.value.refusals[0].exits] == ["--fresh auto"]
    fresh = Asked(fresh=frozenset({"auto"}))
    found = target.observe(both, earlier)
    assert found.prospects["auto"] == Prospect("auto", None)
    ways = {x.volume: x.way for x in judge(both, found, fresh, can_copy=True)}
    assert ways == {"db": Way.KEEP, "own": Way.KEEP, "auto": Way.FRESH}

    site.notebook.made.clear()
    site.carry_out(target, wanted)
    assert site.node("cat", "/mnt/app/db/a") == "kept"


def test_a_cluster_that_cannot_be_made_leaves_nothing(site: Site, tmp_path: Path) -> None:
    config = config_of({tmp_path: "/mnt"}, PORT)
    name = f"{NAME}-b"
    setting = Setting(name, config, tmp_path / "kubeconfig", Copying(site.copy, ""))
    target = KindTarget(site.shell, setting, site.notebook.connect)
    cluster = cluster_resource(name, config, IMAGE)
    found = target.observe(wants(cluster), Earlier())
    assert found.troubles == (f"port {PORT} of this host, which the cluster is to have, is taken",)
    with pytest.raises(StepFailed, match="port is already allocated"):
        target.execute(Step(Action.CREATE, cluster, ""))
    assert name not in run("kind", "get", "clusters").split()


def test_an_engine_that_does_not_answer(site: Site) -> None:
    shell = Shell({**os.environ, "DOCKER_HOST": "unix:///nowhere"})
    setting = Setting(NAME, config_of({}), site.kubeconfig, Copying(site.copy, ""))
    with pytest.raises(Unreachable, match="Cannot connect"):
        KindTarget(shell, setting, site.notebook.connect).observe(wants(), Earlier())
