"""`stacklint volumes`, from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.running import EMPTY, GOOD, STACK, commit_all, git, repository, stacklint, write

pytestmark = pytest.mark.slow


def test_one_spec_is_a_table_and_a_last_line(tmp_path: Path) -> None:
    done = stacklint(repository(tmp_path, GOOD), "volumes", "envs/prod.yml")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        " volume    docker host         kind node      pod                      survives\n"
        " notes-db  /srv/kind/notes/db  /mnt/notes/db  db /var/lib/…resql/data  ● ● ● ● ●\n"
        "                          container · node · reboot · cluster · deployment moved\n"
        "1 volume, which outlives the cluster: stacklint check envs/prod.yml\n"
    )


def test_every_spec_below_is_shown_with_a_heading(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"envs/a.yml": GOOD.replace("k8s-kind", "compose")})
    for arguments, names in (
        ([], ["envs/a.yml", "envs/prod.yml"]),
        (["envs"], ["envs/a.yml", "envs/prod.yml"]),
        (["envs/prod.yml", "envs/a.yml"], ["envs/a.yml", "envs/prod.yml"]),
    ):
        done = stacklint(root, "volumes", *arguments)
        assert done.code == 0
        heads = [part.splitlines()[0] for part in done.out.split("\n\n")]
        assert [head.partition(":")[0] for head in heads] == names
        assert heads[0] == "envs/a.yml: stacks/notes on compose"
    below = stacklint(root / "envs", "volumes")
    assert "\nprod.yml: stacks/notes on k8s-kind\n" in below.out
    assert "stacklint explain empty-volume-holds-data" in below.out


def test_json_holds_to_the_schema_that_is_printed(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"envs/broken.yml": "stack: x\ndeploy-to: [\n", "notes/spec.yml": "kind: Pod\n"})
    schema = json.loads(stacklint(root, "schema", "volumes").out)
    done = stacklint(root, "volumes", "--format", "json")
    found = json.loads(done.out)
    jsonschema.validate(found, schema)
    assert done.code == 3
    assert [spec["file"] for spec in found["specs"]] == ["envs/prod.yml"]
    assert [x["file"] for x in found["unread"]] == ["envs/broken.yml"]
    assert found["notes"] == ["notes/spec.yml is a Kubernetes manifest, not a spec: skipped"]


FILES = {
    "envs/broken.yml": "stack: x\ndeploy-to: [\n",
    "envs/two.yml": "stack: x\ndeploy-to: k8s\n---\nstack: y\n",
    "notes.yml": "a: 1\n",
    "pod.yml": "apiVersion: v1\nkind: Pod\n",
    "play.yml": "- hosts: all\n  tasks:\n    - command: laconic-so deployment start\n",
    "envs/late.yml.j2": "stack: x\ndeploy-to: k8s\nvolumes:\n  {{ a }}: {{ b }}: c\n",
    "copy/spec.yml": GOOD,
    "copy/deployment.yml": "cluster-id: x\n",
}
ROOT = Path(__file__).parents[2]
NO_MAP = [
    ("envs/none.yml", "does not exist"),
    ("notes.yml", "is no spec (neither `deploy-to` nor `stack` in it)"),
    ("pod.yml", "is a Kubernetes manifest, not a spec"),
    ("play.yml", "is a list, as playbooks are, and no spec"),
    ("envs/two.yml", "holds 2 YAML documents, and may hold one"),
    ("envs/late.yml.j2", "is a template that is no YAML before it is rendered"),
]


@pytest.mark.parametrize(("file", "why"), NO_MAP)
def test_a_named_file_without_a_map_fails(tmp_path: Path, file: str, why: str) -> None:
    root = repository(tmp_path)
    write(root, FILES)
    done = stacklint(root, "volumes", file, "envs/prod.yml")
    assert done.code == 3
    assert done.err == f"error: {file} {why}\n"
    assert "notes-db" in done.out


def test_what_is_broken_below_a_directory_fails_and_the_rest_is_said(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, FILES)
    done = stacklint(root, "volumes")
    assert done.code == 3
    notes = sorted(done.err.splitlines())
    assert notes[0].startswith("error: envs/broken.yml cannot be read: ")
    assert notes[0].endswith(" (line 2)") or notes[0].endswith(" (line 3)")
    assert notes[1:] == [
        "error: envs/two.yml holds 2 YAML documents, and may hold one",
        "note: copy/spec.yml is a copy in a deployment directory, not the source: skipped",
        "note: envs/late.yml.j2 is a template that is no YAML before it is rendered",
    ]
    assert done.out.startswith("envs/prod.yml: ")


@pytest.mark.parametrize("arguments", [(), ("envs",), ("envs/prod.yml",)])
@pytest.mark.parametrize("is_committed", [False, True])
def test_a_spec_of_which_nothing_is_left_has_no_map(
    tmp_path: Path, arguments: tuple[str, ...], *, is_committed: bool
) -> None:
    root = repository(tmp_path, GOOD)
    write(root, {"envs/prod.yml": "", "envs/never-a-spec.yml": ""})
    if is_committed:
        commit_all(root)
    done = stacklint(root, "volumes", *arguments)
    assert done.code == 3
    assert done.err.startswith("error: envs/prod.yml cannot be read: it is empty, where ")
    assert done.err.count("\n") == 1


def test_a_copy_is_shown_when_it_is_named(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, FILES)
    done = stacklint(root, "volumes", "copy/spec.yml")
    assert done.code == 0
    assert "/srv/kind/notes/db" in done.out


def test_no_spec_is_no_fault(tmp_path: Path) -> None:
    write(tmp_path, {"notes.yml": "a: 1\n"})
    done = stacklint(tmp_path, "volumes")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("note: no spec found")
    found = json.loads(stacklint(tmp_path, "volumes", "--format", "json").out)
    assert found["specs"] == []


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    memory = Path("/proc/self/mem")
    if not memory.exists():
        pytest.skip("there is no file here that even root cannot read from the start")
    root = repository(tmp_path)
    (root / "envs/a.yml").symlink_to(memory)
    done = stacklint(root, "volumes")
    assert done.code == 3
    assert done.err.startswith("error: envs/a.yml cannot be read: ")
    assert done.out.startswith("envs/prod.yml: ")


@pytest.mark.parametrize("arguments", [["--format", "yaml"], ["--config", "none.toml"], ["--dir"]])
def test_nonsense_is_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    done = stacklint(repository(tmp_path), "volumes", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")


def test_the_configuration_names_stacks_dialect_and_what_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = tmp_path / "specs"
    write(root, {"prod.yml": GOOD, "old/spec.yml": GOOD})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    config = 'stack-roots = ["../stack-repo"]\nexclude = ["old/"]\ndialect = "fork"\n'
    write(root, {"stacklint.toml": config})
    (spec,) = json.loads(stacklint(root, "volumes", "--format", "json").out)["specs"]
    (volume,) = spec["volumes"]
    assert spec["knows_mounts"]
    # The fork knows no mount root.
    assert volume["node"] == "/mnt/notes-db"
    bare = json.loads(stacklint(root, "volumes", "--isolated", "--format", "json").out)["specs"]
    assert [x["file"] for x in bare] == ["old/spec.yml", "prod.yml"]
    assert not bare[1]["knows_mounts"]


@pytest.mark.parametrize(
    ("arguments", "env", "is_coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_asked_for(
    tmp_path: Path, arguments: list[str], env: dict[str, str], *, is_coloured: bool
) -> None:
    done = stacklint(repository(tmp_path), "volumes", *arguments, env=env)
    assert ("\x1b[" in done.out) is is_coloured


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_dots_are_letters_where_stdout_takes_no_more(tmp_path: Path, env: dict[str, str]) -> None:
    done = stacklint(repository(tmp_path, EMPTY), "volumes", env=env)
    assert done.out.isascii()
    assert "* * * o *" in done.out
    assert "\\u" not in done.out


def test_hostile_names_of_files_stay_names(tmp_path: Path) -> None:
    root = repository(tmp_path)
    odd = root / "envs" / "\udcff\x1b[2J.yml"
    try:
        odd.write_text(EMPTY)
    except OSError:
        pytest.skip("this file system takes only text for names")
    write(root, {"envs/\x1b[2K.yml": "deploy-to: [\n"})
    for arguments in ([], ["--format", "json"]):
        done = stacklint(root, "volumes", *arguments)
        assert done.code == 3
        assert "\x1b" not in done.out + done.err


def test_the_page_shows_what_the_example_gives() -> None:
    page = (ROOT / "docs/volumes.md").read_text(encoding="utf-8")
    typed, _, wanted = (
        page.partition("```text\n$ stacklint ")[2].partition("```")[0].partition("\n")
    )
    env = {"COLUMNS": "100"}
    done = stacklint(ROOT / "examples/operator-repo", *typed.split(), env=env)
    assert done.out == wanted
