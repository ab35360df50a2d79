"""`deploy restart` on a target in memory, from real repositories."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployer.commands.create import create
from deployer.commands.next_revision import Desk
from deployer.commands.plan import Wish, plan
from deployer.commands.restart import restart
from deployer.commands.start import start
from deployer.directory.present import present
from deployer.errors import (
    BadInput,
    CannotDo,
    LeftBroken,
    Locked,
    NoStack,
    PreflightFailed,
    RolledBack,
    SpecHasErrors,
)
from deployer.guard.refusal import GuardRefused
from deployer.plan.data import plan_data
from deployer.plan.moves import Asked
from deployer.plan.text import Heading
from deployer.revisions import latest
from deployer.revisions.candidate import as_it_lies
from deployer.revisions.journal import Journal, unfinished
from deployer.revisions.lock import Holder, locked
from deployer.shell import Shell
from deployer.source import Repository
from deployer.wanted.resource import CannotRender
from stacklint.model.targets import Target
from tests.deployer.fake import Fake, Quiet, approve, world_of
from tests.deployer.worlds import COMPOSE, KIND, STACK, edit, names, tree_of
from tests.deployer.worlds import world as world_of_create
from tests.gitrepo import QUIET, Repo, clone, repo
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
FILES = {**STACK, SPEC: COMPOSE, ".gitignore": "tokens.env\n"}
FILES.pop("tokens.env")
OWN = Wish("", "", is_pulled=True, asked=Asked())
APP = "config/notes/app.conf"
POD = "compose/docker-compose-notes.yml"


class Lab(NamedTuple):
    """A deployment that runs, its checkout, and where that is pulled from."""

    upstream: Repo
    mine: Repo
    place: Path
    target: Fake
    watcher: Quiet

    @property
    def world(self) -> World:
        world = world_of(self.target, self.watcher)
        return world._replace(shell=Shell({**os.environ, **QUIET}))

    def again(self, wish: Wish = OWN, known: Desk | None = None) -> Outcome:
        self.target.taken.clear()
        return restart(self.place, wish, self.world, known or desk(), approve)

    def plan(self, wish: Wish = OWN, known: Desk | None = None) -> Judged:
        return plan(self.place, wish, self.world, known or desk())

    def text(self, name: str) -> str:
        return (self.place / name).read_text(encoding="utf-8")


def desk(
    roots: tuple[str, ...] = (), judge: Callable[[Path, str, Path], None] | None = None
) -> Desk:
    return Desk(
        repository=lambda root: Repository(root, roots),
        make=lambda size: b"\xff" * size,
        home=Path("/nobody"),
        version="0",
        judge=judge or (lambda root, spec, runs: None),  # noqa: ARG005 -- all is well
    )


def lab_of(tmp_path: Path, files: dict[str, str] | None = None) -> Lab:
    upstream = repo(tmp_path / "upstream", files or FILES)
    mine = clone(upstream, tmp_path / "mine")
    mine.write({"tokens.env": "TOKEN=t"})
    place = tmp_path / "place"
    create(Repository(mine.root, ()), SPEC, place, world_of_create())
    lab = Lab(upstream, mine, place, Fake(), Quiet())
    start(place, Asked(), lab.world, approve)
    return lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return lab_of(tmp_path)


def steps(judged: Judged) -> list[str]:
    return [f"{x.action.value} {x.resource.title}" for x in judged.plan.changes]


def test_what_was_pushed_is_what_runs_and_the_plan_is_what_is_done(lab: Lab) -> None:
    pushed = lab.upstream.commit({POD: STACK[POD].replace("postgres:16", "postgres:17")})
    assert lab.again() == (2, True)
    assert lab.target.taken == ["update compose/docker-compose-notes.yml", "roll db"]
    assert "postgres:17" in lab.text(POD)
    assert lab.mine.head == pushed
    record = latest(lab.place)
    assert record is not None
    assert (record.number, record.commit) == (2, pushed)
    assert json.loads(lab.text(".stacklint/state.json"))["commit"] == pushed


def test_a_plan_says_what_a_restart_then_does_and_touches_nothing(lab: Lab) -> None:
    lab.mine.commit({POD: STACK[POD].replace("postgres:16", "postgres:17"), APP: "b\n"})
    before = tree_of(lab.place)
    planned = lab.plan()
    assert planned.candidate.commits.endswith("(1 commit)")
    assert tree_of(lab.place) == before
    assert lab.again() == (2, True)
    assert lab.target.taken == steps(planned)


def test_nothing_new_is_nothing_done(lab: Lab) -> None:
    lab.again()
    before = tree_of(lab.place)
    assert lab.again() == (1, False)
    assert lab.target.taken == []
    assert tree_of(lab.place) == before
    assert lab.plan().is_same


def test_files_that_are_gone_from_the_source_go_and_those_of_others_stay(lab: Lab) -> None:
    lab.upstream.commit({"config/notes/old.conf": "o\n", "config/notes/deeper/x": "x\n"})
    lab.again()
    left = ("config/notes/app.conf.bak", "config/notes/deeper/x.bak", "spec.yml.bak")
    write(lab.place, dict.fromkeys((*left, "data/notes-db/base"), "mine"))
    lab.upstream.run("rm", "-rq", "config/notes/old.conf", "config/notes/deep")
    lab.upstream.commit({APP: "b\n"})
    lab.again()
    assert lab.text(APP) == "b\n"
    assert not (lab.place / "config/notes/old.conf").exists()
    assert not (lab.place / "config/notes/deep").exists()
    assert {lab.text(name) for name in (*left, "data/notes-db/base")} == {"mine"}


def test_a_spec_that_git_moved_is_asked_for_by_its_option(lab: Lab) -> None:
    lab.upstream.run("mv", SPEC, "envs/live.yml")
    lab.upstream.commit()
    said = f"^{SPEC} is not in {lab.mine.root}: say by --spec-file where the spec is$"
    with pytest.raises(BadInput, match=said):
        lab.again()
    said = f"^{SPEC} is not in that commit: say by --spec-file"
    with pytest.raises(BadInput, match=said):
        lab.again(OWN._replace(revision="HEAD"))
    lab.again(OWN._replace(spec=str(lab.mine.root / "envs/live.yml")))
    assert not lab.again().is_changed


def test_a_backup_in_the_source_is_no_change_for_ever(lab: Lab) -> None:
    lab.upstream.commit({"config/notes/app.conf.bak": "from the stack\n"})
    lab.again()
    assert lab.text("config/notes/app.conf.bak") == "from the stack\n"
    assert not lab.again().is_changed


def test_a_file_becomes_a_directory_and_back(lab: Lab) -> None:
    lab.upstream.run("rm", "-q", APP)
    lab.upstream.commit({f"{APP}/part": "p\n"})
    lab.again()
    assert lab.text(f"{APP}/part") == "p\n"
    lab.upstream.run("rm", "-rq", APP)
    lab.upstream.commit({APP: "again\n"})
    lab.again()
    assert lab.text(APP) == "again\n"


def test_a_new_volume_gets_its_directory(lab: Lab) -> None:
    pod = STACK[POD].replace("volumes:\n  notes-db:  ", "volumes:\n  keys:\n  notes-db:  ")
    pod = pod.replace("      - notes-db:", "      - keys:/keys\n      - notes-db:")
    spec = COMPOSE.replace("volumes:\n", "volumes:\n  keys: ./data/keys\n")
    lab.upstream.commit({POD: pod, SPEC: spec})
    lab.again()
    assert (lab.place / "data/keys").is_dir()
    assert "create keys" in lab.target.taken


def test_what_does_not_get_ready_is_taken_back_with_its_files(lab: Lab) -> None:
    before = {k: v for k, v in tree_of(lab.place).items() if ".stacklint" not in k}
    lab.upstream.commit(
        {POD: STACK[POD].replace("postgres:16", "postgres:no"), "config/notes/n": ""}
    )
    lab.target.broken = {"postgres:no"}
    with pytest.raises(RolledBack, match="Revision 1 runs again"):
        lab.again()
    assert {k: v for k, v in tree_of(lab.place).items() if ".stacklint" not in k} == before
    assert unfinished(lab.place) is None
    assert not (lab.place / ".stacklint/undo").exists()
    lab.upstream.run("revert", "--no-edit", "HEAD")
    assert lab.again()[0] in {1, 3}


def test_values_that_were_made_are_kept(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, {**FILES, SPEC: COMPOSE.replace("  A: b\n", "  A: $generate:hex:8$\n")})
    made = lab.text(".stacklint/generated.json")
    assert "A" in json.loads(made)["values"]
    lab.upstream.commit({SPEC: COMPOSE.replace("  A: b\n", "  A: $generate:hex:8$\n  B: c\n")})
    lab.again()
    assert lab.text(".stacklint/generated.json") == made
    assert "B=c" in lab.text("config.env")
    assert "ff" * 8 not in lab.text("config.env")


def test_a_configmap_that_was_filled_by_hand_is_carried_over(tmp_path: Path) -> None:
    files = {k: v for k, v in FILES.items() if k != "config/notes-config/c.conf"}
    lab = lab_of(tmp_path, {**files, SPEC: KIND})
    write(lab.place, {"configmaps/notes-config/by-hand": "mine\n"})
    lab.upstream.commit({SPEC: KIND.replace("A: b", "A: c")})
    lab.watcher.heard.clear()
    lab.again()
    assert lab.text("configmaps/notes-config/by-hand") == "mine\n"
    assert not [x for x in lab.watcher.heard if "is empty" in x]
    lab.upstream.commit({"config/notes-config/of-the-stack": "theirs\n"})
    lab.again()
    assert names(lab.place / "configmaps/notes-config") == ["of-the-stack"]


def test_a_volume_that_gets_another_path_is_refused_before_any_file(lab: Lab) -> None:
    lab.upstream.commit({SPEC: COMPOSE.replace("./data/notes-db", "./data/other")})
    before = {k for k in tree_of(lab.place) if "lock" not in k}
    with pytest.raises(GuardRefused, match="notes-db"):
        lab.again()
    assert {k for k in tree_of(lab.place) if "lock" not in k} == before
    assert lab.target.taken == []


def test_who_does_not_approve_changes_no_file(lab: Lab) -> None:
    def refuse(judged: Judged) -> None:
        raise CannotDo(judged.plan.name, "no")

    lab.upstream.commit({APP: "b\n"})
    before = tree_of(lab.place)
    with pytest.raises(CannotDo):
        restart(lab.place, OWN, lab.world, desk(), refuse)
    assert tree_of(lab.place) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("deploy-to: compose", "deploy-to: k8s-kind", r"deploy-to is compose: it would become k8s"),
        (
            "config:\n",
            "namespace: other\nconfig:\n",
            r"namespace is the default: .* other, and all",
        ),
        ("stacks/notes", "stacks/other", r"stack is notes: it would become other"),
    ],
)
def test_a_spec_that_makes_another_deployment_of_it_is_refused(
    lab: Lab, old: str, new: str, words: str
) -> None:
    files = {"stacks/other/stack.yml": "name: other\npods: [notes]\njobs: [load]\n"}
    lab.upstream.commit({**files, SPEC: COMPOSE.replace(old, new)})
    before = {k for k in tree_of(lab.place) if "lock" not in k}
    with pytest.raises(CannotDo, match=f"{words}.*make a new deployment of it"):
        lab.again()
    assert {k for k in tree_of(lab.place) if "lock" not in k} == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("resources:\n  volumes:\n    reservations:\n      storage: lots\n", "lots"),
        ("external-services:\n  mail: {}\n", "mail"),
    ],
)
def test_what_is_wrong_in_a_spec_is_told_by_its_path_in_git(
    tmp_path: Path, more: str, words: str
) -> None:
    lab = lab_of(tmp_path, {**FILES, SPEC: KIND})
    lab.upstream.commit({SPEC: KIND + more})
    line = KIND.count("\n") + more.count("\n")
    with pytest.raises(CannotRender, match=rf"^envs/prod.yml:{line}: .*{words}"):
        lab.again()
    with pytest.raises(CannotRender, match=rf"^envs/prod.yml:{line}: .*{words}"):
        lab.plan(OWN._replace(revision=lab.upstream.head))


def test_what_a_plan_is_made_of_is_named_by_its_path_in_git(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, {**FILES, SPEC: KIND})
    data = plan_data(lab.plan().plan, Heading("notes", Target.KIND, "c"))
    steps = data["steps"]
    assert isinstance(steps, list)
    found = {str(x["source"]).split(":")[0] for x in steps if isinstance(x, dict)}
    assert SPEC in found
    assert "spec.yml" not in found
    assert lab.plan().is_same


def test_another_cluster_is_another_deployment(tmp_path: Path) -> None:
    spec = KIND.replace("config:\n", "kind-cluster-name: one\nconfig:\n")
    lab = lab_of(tmp_path, {**FILES, SPEC: spec})
    lab.upstream.commit({SPEC: spec.replace("name: one", "name: two")})
    with pytest.raises(CannotDo, match=r"kind-cluster-name is one: it would become two"):
        lab.again()
    lab.upstream.commit({SPEC: spec.replace("kind-cluster-name: one\n", "")})
    lab.again()
    assert "cluster-id: one" in lab.text("deployment.yml")


def test_a_directory_that_was_moved_is_refused(lab: Lab, tmp_path: Path) -> None:
    lab.place.rename(tmp_path / "moved")
    moved = lab._replace(place=tmp_path / "moved")
    for wish in (OWN, OWN._replace(spec=str(lab.mine.root / SPEC))):
        with pytest.raises(CannotDo, match=r"moved: it was made at .*/place, and volumes"):
            moved.again(wish)
    # With a link in its place, all that is below it is where it was.
    lab.place.symlink_to(tmp_path / "moved")
    moved.again()


ROOTS = ("../stacks-repo",)


class Two(NamedTuple):
    """A deployment whose stack has a repository of its own."""

    lab: Lab
    upstream: Repo
    stacks: Repo

    def again(self, wish: Wish = OWN) -> Outcome:
        return self.lab.again(wish, desk(ROOTS))

    @property
    def heads(self) -> tuple[str, str]:
        return self.lab.mine.head, self.stacks.head


@pytest.fixture
def two(tmp_path: Path) -> Two:
    upstream = repo(tmp_path / "stacks-upstream", STACK)
    stacks = clone(upstream, tmp_path / "stacks-repo")
    specs = repo(tmp_path / "upstream", {SPEC: COMPOSE, "tokens.env": "TOKEN=t"})
    mine = clone(specs, tmp_path / "mine")
    create(Repository(mine.root, ROOTS), SPEC, tmp_path / "place", world_of_create())
    made = Two(Lab(specs, mine, tmp_path / "place", Fake(), Quiet()), upstream, stacks)
    made.again()
    return made


def test_both_checkouts_go_forward(two: Two) -> None:
    wanted = two.lab.upstream.commit({SPEC: COMPOSE.replace("A: b", "A: c")})
    assert (wanted, two.upstream.commit({APP: "b\n"})) != two.heads
    two.again()
    assert two.heads == (wanted, two.upstream.head)
    assert two.lab.text(APP) == "b\n"
    assert "A=c" in two.lab.text("config.env")


def test_where_one_is_changed_neither_goes_forward(two: Two) -> None:
    two.lab.upstream.commit({SPEC: COMPOSE.replace("A: b", "A: c")})
    before = two.heads
    two.stacks.write({APP: "mine\n"})
    with pytest.raises(CannotDo, match=r"stacks-repo/config/notes/app.conf: it is not as it is"):
        two.again()
    assert two.heads == before
    two.lab.plan(known=desk(ROOTS))
    assert any("a restart would be refused: " in x for x in two.lab.watcher.heard)


def test_a_plan_names_the_commits_of_both(two: Two) -> None:
    old, stacks = two.lab.mine.head, two.stacks.root
    new = two.lab.mine.commit({SPEC: COMPOSE.replace("A: b", "A: c")})
    own = f"git {old[:7]}..{new[:7]} (1 commit)"
    beside = f"{stacks}: git {two.stacks.head[:7]}"
    plans = [two.lab.plan(known=desk(ROOTS)).candidate.commits]
    two.stacks.write({APP: "mine\n"})
    plans.append(two.lab.plan(known=desk(ROOTS)).candidate.commits)
    assert plans == [f"{own}, {beside}", f"{own}, {beside} (changed)"]
    wish = OWN._replace(revision=old)
    back = two.lab.plan(wish, known=desk(ROOTS)).candidate.commits
    assert back == f"git {old[:7]}, {beside} (changed)"


def test_where_one_has_parted_neither_goes_forward(two: Two) -> None:
    two.lab.upstream.commit({SPEC: COMPOSE.replace("A: b", "A: c")})
    two.upstream.commit({APP: "b\n"})
    two.stacks.commit({"own": "o"})
    before = two.heads
    with pytest.raises(PreflightFailed, match="stacks-repo and origin/main have parted"):
        two.again()
    assert two.heads == before


def test_of_a_commit_the_stack_is_that_of_the_operators_checkout(two: Two) -> None:
    wish = OWN._replace(revision=two.lab.mine.head)
    two.lab.upstream.commit({SPEC: COMPOSE.replace("A: b", "A: c")})
    two.again()
    two.again(wish)
    assert "A=b" in two.lab.text("config.env")
    two.stacks.write({APP: "mine\n"})
    with pytest.raises(CannotDo, match=r"app.conf: it is not as it is"):
        two.again(wish)


def test_a_commit_is_deployed_and_the_operators_tree_stays(lab: Lab) -> None:
    old = lab.mine.head
    lab.upstream.commit({APP: "b\n"})
    lab.again()
    lab.mine.write({APP: "mine, and not committed\n"})
    before = lab.mine.head
    assert lab.plan(OWN._replace(revision=old)).candidate.commits.endswith("(1 commit back)")
    assert lab.again(OWN._replace(revision=old)).is_changed
    assert lab.text(APP) == "a\n"
    assert "TOKEN=t" in lab.text("config.env")
    assert lab.mine.head == before
    assert (lab.mine.root / APP).read_text(encoding="utf-8") == "mine, and not committed\n"
    state = json.loads(lab.text(".stacklint/state.json"))
    assert (state["commit"], state["repository"]) == (old, str(lab.mine.root))
    assert not list((lab.place / ".stacklint").glob("next-*"))
    assert lab.mine.run("worktree", "list").count("\n") == 0


def test_a_commit_is_deployed_where_what_is_checked_out_cannot_be_read(lab: Lab) -> None:
    good = lab.mine.commit({APP: "good\n"})
    lab.mine.commit({SPEC: "a: [\n"})
    lab.again(OWN._replace(revision=good))
    assert lab.text(APP) == "good\n"


def test_a_broken_tree_is_pulled_out_of_it_unless_anything_is_changed(lab: Lab) -> None:
    lab.upstream.commit({SPEC: "a: [\n"})
    with pytest.raises(BadInput, match="cannot be read"):
        lab.again()
    lab.upstream.commit({SPEC: COMPOSE, APP: "mended\n"})
    lab.mine.write({"new-file": ""})
    with pytest.raises(CannotDo, match="new-file"):
        lab.again()
    (lab.mine.root / "new-file").unlink()
    lab.again()
    assert lab.text(APP) == "mended\n"


def test_a_commit_is_fetched_and_where_that_fails_known_ones_can_be_deployed(lab: Lab) -> None:
    pushed = lab.upstream.commit({APP: "b\n"})
    with pytest.raises(PreflightFailed, match="has no commit"):
        lab.again(OWN._replace(revision=pushed, is_pulled=False))
    lab.again(OWN._replace(revision=pushed))
    assert lab.text(APP) == "b\n"
    lab.upstream.root.rename(lab.upstream.root.with_name("gone"))
    lab.watcher.heard.clear()
    lab.again(OWN._replace(revision="HEAD"))
    assert lab.text(APP) == "a\n"
    assert "only commits that are here already are known: git fetch" in lab.watcher.heard[0]


def test_without_pulling_what_is_checked_out_counts(lab: Lab) -> None:
    lab.upstream.commit({APP: "b\n"})
    lab.mine.commit({APP: "c\n"})
    with pytest.raises(PreflightFailed, match="have parted"):
        lab.again()
    lab.again(OWN._replace(is_pulled=False))
    assert lab.text(APP) == "c\n"


def test_findings_that_refuse_come_before_any_file(lab: Lab) -> None:
    seen = []

    def judge(root: Path, spec: str, runs: Path) -> None:
        seen.append((root, spec, runs.read_text(encoding="utf-8")))
        raise SpecHasErrors(spec, (("rule", "x"),))

    lab.upstream.commit({APP: "b\n"})
    before = {k for k in tree_of(lab.place) if "lock" not in k}
    with pytest.raises(SpecHasErrors):
        lab.again(known=desk(judge=judge))
    assert seen == [(lab.mine.root, SPEC, COMPOSE)]
    assert {k for k in tree_of(lab.place) if "lock" not in k} == before


def test_another_spec_is_named_by_its_path_from_where_one_is(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.upstream.commit({"envs/next.yml": COMPOSE.replace("A: b", "A: next")})
    lab.mine.run("pull", "--quiet")
    monkeypatch.chdir(lab.mine.root / "envs")
    lab.again(OWN._replace(spec="next.yml"))
    assert "A=next" in lab.text("config.env")
    assert json.loads(lab.text(".stacklint/state.json"))["spec"] == "envs/next.yml"
    monkeypatch.chdir("/")
    assert not lab.again().is_changed


def test_another_spec_is_deployed_as_a_commit_has_it(lab: Lab) -> None:
    spec = "envs/next.yml"
    commit = lab.mine.commit({spec: COMPOSE.replace("A: b", "A: next")})
    lab.mine.run("rm", "-q", spec)
    lab.mine.commit()
    wish = OWN._replace(spec=str(lab.mine.root / spec), revision=commit)
    planned = lab.plan(wish)
    assert lab.again(wish).is_changed
    assert lab.target.taken == steps(planned)
    assert "A=next" in lab.text("config.env")
    state = json.loads(lab.text(".stacklint/state.json"))
    assert (state["commit"], state["spec"]) == (commit, spec)


def of_laconic(lab: Lab) -> None:
    """Make a directory what laconic-so would have made."""
    shutil.rmtree(lab.place / ".stacklint")


def test_a_directory_of_laconic_so_needs_a_spec_once(lab: Lab) -> None:
    of_laconic(lab)
    with pytest.raises(BadInput, match="does not say which repository it came from"):
        lab.again()
    lab.upstream.commit({APP: "b\n"})
    typed = os.path.relpath(lab.mine.root / SPEC)
    assert lab.again(OWN._replace(spec=typed)).is_changed
    assert lab.text(APP) == "b\n"
    state = json.loads(lab.text(".stacklint/state.json"))
    assert (state["repository"], state["spec"]) == (str(lab.mine.root), SPEC)
    assert state["decimal-sizes"] is True
    lab.upstream.commit({APP: "c\n"})
    lab.again()
    assert json.loads(lab.text(".stacklint/state.json"))["decimal-sizes"] is True
    assert present(lab.place).files


def test_a_password_that_laconic_so_had_by_hand_stays(tmp_path: Path) -> None:
    """What opens a database goes on opening it, adopted or not."""
    spec = COMPOSE.replace("A: b", "A: b\n  PASSWORD: $generate:hex:8$")
    lab = lab_of(tmp_path, {**FILES, SPEC: spec})
    of_laconic(lab)
    made = [x for x in lab.text("config.env").splitlines() if "PASSWORD" not in x]
    write(lab.place, {"config.env": "\n".join((*made, "PASSWORD=by-hand", ""))})
    lab.again(OWN._replace(spec=str(lab.mine.root / SPEC)))
    assert "PASSWORD=by-hand\n" in lab.text("config.env")
    (lab.place / ".stacklint/rev").rename(tmp_path / "rev")
    (lab.place / ".stacklint/generated.json").unlink()
    lab.again()
    assert "PASSWORD=by-hand\n" in lab.text("config.env")


@pytest.mark.parametrize("source", ["{tmp}/elsewhere/stacks/notes", "elsewhere/stacks/notes"])
def test_the_stack_of_laconic_so_is_where_its_directory_says(tmp_path: Path, source: str) -> None:
    lab = lab_of(tmp_path)
    repo(tmp_path / "elsewhere", STACK)
    spec = COMPOSE.replace("stacks/notes", "elsewhere/stacks/notes")
    for name in STACK:
        (lab.upstream.root / name).unlink(missing_ok=True)
    lab.upstream.commit({SPEC: spec})
    deployment = lab.text("deployment.yml").replace("stacks/notes", source.format(tmp=tmp_path))
    wish = OWN._replace(spec=str(lab.mine.root / SPEC))
    of_laconic(lab)
    with pytest.raises(NoStack):
        lab.again(wish)
    write(lab.place, {"deployment.yml": deployment})
    lab.again(wish)
    assert lab.text(APP) == "a\n"


def test_a_stack_that_a_commit_lacks_is_not_taken_from_what_is_checked_out(lab: Lab) -> None:
    lab.mine.run("rm", "-q", "stacks/notes/stack.yml")
    bare = lab.mine.commit()
    lab.mine.commit({"stacks/notes/stack.yml": STACK["stacks/notes/stack.yml"]})
    deployment = lab.text("deployment.yml")
    here = f"{lab.mine.root}/stacks/notes"
    write(lab.place, {"deployment.yml": deployment.replace("stacks/notes", here)})
    with pytest.raises(NoStack):
        lab.again(OWN._replace(revision=bare))


def test_a_plan_where_nobody_wrote_down_a_repository_is_that_of_a_start(lab: Lab) -> None:
    write(lab.place, {".stacklint/state.json": '{"format": 1}'})
    assert steps(lab.plan()) == []


def test_a_repository_that_is_gone_leaves_what_lies_here(lab: Lab) -> None:
    shutil.rmtree(lab.mine.root)
    with pytest.raises(BadInput, match=r"came from .*mine, which is not there.*deploy start"):
        lab.again()
    assert lab.plan().is_same


def test_a_run_at_the_same_time_is_refused(lab: Lab) -> None:
    other = Holder(99, "there", "2026-01-01T00:00:00Z", "stacklint deploy restart")
    before = lab.mine.head
    lab.upstream.commit({APP: "b\n"})
    with locked(lab.place, other), pytest.raises(Locked):
        lab.again()
    assert lab.mine.head == before


def test_what_killed_runs_left_aside_is_taken_away(lab: Lab) -> None:
    write(lab.place, {".stacklint/next-abc/config.env": "SECRET=s\n", ".stacklint/next-d/x": ""})
    lab.again()
    assert not list((lab.place / ".stacklint").glob("next-*"))


def test_a_swap_that_was_killed_is_put_back_and_made_again(lab: Lab) -> None:
    lab.upstream.commit({POD: STACK[POD].replace("postgres:16", "postgres:17"), APP: "b\n"})
    now = present(lab.place)
    Journal(lab.place, "2026", 1).begin_swap(now, now._replace(files=()))
    write(lab.place, {APP: "half\n"})
    (lab.place / POD).unlink()
    assert lab.again() == (2, True)
    assert any("its files are those from before it again" in x for x in lab.watcher.heard)
    assert lab.text(APP) == "b\n"
    assert "postgres:17" in lab.text(POD)


def test_a_first_start_that_failed_and_was_mended_is_nothing_to_go_back_to(lab: Lab) -> None:
    shutil.rmtree(lab.place / ".stacklint/rev")
    bad = STACK[POD].replace("postgres:16", "postgres:bad")
    lab.target.broken = {"postgres:16", "postgres:bad"}
    lab.upstream.commit({POD: bad})
    with pytest.raises(LeftBroken, match="no earlier revision"):
        lab.again()
    assert latest(lab.place) is None
    lab.upstream.commit({POD: STACK[POD].replace("postgres:16", "postgres:17")})
    lab.target.broken = {"postgres:bad"}
    assert lab.again().is_changed
    lab.upstream.commit({POD: bad})
    with pytest.raises(RolledBack):
        lab.again()
    assert "postgres:17" in lab.text(POD)


def edited(
    lab: Lab, old: str = "postgres:16", new: str = "postgres:theirs", file: str = POD
) -> None:
    """Change a file of the directory by hand, and push what will not get ready."""
    edit(lab.place, old, new, file)
    lab.upstream.commit({POD: STACK[POD].replace("postgres:16", "postgres:bad")})
    lab.target.broken = {"postgres:bad"}


def changed_by_others(lab: Lab) -> None:
    """Let somebody else change a file, and bring up what it says."""
    edited(lab)
    theirs = as_it_lies(lab.place, "", lab.world.told).wanted.resources
    lab.target.objects |= {x.key: x for x in theirs}


OTHER = ("./data/notes-db", "/srv/other", "spec.yml")


@pytest.mark.parametrize("change", [("postgres:16", "postgres:theirs", POD), OTHER])
def test_what_was_edited_and_never_ran_is_not_gone_back_to(
    lab: Lab, change: tuple[str, str, str]
) -> None:
    edited(lab, *change)
    with pytest.raises(RolledBack, match="Revision 1 runs again"):
        lab.again()
    assert change[1] not in lab.text(change[2])
    assert lab.target.places["notes-db"].path.endswith("data/notes-db")


def test_what_others_run_and_say_of_another_place_is_not_gone_back_to(lab: Lab) -> None:
    """Who only writes where data is to be has not brought it there."""
    changed_by_others(lab)
    edit(lab.place, *OTHER)
    with pytest.raises(RolledBack, match="Revision 1 runs again"):
        lab.again()


def test_what_others_changed_and_runs_well_is_what_is_gone_back_to(lab: Lab) -> None:
    changed_by_others(lab)
    with pytest.raises(RolledBack, match="Revision 2 runs again"):
        lab.again()
    assert "postgres:theirs" in lab.text(POD)


def test_what_others_changed_and_is_not_ready_is_not_gone_back_to(lab: Lab) -> None:
    changed_by_others(lab)
    lab.target.sick = {"load"}
    with pytest.raises(RolledBack, match="Revision 1 runs again"):
        lab.again()
    assert "postgres:16" in lab.text(POD)
