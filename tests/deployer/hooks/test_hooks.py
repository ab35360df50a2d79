"""Hooks: what they are told by, what they may change, and that nobody runs them unasked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.commands.create import Created, create
from deployer.commands.next_revision import Desk
from deployer.commands.plan import Wish, plan
from deployer.commands.restart import restart
from deployer.commands.start import start
from deployer.directory.present import present
from deployer.errors import BadInput, CannotDo, PreflightFailed, RolledBack
from deployer.hooks.functions import functions_of
from deployer.plan.moves import Asked
from deployer.shell import Shell
from deployer.source import Repository
from tests.deployer.fake import Fake, Quiet, world_of
from tests.deployer.worlds import COMPOSE, KIND, STACK, names, tree_of, world
from tests.gitrepo import QUIET, Repo, repo
from tests.running import stacklint

if TYPE_CHECKING:
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
CODE = "stacks/notes/deploy/commands.py"
POD = "compose/docker-compose-notes.yml"
SHELL = Shell({**os.environ, "KUBECONFIG": "/the/operators/own"})


@pytest.mark.parametrize(
    ("code", "functions"),
    [
        ("", set()),
        ("def create(context, extra_args):\n    context.x()\n", {"create"}),
        ("def create(context, extra_args):\n    '''Does nothing.'''\n    pass\n", set()),
        ("def create(context, extra_args):\n    return None\n", set()),
        ("def create(context, extra_args):\n    return\ndef start(c): c.x()\n", {"start"}),
        ("from other import create, run as start\n", {"create", "start"}),
        ("start = create = print\n", {"create", "start"}),
        (
            "import os\nif os.name:\n    def init(c):\n        return {'config': {}}\n",
            {"os", "init"},
        ),
        ("class A:\n    def create(self):\n        self.x()\n", set()),
    ],
)
def test_functions_are_told_from_the_text(code: str, functions: set[str]) -> None:
    assert functions_of("commands.py", code.encode()) == functions


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (b"def create(:\n", "commands.py:1 is no Python"),
        (b"x = 1\n\0", "commands.py is no Python"),
        (b"\xff", "commands.py"),
    ],
)
def test_what_is_no_python_says_where(code: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        functions_of("commands.py", code)


CREATE = """\
import os
from pathlib import Path
from stack_orchestrator import opts
from stack_orchestrator.deploy.deployment_context import DeploymentContext
from stack_orchestrator.util import get_yaml


def create(context: DeploymentContext, extra_args):
    def add(data):
        data["services"]["db"]["environment"] = {
            "AT": str(context.deployment_dir / "x"),
            "NAMESPACE": str(context.spec.get_namespace()),
            "STACK": context.stack.name,
            "PORTS": str(context.spec.get_ports()["db"][0]),
            "KUBECONFIG": os.environ["KUBECONFIG"],
            "BESIDE": (Path(__file__).parent / "rbac.yaml").read_text(),
        }
    context.modify_yaml(context.get_compose_file("notes"), add)
    (context.deployment_dir / "data/seed").mkdir(parents=True)
    (context.deployment_dir / "data/seed/first.sql").write_text("select 1;")
    print("seeded", context.id, extra_args)
"""
FILES = {
    **STACK,
    CODE: CREATE,
    "stacks/notes/deploy/rbac.yaml": "rules",
    "stacks/notes/deploy/commands_old.py": "1 / 0\n",
    ".gitignore": "tokens.env\n",
}


def made(tmp_path: Path, files: dict[str, str], spec: str = COMPOSE, *, may_run: bool) -> Created:
    repo(tmp_path / "repo", {**files, SPEC: spec})
    one = world()._replace(hooks=SHELL if may_run else None)
    return create(Repository(tmp_path / "repo", ()), SPEC, tmp_path / "dep", one)


def test_create_runs_what_it_may_run_and_takes_what_that_makes(tmp_path: Path) -> None:
    done = made(tmp_path, FILES, may_run=True)
    files = tree_of(done.place)
    (service,) = yaml.safe_load(files[POD][1])["services"].values()
    assert service["environment"] == {
        "AT": str(done.place / "x"),
        "NAMESPACE": "None",
        "STACK": "notes",
        "PORTS": "5432",
        "KUBECONFIG": "/dev/null",
        "BESIDE": "rules",
    }
    assert b"# The notes." in files[POD][1]
    assert files["data/seed/first.sql"][1] == b"select 1;"
    assert {x for x in files if x.startswith("hooks/")} == {"hooks/commands.py", "hooks/rbac.yaml"}
    assert files["hooks/commands.py"][1] == CREATE.encode()
    assert files["config.env"][0] == 0o600
    assert done.notes[-2:] == (
        f"create() of {CODE} has run, and what it made is among the files",
        f"create() of {CODE} says: seeded laconic-9yqhaozz ()",
    )
    assert names(tmp_path) == ["dep", "repo"]


REFUSED = [
    (CREATE, CannotDo, False, f"{CODE}: its create\\(\\) is code of the stack, .* add --run-hooks"),
    ("def create(:\n", BadInput, False, f"{CODE}:1 is no Python"),
    ("def create(c, x):\n    c.nothing()\n", PreflightFailed, True, "has no attribute 'nothing'"),
    ("def create(c, x):\n    c.spec.port()\n", PreflightFailed, True, "'port' of a spec is not"),
    (
        "def create(c, x):\n    raise SystemExit('PASSWORD=hunter22 is wrong')\n",
        PreflightFailed,
        True,
        r"failed: PASSWORD=\*+ is wrong",
    ),
    (
        "def create(c, x):\n    raise SystemExit('no key')\n",
        PreflightFailed,
        True,
        f"create\\(\\) of {CODE} failed: no key",
    ),
    (
        "from stack_orchestrator.util import error_exit\ndef create(c, x):\n    error_exit('a')\n",
        PreflightFailed,
        True,
        "stack_orchestrator.util.error_exit is of laconic-so, which is not installed here",
    ),
    (
        "def create(c, x):\n    c.modify_yaml('../repo/k.yml', print)\n",
        PreflightFailed,
        True,
        "../repo/k.yml is not in the deployment directory",
    ),
]


@pytest.mark.parametrize(("code", "error", "may_run", "says"), REFUSED)
def test_what_may_not_or_cannot_run_leaves_nothing(
    tmp_path: Path, code: str, error: type[Exception], *, may_run: bool, says: str
) -> None:
    with pytest.raises(error, match=says):
        made(tmp_path, {**FILES, CODE: code}, may_run=may_run)
    assert names(tmp_path) == ["repo"]


@pytest.mark.parametrize("code", ["", "def create(context, extra_args):\n    pass\n"])
def test_what_does_nothing_needs_no_leave(tmp_path: Path, code: str) -> None:
    done = made(tmp_path, {**FILES, CODE: code}, may_run=False)
    assert (done.place / "hooks/commands.py").read_text(encoding="utf-8") == code


class Lab:
    """A deployment that runs, its repository, and a target in memory."""

    def __init__(self, tmp_path: Path, code: str, spec: str) -> None:
        self.repo: Repo = repo(tmp_path / "repo", {**FILES, CODE: code, SPEC: spec})
        self.repo.write({"tokens.env": "TOKEN=t"})
        self.place = tmp_path / "dep"
        self.target, self.watcher = Fake(), Quiet()
        one = world()._replace(hooks=SHELL)
        create(Repository(self.repo.root, ()), SPEC, self.place, one)

    @property
    def world(self) -> World:
        return world_of(self.target, self.watcher)._replace(shell=Shell({**os.environ, **QUIET}))

    def start(self) -> Outcome:
        self.target.taken.clear()
        return start(self.place, Asked(), self.world, lambda judged: None)  # noqa: ARG005

    def restart(self, *, may_run: bool = True) -> Outcome:
        self.target.taken.clear()
        return restart(self.place, WISH, self.world, desk(may_run=may_run), lambda judged: None)  # noqa: ARG005

    def plan(self, *, may_run: bool = True) -> Judged:
        return plan(self.place, WISH, self.world, desk(may_run=may_run))


WISH = Wish("", "", is_pulled=False, asked=Asked())


def desk(*, may_run: bool) -> Desk:
    return Desk(
        repository=lambda root: Repository(root, ()),
        make=lambda size: b"\xff" * size,
        home=Path("/nobody"),
        version="0",
        judge=lambda root, spec, runs: None,  # noqa: ARG005 -- all is well
        hooks=SHELL if may_run else None,
    )


WRITES = """\
def create(context, extra_args):
    context.deployment_dir.joinpath("config/notes/made.conf").write_text("{}")
    context.deployment_dir.joinpath("data").mkdir(exist_ok=True)
    context.deployment_dir.joinpath("data/seed").write_text("first")
"""


def test_a_restart_runs_it_again_and_leaves_data_alone(tmp_path: Path) -> None:
    lab = Lab(tmp_path, WRITES.format("1"), COMPOSE)
    lab.start()
    (lab.place / "data/seed").write_text("precious", encoding="utf-8")
    lab.repo.commit({CODE: WRITES.format("2")})
    before = tree_of(lab.place)
    with pytest.raises(CannotDo, match="--run-hooks"):
        lab.restart(may_run=False)
    with pytest.raises(CannotDo, match="--run-hooks"):
        lab.plan(may_run=False)
    assert tree_of(lab.place) == before
    assert lab.restart() == (2, True)
    assert (lab.place / "config/notes/made.conf").read_text(encoding="utf-8") == "2"
    assert (lab.place / "data/seed").read_text(encoding="utf-8") == "precious"
    assert "data/seed, which a hook writes, stays as it is: no file of ours" in lab.watcher.heard
    assert lab.restart() == (2, False)


def test_a_restart_deploys_no_hook_that_is_not_committed(tmp_path: Path) -> None:
    lab = Lab(tmp_path, WRITES.format("1"), COMPOSE)
    lab.start()
    lab.repo.write({CODE: WRITES.format("2")})
    with pytest.raises(CannotDo, match=CODE):
        lab.restart()


STARTS = """\
import os
def start(context):
    with context.deployment_dir.joinpath("data/starts").open("a") as out:
        print(os.environ["KUBECONFIG"], {}, file=out)
"""


def runs(lab: Lab) -> list[str]:
    file = lab.place / "data/starts"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_start_is_the_last_step_and_runs_where_something_changes(tmp_path: Path) -> None:
    lab = Lab(tmp_path, STARTS.format("1"), KIND)
    (step,) = (x for x in lab.plan().plan.steps if x.action.value == "run")
    assert (step.resource.title, step.reason) == (
        "hooks/commands.py",
        "start(), code of the stack (--run-hooks)",
    )
    assert lab.start() == (1, True)
    assert runs(lab) == ["/dev/null 1"]
    assert lab.start() == (1, False)
    assert runs(lab) == ["/dev/null 1"]
    lab.repo.commit({CODE: STARTS.format("2")})
    assert [f"{x.action.value} {x.resource.title}" for x in lab.plan().plan.changes] == [
        "run hooks/commands.py"
    ]
    assert lab.restart() == (2, True)
    assert runs(lab) == ["/dev/null 1", "/dev/null 2"]


def test_compose_runs_no_start_as_laconic_so_does_not(tmp_path: Path) -> None:
    lab = Lab(tmp_path, STARTS.format("1"), COMPOSE)
    lab.start()
    assert runs(lab) == []


def test_a_start_that_fails_takes_the_revision_back(tmp_path: Path) -> None:
    lab = Lab(tmp_path, STARTS.format("1"), KIND)
    lab.start()
    before = present(lab.place)
    lab.repo.commit({CODE: STARTS.format("no_such_name")})
    with pytest.raises(RolledBack, match="NameError: name 'no_such_name' is not defined"):
        lab.restart()
    assert present(lab.place) == before


def test_other_plans_have_other_hooks(tmp_path: Path) -> None:
    lab = Lab(tmp_path, STARTS.format("1"), KIND)
    first = lab.plan().plan.name
    lab.repo.commit({CODE: STARTS.format("2")})
    assert lab.plan().plan.name != first


INIT = """\
def init(deploy_command_context):
    return {"config": {"MAIL": "a@example.com"}, "network": {"http-proxy": [
        {"host-name": "notes.example.com", "routes": [{"path": "/", "proxy-to": "db:5432"}]}]}}
"""


def test_init_adds_the_settings_of_hooks_where_it_may(tmp_path: Path) -> None:
    where = repo(tmp_path / "repo", {**FILES, CODE: INIT}).root
    words = ("deploy", "init", "--stack", "stacks/notes", "--deploy-to", "k8s-kind", "--output")
    plain = stacklint(where, *words, "a.yml")
    assert "add --run-hooks" in plain.err
    assert stacklint(where, *words, "b.yml", "--run-hooks").code == 0
    first, second = (
        yaml.safe_load((where / x).read_text(encoding="utf-8")) for x in ("a.yml", "b.yml")
    )
    assert second.pop("config") == {"MAIL": "a@example.com"}
    assert second["network"].pop("http-proxy")[0]["host-name"] == "notes.example.com"
    assert {k: v for k, v in first.items() if k != "config"} == second


def test_the_command_line_says_what_runs(tmp_path: Path) -> None:
    where = repo(tmp_path / "repo", {**FILES, CODE: CREATE, SPEC: KIND}).root
    (where / "tokens.env").write_text("TOKEN=t", encoding="utf-8")
    offline = stacklint(where, "deploy", "plan", "--spec-file", SPEC)
    assert f"create() of {CODE} is code of the stack" in " ".join(offline.out.split())
    words = ("deploy", "create", "--spec-file", SPEC, "--deployment-dir", "../dep")
    refused = stacklint(where, *words)
    assert (refused.code, "add --run-hooks" in refused.err) == (3, True)
    assert stacklint(where, *words, "--run-hooks").code == 0
    assert json.loads((tmp_path / "dep/.stacklint/state.json").read_bytes())["spec"] == SPEC
