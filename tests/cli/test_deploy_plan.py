"""`stacklint deploy plan` as people run it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.running import stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

FILES = {
    "envs/prod.yml": "stack: stacks/web\ndeploy-to: k8s-kind\nvolumes:\n  data: ./data/data\n",
    "stacks/web/stack.yml": "pods: [web]\n",
    "compose/docker-compose-web.yml": (
        "services:\n  web:\n    image: nginx\n    volumes: ['data:/v']\nvolumes:\n  data:\n"
    ),
    ".git/HEAD": "ref: refs/heads/main\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def test_a_plan_needs_no_deployment(repository: Path) -> None:
    done = stacklint(repository, "deploy", "plan", "--spec-file", "envs/prod.yml")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("web on kind cluster `(made by create)`: first deployment ")
    assert "   create   data  ./data/data, /mnt/data in the node, 2000M\n" in done.out


def test_the_data_of_a_plan(repository: Path) -> None:
    done = stacklint(
        repository, "deploy", "plan", "--spec-file", "envs/prod.yml", "--format", "json"
    )
    steps = json.loads(done.out)["steps"]
    assert [step["name"] for step in steps][1] == "(made by create)-data"


@pytest.mark.parametrize(
    ("changed", "spec", "code", "sentence"),
    [
        ({}, "envs/nothing.yml", 2, "error: there is no spec envs/nothing.yml\n"),
        ({}, "stacks/web/stack.yml", 2, "error: stacks/web/stack.yml is no spec"),
        (
            {"envs/prod.yml": "stack: a\ndeploy-to: [\n"},
            "envs/prod.yml",
            2,
            "envs/prod.yml:3 cannot",
        ),
        (
            {"envs/prod.yml": "stack: stacks/wep\ndeploy-to: compose\n"},
            "envs/prod.yml",
            1,
            "error: envs/prod.yml:1: the stack is not there: stacks/wep is not in this repository",
        ),
        (
            {"envs/prod.yml": "stack: stacks/web\ndeploy-to: kind\n"},
            "envs/prod.yml",
            1,
            "error: envs/prod.yml:2: `deploy-to: kind` is no target",
        ),
        (
            {"compose/docker-compose-web.yml": "services: [\n"},
            "envs/prod.yml",
            1,
            "names a pod or job whose compose file is missing or broken",
        ),
        (
            {"envs/prod.yml": FILES["envs/prod.yml"].replace("./data", "~/data")},
            "envs/prod.yml",
            1,
            "error: envs/prod.yml:4: volume data: nobody expands `~`",
        ),
    ],
)
def test_what_stops_a_plan_is_one_sentence(
    repository: Path, changed: dict[str, str], spec: str, code: int, sentence: str
) -> None:
    write(repository, changed)
    done = stacklint(repository, "deploy", "plan", "--spec-file", spec)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "option",
    [
        *("--rev=main", "--baseline=b.json", "--adopt=data", "--fresh=data", "--migrate=data"),
        *("--kind-node-image=a", "--cluster-objects", "--host-names", "--run-hooks"),
    ],
)
def test_what_is_about_a_deployment_needs_one(repository: Path, option: str) -> None:
    done = stacklint(repository, "deploy", "plan", "--spec-file", "envs/prod.yml", option)
    name = option.partition("=")[0]
    said = f"error: {name} is about a deployment: name it by --dir\n"
    assert (done.code, done.out, done.err) == (2, "", said)


def test_credentials_reach_a_plan_and_are_not_shown(repository: Path) -> None:
    secret = "hunter2-hunter2-hunter2"  # noqa: S105 -- stands for one
    text = FILES["envs/prod.yml"] + f"credentials-files: [{repository}/secret.env]\n"
    write(repository, {"envs/prod.yml": text, "secret.env": f"DB_PASSWORD={secret}\n"})
    command = ("deploy", "plan", "--spec-file", "envs/prod.yml", "--format", "json")
    with_file = stacklint(repository, *command)
    write(repository, {"secret.env": ""})
    without = stacklint(repository, *command)
    assert secret not in with_file.out
    assert json.loads(with_file.out)["plan"] != json.loads(without.out)["plan"]


def test_names_do_not_steer_the_terminal(repository: Path) -> None:
    compose = 'services:\n  web: {image: "a\\e[31m", profiles: [a]}\n  "b\\e[2J": {image: c}\n'
    write(
        repository,
        {
            "compose/docker-compose-web.yml": compose,
            "envs/prod.yml": "stack: stacks/web\ndeploy-to: compose\n",
        },
    )
    for more in ((), ("--format", "json")):
        done = stacklint(repository, "deploy", "plan", "--spec-file", "envs/prod.yml", *more)
        assert done.code == 0
        assert "\x1b" not in done.out
        assert "[2J" in done.out


def test_a_command_that_is_not_there_is_suggested(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "deploy", "plna")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error: there is no command `plna` (did you mean plan?)",
    )
