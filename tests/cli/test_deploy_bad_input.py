"""What goes wrong before anything is touched: one sentence, a code, nothing left behind."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from deployer.revisions.lock import Holder, locked
from tests.deployer.lab.notes import Site, site_of
from tests.deployer.worlds import tree_of
from tests.running import stacklint

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

NOWHERE = "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: x, user: x}}]\nclusters: [{name: x, cluster: {server: 'https://127.0.0.1:1'}}]\nusers: [{name: x, user: {}}]\n"  # noqa: E501 -- a file as it is


@pytest.fixture(scope="module")
def compose(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("compose"), "compose")


@pytest.fixture(scope="module")
def kind(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("kind"), "k8s-kind")


@pytest.fixture(scope="module")
def k8s(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("k8s")
    (folder / "kubeconfig").write_text(NOWHERE, encoding="utf-8")
    options = ("--volume-root", "/srv/notes", "--kube-config", str(folder / "kubeconfig"))
    return site_of(folder, "k8s", *options)


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A PATH with git and nothing else."""
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "git").symlink_to(git)
    return str(tmp_path)


def refused(site: Site, code: int, words: str, *command: str, path: str = "") -> None:
    before = files_of(site.place)
    action, *rest = command
    env = {"PATH": path} if path else {}
    done = site.run("deploy", action, "--dir", str(site.place), *rest, env=env)
    assert (done.code, "Traceback" in done.all) == (code, False), done.all
    assert words in done.err
    assert files_of(site.place) == before


def files_of(place: Path) -> dict[str, tuple[int, bytes]]:
    """All but the lock, which says who was there last."""
    return {path: x for path, x in tree_of(place).items() if path != ".stacklint/lock"}


@pytest.mark.parametrize("action", ["start", "status", "plan", "restart", "stop", "destroy"])
def test_without_docker_nothing_is_done(action: str, compose: Site, bare: str) -> None:
    confirmed = () if action in {"status", "plan"} else ("--yes",)
    refused(compose, 4, "`docker` is not installed", action, *confirmed, path=bare)


def test_a_spec_is_planned_as_a_commit_has_it(compose: Site, bare: str) -> None:
    asked = ("--spec-file", "spec.yml", "--rev", "HEAD")
    refused(compose, 4, "`docker` is not installed", "plan", *asked, path=bare)


def test_kind_needs_docker_too(kind: Site, bare: str) -> None:
    refused(kind, 4, "is not installed, or not on PATH", "start", "--yes", path=bare)


@pytest.mark.parametrize("action", ["start", "status", "plan"])
def test_a_cluster_that_does_not_answer_is_named(action: str, k8s: Site) -> None:
    confirmed = ("--yes",) if action == "start" else ()
    refused(k8s, 4, "https://127.0.0.1:1: nobody listens there", action, *confirmed)


def test_a_context_less_kubeconfig_is_named(k8s: Site) -> None:
    path = k8s.place / "kubeconfig.yml"
    text = path.read_bytes()
    path.write_text("hello: world\n", encoding="utf-8")
    try:
        refused(k8s, 4, "kubeconfig.yml: it is no kubeconfig", "status")
    finally:
        path.write_bytes(text)


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("deploy", "start", "--dir", "/nowhere", "--yes"), 1, "is no deployment directory"),
        (("deploy", "plan"), 2, "name a deployment by --dir, or a spec by --spec-file"),
        (("deploy", "plan", "--spec-file", "spec.yml", "--rev", "x"), 2, "name it by --dir"),
        (("deploy", "plan", "--spec-file", "spec.yml", "--adopt", "x"), 2, "name it by --dir"),
        (("deploy", "start"), 2, "--dir"),
        (("deploy", "start", "--dir", ".", "--timeout", "soon"), 2, "invalid float value"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(
    command: tuple[str, ...], code: int, words: str, compose: Site
) -> None:
    done = compose.run(*command)
    assert (done.code, "Traceback" in done.all) == (code, False), done.all
    assert words in done.err


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("start", "--dir", "/nowhere", "--yes"), 1, "/nowhere is no deployment directory"),
        (("status", "--dir", "/nowhere"), 1, "/nowhere is no deployment directory"),
        (("plan", "--dir", "/nowhere"), 1, "/nowhere is no deployment directory"),
        (("plan", "--spec-file", "nowhere.yml"), 2, "there is no spec nowhere.yml"),
        (("start",), 2, "the following arguments are required: --dir"),
        (("stat", "--dir", "."), 2, "there is no command `stat`"),
        (("restart", "--dir", ".", "--sooner"), 2, "unrecognized arguments: --sooner"),
        (("start", "--dir", ".", "--timeout", "soon"), 2, "invalid float value"),
        (("logs", "--dir", ".", "db"), 2, "unrecognized arguments: --format json"),
    ],
)
def test_the_last_line_of_json_is_how_it_ended(
    command: tuple[str, ...], code: int, words: str, compose: Site
) -> None:
    done = compose.run("deploy", *command, "--format", "json")
    last = json.loads(done.out.splitlines()[-1])
    assert (done.code, last["exit"], last["event"]) == (code, code, "result")
    assert words in last["reason"]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("--format=json",), 1),
        (("--form", "json"), 1),
        (("--format", "text"), 0),
        (("--format",), 0),
        (("--", "--format", "json"), 0),
        ((), 0),
    ],
)
def test_a_wrong_line_is_told_as_an_event_where_events_are_asked_for(
    words: tuple[str, ...], lines: int, tmp_path: Path
) -> None:
    done = stacklint(tmp_path, "deploy", "restart", "--soon", *words)
    assert (done.code, done.out.count("\n")) == (2, lines)
    assert done.err.startswith("error: ")


def test_a_second_run_at_the_same_time_is_told_who_holds_it(compose: Site) -> None:
    holder = Holder(4242, "elsewhere", "2026-01-01T00:00:00Z", "stacklint deploy restart")
    with locked(compose.place, holder):
        done = compose.run("deploy", "start", "--dir", str(compose.place), "--yes")
    assert done.code == 7
    assert "`stacklint deploy restart` (process 4242 on elsewhere" in done.err


def test_a_repository_that_is_gone_is_named(compose: Site, tmp_path: Path) -> None:
    elsewhere = tmp_path / "repo"
    compose.repo.rename(elsewhere)
    try:
        there = Site(elsewhere, compose.place)
        done = there.run("deploy", "restart", "--dir", str(compose.place), "--yes")
    finally:
        elsewhere.rename(compose.repo)
    assert done.code == 1
    assert "which is not there: check it out again" in done.err


def test_what_is_not_committed_is_not_deployed(compose: Site) -> None:
    page = compose.repo / "config/page/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text("changed\n", encoding="utf-8")
    try:
        refused(compose, 3, "is not as it is committed", "restart", "--yes")
    finally:
        page.write_text(text, encoding="utf-8")


def test_a_moved_directory_is_refused(compose: Site) -> None:
    elsewhere = compose.place.with_name("moved")
    compose.place.rename(elsewhere)
    try:
        refused(Site(compose.repo, elsewhere), 3, "move it back", "restart", "--yes")
    finally:
        elsewhere.rename(compose.place)
