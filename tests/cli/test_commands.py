"""The other commands, from the outside."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

import jsonschema
import pytest

from stacklint.cli.commands import COMMANDS
from stacklint.cli.deploy import ACTIONS
from stacklint.cli.pages import page_text
from stacklint.report.hints import COMMANDS as NAMED
from stacklint.rules import NAMES
from tests.running import EMPTY, GOOD, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

EMPTY_IN_ENVS = "envs/prod.yml:7:3: error[empty-volume-holds-data"


def test_hints_name_exactly_the_commands_that_there_are() -> None:
    assert set(NAMED) == set(COMMANDS)


@pytest.mark.parametrize("command", [*COMMANDS, *(f"deploy {action}" for action in ACTIONS)])
def test_every_command_has_help_with_an_example(tmp_path: Path, command: str) -> None:
    done = stacklint(tmp_path, *command.split(), "--help")
    assert done.code == 0
    assert f"example: stacklint {command}" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines() if not line.startswith("example"))


@pytest.mark.parametrize("rule", NAMES)
def test_page_of_every_rule_is_printed(rule: str) -> None:
    page = page_text(rule)
    assert page is not None
    assert page.startswith(f"# {rule}\n")
    assert "```yaml bad" not in page
    assert "at=" not in page


def test_help_says_within_80_columns_how_a_run_may_end(tmp_path: Path) -> None:
    lines = stacklint(tmp_path, "--help").out.splitlines()
    assert any(line.startswith("exit codes: 0 clean") for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_explain_gives_facts_and_page(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "explain", "regenerated-spec", "--format", "json")
    facts = json.loads(done.out)
    assert (facts["rule"], facts["severity"], facts["fix"]) == (
        "regenerated-spec",
        "error",
        "unsafe",
    )
    assert "## Why" in facts["page"]


def test_rules_are_listed_with_what_is_known_of_them(tmp_path: Path) -> None:
    rows = json.loads(stacklint(tmp_path, "rules", "--format", "json").out)
    assert [row["rule"] for row in rows] == list(NAMES)
    lines = stacklint(tmp_path, "rules").out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    told = [line.split() for line in lines if line.startswith("  ")]
    shown = ("rule", "severity", "profile", "fix", "since")
    assert told[1:] == [[row[key] for key in shown if row[key] != "none"] for row in rows]


@pytest.mark.parametrize("name", ["spec", "stack", "report", "volumes", "config"])
def test_schemas_are_schemas(tmp_path: Path, name: str) -> None:
    schema = json.loads(stacklint(tmp_path, "schema", name).out)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schema_of_the_configuration_knows_what_the_reader_knows(tmp_path: Path) -> None:
    schema = json.loads(stacklint(tmp_path, "schema", "config").out)
    text = (
        'profile = "strict"\nselect = ["volumes"]\nfail-on = "info"\n'
        '[severity]\nunknown-key = "error"\n[[per-path]]\npaths = ["a/"]\nignore = ["shape"]\n'
        '[options]\nvolume-root = "/srv"\n'
    )
    jsonschema.validate(tomllib.loads(text), schema)
    write(tmp_path, {"stacklint.toml": text})
    assert stacklint(tmp_path, "config").code == 0
    keys = {
        "required-version",
        "profile",
        "select",
        "ignore",
        "severity",
        "fail-on",
        "dialect",
        "deployer",
        "stack-roots",
        "templates",
        "rendered",
        "exclude",
        "baseline",
        "hosts",
        "per-path",
        "options",
        "plugins",
        "rules",
    }
    assert set(schema["properties"]) == keys


def test_config_lists_every_key_that_the_schema_has(tmp_path: Path) -> None:
    write(tmp_path, {"stacklint.toml": 'required-version = ">=0.1"\n'})
    rows = json.loads(stacklint(tmp_path, "config", "--format", "json").out)
    assert rows["required-version"] == {"value": ">=0.1", "from": "stacklint.toml"}
    schema = json.loads(stacklint(tmp_path, "schema", "config").out)
    assert set(schema["properties"]) - {"options"} <= set(rows)


def test_config_says_where_each_setting_comes_from(tmp_path: Path) -> None:
    write(tmp_path, {"stacklint.toml": 'profile = "audit"\n[options]\nvolume-root = "/srv/v"\n'})
    rows = json.loads(stacklint(tmp_path, "config", "--format", "json").out)
    assert rows["profile"] == {"value": "audit", "from": "stacklint.toml"}
    assert rows["options.volume-root"] == {"value": "/srv/v", "from": "stacklint.toml"}
    assert rows["fail-on"] == {"value": "error", "from": "default"}
    assert rows["options.node-ports"] == {"value": "30000-32767", "from": "default"}
    assert rows["required-version"] == {"value": None, "from": "default"}
    lines = stacklint(tmp_path, "config").out.splitlines()
    assert {line.rsplit(maxsplit=1)[1] for line in lines} == {"given", "stacklint.toml", "default"}
    assert all(len(line) <= 80 for line in lines)


def test_config_names_the_paths_of_a_choice_as_they_are_written(tmp_path: Path) -> None:
    text = '[[per-path]]\npaths = ["a/", "b/"]\n[[per-path]]\npaths = ["c/"]\n'
    write(tmp_path, {"stacklint.toml": text})
    told = [line.split() for line in stacklint(tmp_path, "config").out.splitlines()]
    assert ["per-path", "a/,", "b/,", "c/", "stacklint.toml"] in told


def test_config_reads_the_file_that_a_check_would_be_given(tmp_path: Path) -> None:
    write(tmp_path, {"ci.toml": 'profile = "strict"\n'})
    rows = json.loads(stacklint(tmp_path, "config", "--config", "ci.toml", "--format", "json").out)
    assert rows["profile"] == {"value": "strict", "from": "ci.toml"}


def test_suppressions_are_listed_with_their_reasons(tmp_path: Path) -> None:
    spec = EMPTY.replace(
        "  notes-db:\n",
        "  notes-db:  # stacklint: allow[empty-volume-holds-data] -- from snapshots\n",
    )
    root = repository(tmp_path, spec)
    rows = json.loads(stacklint(root, "suppressions", "--format", "json").out)
    assert [(row["line"], row["reason"], row["state"]) for row in rows] == [
        (7, "from snapshots", "in force")
    ]
    assert stacklint(root, "suppressions").out.endswith("\n1 suppression\n")


def test_suppressions_show_no_secret_and_start_nothing(tmp_path: Path) -> None:
    reason = "reads DB_PASSWORD=hunter2x ##[error] \u009b2J"
    spec = GOOD + f"# stacklint: allow-file[empty-volume-holds-data] -- {reason}\n"
    root = repository(tmp_path, spec)
    text, data = (stacklint(root, "suppressions", "--format", x).out for x in ("text", "json"))
    assert "    reads DB_PASSWORD=**** #\\x23[error] \\x9b2J\n" in text
    assert json.loads(data)[0]["reason"] == reason.replace("hunter2x", "****")
    assert "##[" not in data


def test_what_is_said_beside_the_output_starts_nothing(tmp_path: Path) -> None:
    done = stacklint(repository(tmp_path), "suppressions", "\x1b[2J", "a\n::error::b")
    assert done.code == 3
    assert "error: \\x1b[2J " in done.err
    assert "\n:\\x3aerror::b " in done.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("name", ["junit", "markdown", "json"])
def test_programs_get_utf8_whatever_the_terminal_takes(
    tmp_path: Path, name: str, encoding: str
) -> None:
    root = repository(tmp_path, EMPTY.replace("notes-db", "größe"))
    plain, narrow = (
        re.sub("[0-9.]+", "", stacklint(root, "check", "--format", name, env=env).out)
        for env in ({}, {"PYTHONIOENCODING": encoding})
    )
    assert plain == narrow


def test_json_of_any_command_can_be_read_whatever_the_terminal_takes(tmp_path: Path) -> None:
    spec = GOOD + "# stacklint: allow-file[empty-volume-holds-data] -- größer\n"
    root = repository(tmp_path, spec)
    env = {"PYTHONIOENCODING": "ascii"}
    rows = json.loads(stacklint(root, "suppressions", "--format", "json", env=env).out)
    assert rows[0]["reason"] == "größer"


def test_suppressions_of_a_place_that_is_not_there_are_not_counted(tmp_path: Path) -> None:
    done = stacklint(repository(tmp_path), "suppressions", "nowhere")
    assert done == (3, "", "error: nowhere does not exist\n")


def test_comment_is_not_called_unused_for_what_the_change_at_hand_takes_away(
    tmp_path: Path,
) -> None:
    allowed = "# stacklint: allow[volume-missing-from-spec] -- made by hand, OPS-3\nvolumes:\n"
    other = "  other: /srv/kind/o\n"
    root = repository(tmp_path, GOOD.replace("volumes:\n", allowed) + other)
    assert "unused-suppression" in stacklint(root, "check").out
    write(
        root,
        {"envs/prod.yml": GOOD.replace("volumes:\n", allowed).partition("  notes-db")[0] + other},
    )
    assert "unused-suppression" not in stacklint(root, "check").out


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "in 2 specs (4 files) Passes"),
        ("--since HEAD", "in 1 spec (3 files)"),
        ("--since HEAD --new", "in 1 spec (3 files)"),
        ("--staged", "in 1 spec (3 files)"),
        ("--select named-user", "in 2 specs (4 files)"),
        ("--ignore volumes", "in 2 specs (4 files)"),
    ],
)
def test_only_a_look_at_everything_tells_which_profile_is_passed(
    tmp_path: Path, asked: str, told: str
) -> None:
    root = repository(tmp_path)
    write(root, {"envs/test.yml": GOOD.replace("notes", "test").replace("s/test", "s/notes")})
    commit_all(root)
    write(root, {"envs/prod.yml": GOOD + "# more\n"})
    git(root, "add", "--all")
    said = stacklint(root, "check", *asked.split()).out
    assert " ".join(re.findall(r"in \d .*?\)|Passes", said)) == told


def test_fix_refuses_a_link_out_of_the_repository_and_an_ignored_file(tmp_path: Path) -> None:
    bad = GOOD + "secrets:\n"
    root = repository(tmp_path / "repo", GOOD)
    write(tmp_path, {"elsewhere.yml": bad})
    (root / "envs/link.yml").symlink_to(tmp_path / "elsewhere.yml")
    done = stacklint(root, "check", "--fix")
    assert "it is a link that leads out of the repository" in " ".join(done.out.split())
    assert (tmp_path / "elsewhere.yml").read_text() == bad
    write(root, {".gitignore": "made/\n", "made/spec.yml": bad})
    ignored = stacklint(root, "check", "--fix", "made/spec.yml")
    assert "git ignores it" in " ".join(ignored.out.split())
    assert (root / "made/spec.yml").read_text() == bad


def test_fix_keeps_mode_and_every_other_byte(tmp_path: Path) -> None:
    bad = "\ufeff" + (GOOD + "secrets:      # none   \n").replace("\n", "\r\n").rstrip()
    root = repository(tmp_path, bad)
    (root / "envs/prod.yml").chmod(0o640)
    assert stacklint(root, "check", "--fix").code == 0
    file = root / "envs/prod.yml"
    assert file.read_bytes().decode() == bad.replace("secrets:", "secrets: {}")
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("fault", "count"), [("", 1), ('network:\n  ports: []\nreplicas: "1"\n', 2)]
)
def test_regenerated_spec_is_put_back_with_what_the_new_one_adds(
    tmp_path: Path, fault: str, count: int
) -> None:
    """And with the faults that it had: they are older than what is undone."""
    spec = GOOD.replace("volumes:", f"{fault}volumes:")
    root = repository(tmp_path, spec)
    volumes = "volumes:\n  notes-db:\n  notes-files:\nsecrets: {}\n"
    again = "stack: stacks/notes\ndeploy-to: k8s-kind\n" + volumes
    write(root, {"envs/prod.yml": again})
    done = stacklint(root, "check", "--fix", "--unsafe-fixes", "regenerated-spec")
    assert f"fixed {count} of" in done.out, done.out
    mended = spec.replace('"1"', "1")
    assert (root / "envs/prod.yml").read_text() == mended + "  notes-files:\n"


def test_many_formats_in_one_run(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    formats = ("json", "sarif", "gitlab", "junit", "markdown", "github-summary")
    named = [word for name in formats for word in ("--format", f"{name}=out.{name}")]
    done = stacklint(root, "check", *named, "--format", "github")
    assert done.code == 1
    assert done.out.startswith("::error file=envs/prod.yml,line=7")
    for name in formats:
        assert "empty-volume-holds-data" in (root / f"out.{name}").read_text(), name
    fix = json.loads((root / "out.sarif").read_text())["runs"][0]["results"][0]["fixes"][0]
    assert "/srv/kind/notes/notes-db" in json.dumps(fix)


def test_statistics_and_timings_go_beside_the_report(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    done = stacklint(root, "check", "--statistics", "--timings", "--format", "json")
    json.loads(done.out)
    assert "1  empty-volume-holds-data" in done.err
    assert "ms  all, 1 spec" in done.err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ((), EMPTY_IN_ENVS),
        (("--select", "shape"), ""),
        (("--ignore", "volumes"), ""),
        (("--select", "volumes"), EMPTY_IN_ENVS),
    ],
)
def test_command_line_goes_before_the_choices_for_paths(
    tmp_path: Path, typed: tuple[str, ...], told: str
) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"stacklint.toml": '[[per-path]]\npaths = ["envs/"]\nselect = ["volumes"]\n'})
    done = stacklint(root, "check", "--format", "concise", *typed)
    assert done.out.partition("]")[0] == told


def test_configuration_per_path_and_severity(tmp_path: Path) -> None:
    severity = '[severity]\nempty-volume-holds-data = "warning"\n'
    config = severity + '[[per-path]]\npaths = ["lab/"]\nignore = ["volumes"]\n'
    root = repository(tmp_path, EMPTY)
    write(root, {"stacklint.toml": config, "lab/spec.yml": EMPTY})
    done = stacklint(root, "check", "--format", "concise")
    assert done.code == 0
    assert done.out.count("warning[empty-volume-holds-data]") == 1
    assert stacklint(root / "envs", "check", "prod.yml", "--isolated").code == 1


def test_program_survives_names_that_are_no_text(tmp_path: Path) -> None:
    root = repository(tmp_path)
    odd = root / "envs" / "\udcff\x1b[2J.yml"
    try:
        odd.write_text(EMPTY)
    except OSError:
        pytest.skip("this file system takes only text for names")
    done = stacklint(root, "check", "--format", "json")
    assert done.code == 1
    json.loads(done.out)
    assert "\x1b" not in stacklint(root, "check").out
