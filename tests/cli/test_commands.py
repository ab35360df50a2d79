"""The other commands, from the outside."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from stacklint.cli.commands import COMMANDS
from stacklint.cli.deploy import ACTIONS
from stacklint.cli.pages import page_text
from stacklint.report.hints import COMMANDS as NAMED
from stacklint.rules import NAMES
from tests.running import EMPTY, GOOD, STACK, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


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


def test_allow_writes_the_suppression_where_it_belongs(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    done = stacklint(
        root, "allow", "empty-volume-holds-data", "envs/prod.yml", "--reason", "from snapshots"
    )
    assert done.code == 0, done.err
    line = "  notes-db:  # stacklint: allow[empty-volume-holds-data] -- from snapshots\n"
    assert (root / "envs/prod.yml").read_text() == EMPTY.replace("  notes-db:\n", line)
    assert stacklint(root, "check").code == 0
    again = stacklint(root, "allow", "empty-volume-holds-data", "envs/prod.yml", "--reason", "x")
    assert again.code == 1
    assert "nothing to allow" in again.err


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("soon", "--until soon: write YYYY-MM-DD"),
        ("2027-02-30", "--until 2027-02-30: write YYYY-MM-DD"),
        ("29990101", "--until 29990101: write YYYY-MM-DD"),
        ("2999-W01-1", "--until 2999-W01-1: write YYYY-MM-DD"),
        ("", "--until : write YYYY-MM-DD"),
        ("2001-01-01", "--until 2001-01-01 is past: nothing would be allowed"),
    ],
)
def test_allow_writes_no_date_that_allows_nothing(tmp_path: Path, day: str, words: str) -> None:
    root = repository(tmp_path, EMPTY)
    allow = ("allow", "empty-volume-holds-data", "--reason", "x", "--until", day)
    done = stacklint(root, *allow)
    assert (done.code, done.out, done.err) == (2, "", f"error: {words}\n")
    assert (root / "envs/prod.yml").read_text() == EMPTY


def test_allow_writes_no_date_into_the_reason(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    done = stacklint(
        root, "allow", "empty-volume-holds-data", "--reason", "moved in spring until=2999-12-31"
    )
    words = "`until=2999-12-31` in --reason ends nothing: give --until 2999-12-31"
    assert (done.code, done.out, done.err) == (2, "", f"error: {words}\n")
    assert (root / "envs/prod.yml").read_text() == EMPTY


def test_allow_goes_above_a_line_that_has_a_comment(tmp_path: Path) -> None:
    commented = EMPTY.replace("  notes-db:\n", "  notes-db:   # on the old disk\n")
    root = repository(tmp_path, commented)
    done = stacklint(
        root,
        "allow",
        "empty-volume-holds-data",
        "envs/prod.yml:7",
        "--until",
        "2999-12-31",
        "--reason",
        "moved in spring",
    )
    assert done.code == 0, done.err
    above = "  # stacklint: allow[empty-volume-holds-data] until=2999-12-31 -- moved in spring\n"
    assert (root / "envs/prod.yml").read_text() == commented.replace(
        "  notes-db: ", above + "  notes-db: "
    )
    assert stacklint(root, "check").code == 0


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (
            "duplicate-key",
            GOOD + "config:\n  A: 1\n  A: 2\n",
            GOOD + "config:\n  A: 1\n  A: 2  # stacklint: allow[duplicate-key] -- x\n",
        ),
        (
            "volume-missing-from-spec",
            GOOD.replace("notes-db: /", "other: /"),
            GOOD.replace("notes-db: /", "other: /").replace(
                "volumes:\n", "volumes:  # stacklint: allow[volume-missing-from-spec] -- x\n"
            ),
        ),
        (
            "config-scalar-changes-text",
            GOOD + "config: {A: 010, B: 011}\n",
            GOOD + "config: {A: 010, B: 011}"
            "  # stacklint: allow[config-scalar-changes-text] -- x\n",
        ),
        (
            "unknown-key",
            GOOD + "resources:  # stacklint: allow[malformed-quantity] -- x\n  cpu: 1\n",
            GOOD + "resources:  # stacklint: allow[malformed-quantity] -- x\n  cpu: 1"
            "  # stacklint: allow[unknown-key] -- x\n",
        ),
        (
            "unknown-key",
            GOOD + "# stacklint: allow[malformed-quantity] -- x\nresources:\n  cpu: 1\n",
            GOOD + "# stacklint: allow[malformed-quantity] -- x\nresources:\n  cpu: 1"
            "  # stacklint: allow[unknown-key] -- x\n",
        ),
        (
            "config-scalar-changes-text",
            GOOD + "config: {A: 010}  # as it was\n",
            GOOD + "# stacklint: allow[config-scalar-changes-text] -- x\n"
            "config: {A: 010}  # as it was\n",
        ),
        (
            "config-scalar-changes-text",
            GOOD + "config:\n  A: 010  # as it was\n",
            GOOD + "config:\n  # stacklint: allow[config-scalar-changes-text] -- x\n"
            "  A: 010  # as it was\n",
        ),
        (
            "unknown-key",
            GOOD + "network:\n  http-proxy:\n    - {host-name: a.test, b: 1}  # as it was\n",
            GOOD + "network:\n  http-proxy:\n    # stacklint: allow[unknown-key] -- x\n"
            "    - {host-name: a.test, b: 1}  # as it was\n",
        ),
    ],
)
def test_allow_finds_the_line_of_a_finding(
    tmp_path: Path, rule: str, before: str, after: str
) -> None:
    root = repository(tmp_path, before)
    write(root, {"stacklint.toml": 'profile = "strict"\n'})
    assert stacklint(root, "allow", rule, "--reason", "x").code == 0
    assert (root / "envs/prod.yml").read_text() == after
    assert rule not in stacklint(root, "check", "--format", "concise", "--profile", "audit").out


@pytest.mark.parametrize("until", ["", "2999-12-31"])
def test_allow_names_a_rule_once_for_a_line_with_two_findings(tmp_path: Path, until: str) -> None:
    root = repository(tmp_path, GOOD + "config: {A: 010, B: 011}\n")
    rule = "config-scalar-changes-text"
    dated = ("--until", until) if until else ()
    done = stacklint(root, "allow", rule, "envs/prod.yml", "--reason", "x", *dated)
    assert (done.code, done.err) == (0, f"envs/prod.yml:8: allowed {rule}\n")
    comment = f"# stacklint: allow[{rule}]{f' until={until}' if until else ''} -- x"
    assert (root / "envs/prod.yml").read_text().endswith(f"{{A: 010, B: 011}}  {comment}\n")
    assert stacklint(root, "check", "--profile", "strict").code == 0


def test_allow_takes_a_date_along_to_a_line_that_allows_another_rule(tmp_path: Path) -> None:
    undated = "  A: 010  # stacklint: allow[plaintext-secret] -- x\n"
    root = repository(tmp_path, GOOD + "config:\n" + undated)
    rule, day = "config-scalar-changes-text", "2999-12-31"
    assert stacklint(root, "allow", rule, "--reason", "x", "--until", day).code == 0
    dated = f"  # stacklint: allow[{rule}] until={day} -- x\n"
    assert (root / "envs/prod.yml").read_text() == GOOD + "config:\n" + dated + undated


@pytest.mark.parametrize(
    ("rule", "place", "code"),
    [
        ("mutable-image-tag", "compose/docker-compose-notes.yml:3", 0),
        ("mutable-image-tag", "compose/docker-compose-notes.yml", 0),
        ("mutable-image-tag", "compose/docker-compose-notes.yml:4", 1),
        ("mutable-image-tag", "envs/prod.yml", 1),
    ],
)
def test_allow_finds_in_a_file_what_is_found_there_for_a_spec(
    tmp_path: Path, rule: str, place: str, code: int
) -> None:
    root = repository(tmp_path)
    compose = "compose/docker-compose-notes.yml"
    text = STACK[compose].replace("postgres:16", "postgres:latest")
    write(root, {compose: text})
    assert stacklint(root, "allow", rule, place, "--reason", "x").code == code
    allowed = text.replace("latest\n", f"latest  # stacklint: allow[{rule}] -- x\n")
    assert (root / compose).read_text() == (text if code else allowed)


UNKNOWN = GOOD + "resources:\n  cpu: 1\nnamepsace: 1\n"


@pytest.mark.parametrize(
    ("profile", "place", "allowed"),
    [
        ("recommended", ".", {"namepsace"}),
        ("recommended", "envs", {"namepsace"}),
        ("recommended", "envs/prod.yml", {"namepsace"}),
        ("strict", ".", {"namepsace", "cpu"}),
        ("recommended", "envs/prod.yml:9", {"cpu"}),
    ],
)
def test_allow_takes_what_the_profile_shows_or_the_line_that_is_named(
    tmp_path: Path, profile: str, place: str, allowed: set[str]
) -> None:
    root = repository(tmp_path, UNKNOWN)
    write(root, {"stacklint.toml": f'profile = "{profile}"\n'})
    done = stacklint(root, "allow", "unknown-key", place, "--reason", "x")
    assert done.code == 0, done.err
    lines = (root / "envs/prod.yml").read_text().splitlines()
    assert {x.partition(":")[0].strip() for x in lines if "# stacklint" in x} == allowed


def test_allow_says_that_the_profile_shows_nothing_of_it(tmp_path: Path) -> None:
    root = repository(tmp_path, GOOD + "resources:\n  cpu: 1\n")
    done = stacklint(root, "allow", "unknown-key", "--reason", "x")
    assert done.code == 1
    assert "the profile does not show: name its line, as envs/prod.yml:9" in done.err


def test_allow_gives_a_reason_to_what_was_accepted(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    done = stacklint(root, "allow", "empty-volume-holds-data", "envs/prod.yml:7", "--reason", "x")
    assert (done.code, "envs/prod.yml:7: allowed " in done.err) == (0, True)
    assert "stacklint baseline update takes it out" in done.err
    assert "1 taken out" in stacklint(root, "baseline", "update").err.replace(" entry", "")
    assert "1 allowed with a reason." in stacklint(root, "check").out


def test_allow_says_why_there_is_nothing_to_allow(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    allow = ("allow", "empty-volume-holds-data", "--reason", "x")
    assert stacklint(root, *allow).code == 0
    assert "is allowed in . already" in stacklint(root, *allow).err
    write(root, {"envs/prod.yml": EMPTY})
    stacklint(root, "baseline", "create")
    assert "finds in . is in the baseline" in stacklint(root, *allow).err
    write(root, {"envs/prod.yml": GOOD})
    assert "finds nothing in ." in stacklint(root, *allow).err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "it has no `version`, which is 1"),
        ('{"version": 2}', "another version than 1"),
        ("<<<<<<< ours\n", "it is not a baseline: take back the one of git, or delete it and type"),
        (b"\xff", "it cannot be read: it is not UTF-8"),
        ('{"version": 1, "accepted": [{}]}', "lacks `rule` or `file`"),
    ],
)
def test_baseline_that_cannot_be_read_is_no_fault_of_ours(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    root = repository(tmp_path)
    write(root, {".stacklint-baseline.json": text})
    done = stacklint(root, "check")
    assert done.code == 2
    assert done.err.startswith("error: .stacklint-baseline.json: ")
    assert words in done.err


def test_baseline_that_is_a_directory_is_not_passed_over(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / ".stacklint-baseline.json").mkdir()
    done = stacklint(root, "check")
    assert done.code == 2
    assert done.err == "error: .stacklint-baseline.json: it cannot be read: it is no file\n"


def test_baseline_is_created_where_it_is_named(tmp_path: Path) -> None:
    root = repository(tmp_path / "home", EMPTY)
    named = ("baseline", "create", "--baseline")
    assert stacklint(root, *named, "old.json").code == 0
    assert stacklint(root, "check", "--baseline", "old.json").code == 0
    for path, words in (("../old.json", "outside of the repository"), ("no/old.json", "no such")):
        done = stacklint(root, *named, path)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert words in done.err


def test_update_of_the_baseline_takes_over_new_names(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    git(root, "mv", "envs/prod.yml", "envs/live.yml")
    commit_all(root)
    words = "0 entries taken out, 1 moved along with renamed files, 1 left\n"
    assert stacklint(root, "baseline", "update").err.endswith(words)
    assert '"envs/live.yml"' in (root / ".stacklint-baseline.json").read_text()


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


def test_baseline_accepts_follows_renames_and_only_shrinks(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    assert stacklint(root, "check").code == 1
    assert stacklint(root, "baseline", "create").code == 0
    commit_all(root)
    done = stacklint(root, "check")
    assert done.code == 0
    assert "can lose data" in done.out
    assert stacklint(root, "baseline", "create").code == 2
    git(root, "mv", "envs/prod.yml", "envs/production.yml")
    assert stacklint(root, "check").code == 0
    write(root, {"envs/production.yml": GOOD})
    stale = stacklint(root, "check", "--format", "concise")
    assert stale.code == 0
    assert "stale-baseline-entry" in stale.out
    assert stacklint(root, "baseline", "check").code == 1
    assert stacklint(root, "baseline", "update").code == 0
    assert json.loads((root / ".stacklint-baseline.json").read_text())["accepted"] == []
    assert stacklint(root, "baseline", "check").code == 0


def test_second_fault_at_the_same_place_is_new(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    write(root, {"envs/staging.yml": EMPTY})
    done = stacklint(root, "check", "--format", "concise")
    assert done.code == 1
    assert done.out.startswith("envs/staging.yml:7:3:")


@pytest.mark.parametrize("words", [("baseline", "create"), ("init",)])
def test_baseline_accepts_no_change_that_is_history_by_the_next_commit(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    root = repository(tmp_path / "specs")
    write(root, {"envs/prod.yml": EMPTY})
    commit_all(root)
    assert "info[volume-path-changed]" in stacklint(root, "check").out
    assert stacklint(root, *words).code == 0
    (entry,) = json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]
    assert entry["rule"] == "empty-volume-holds-data"
    write(root, {"envs/prod.yml": EMPTY + "# more\n"})
    commit_all(root)
    assert stacklint(root, "baseline", "check").code == 0


def test_baselined_and_allowed_findings_are_never_fixed(tmp_path: Path) -> None:
    root = repository(tmp_path, GOOD + "secrets:\n")
    stacklint(root, "baseline", "create")
    assert stacklint(root, "check", "--fix").code == 0
    assert (root / "envs/prod.yml").read_text() == GOOD + "secrets:\n"


def test_init_fits_a_repository_and_writes_over_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "specs", EMPTY)
    (root / ".github").mkdir()
    done = stacklint(root, "init")
    assert done.code == 0, done.err
    assert tomllib.loads((root / "stacklint.toml").read_text())["profile"] == "recommended"
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())
    assert hooks["repos"][0]["hooks"][0]["entry"] == "stacklint check --staged --new"
    assert "fetch-depth: 0" in (root / ".github/workflows/stacklint.yml").read_text()
    assert len(json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]) == 1
    assert "first: mend what can lose data: envs/prod.yml:7 empty-volume-holds-data\n" in done.err
    assert stacklint(root, "check").code == 0
    before = {path: path.read_bytes() for path in root.glob("*") if path.is_file()}
    again = stacklint(root, "init")
    assert again.code == 0
    assert "stays as it is" in again.err
    assert {path: path.read_bytes() for path in root.glob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "there",
    [
        "repos:\n- repo: meta\n  hooks: []\n",
        "repos:\n-   repo: meta\n    hooks: []\n",
        "repos:\n  - repo: meta\n    hooks: []\n",
        "fail_fast: true\nrepos:\n    # ours\n    - hooks: []\n      repo: meta\n",
        "repos:\n",
    ],
)
def test_hook_that_is_shown_can_be_added_as_it_stands(tmp_path: Path, there: str) -> None:
    write(tmp_path, {".pre-commit-config.yaml": there})
    done = stacklint(tmp_path, "init")
    shown = done.out.partition("to add to .pre-commit-config.yaml:\n\n")[2]
    repos = yaml.safe_load(there + shown)["repos"]
    assert repos[-1]["hooks"][0]["entry"] == "stacklint check --staged --new"
    assert len(repos) == there.count("meta") + 1


@pytest.mark.parametrize("forge", [".gitea", ".forgejo", ".github"])
def test_init_writes_a_workflow_where_the_forge_looks(tmp_path: Path, forge: str) -> None:
    (tmp_path / forge / "workflows").mkdir(parents=True)
    assert stacklint(tmp_path, "init").code == 0
    (written,) = tmp_path.glob(".*/workflows/*")
    assert written.relative_to(tmp_path).as_posix() == f"{forge}/workflows/stacklint.yml"
    (job,) = yaml.safe_load(written.read_text())["jobs"].values()
    assert "stacklint check" in job["steps"][-1]["run"]


def test_init_says_that_stacks_were_not_found(tmp_path: Path) -> None:
    write(tmp_path, {"specs/envs/prod.yml": GOOD})
    said = (
        "1 of 1 spec checked without its stack, which most rules read: stacklint check says why\n"
    )
    assert said in stacklint(tmp_path / "specs", "init").err


def test_init_in_a_folder_fits_the_whole_repository(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"more/spec.yml": EMPTY.replace("namespace: notes", "namespace: more")})
    assert stacklint(root / "more", "init").code == 0
    assert len(json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]) == 2
    assert stacklint(root, "check").code == 0


def test_init_puts_no_settings_out_of_force(tmp_path: Path) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = tmp_path / "specs"
    write(root, {"prod.yml": GOOD, "pyproject.toml": '[tool.stacklint]\nprofile = "strict"\n'})
    git(root, "init", "--quiet", "--initial-branch=main")
    done = stacklint(root, "init")
    assert "pyproject.toml has settings of stacklint, and stays as it is" in done.err
    assert 'stack-roots = ["../stack-repo"]' in done.out
    assert not (root / "stacklint.toml").exists()
    assert (root / ".pre-commit-config.yaml").exists()


def test_init_ends_where_git_ignores_what_it_writes(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {".gitignore": ".*\n"})
    done = stacklint(root, "init")
    assert done.code == 0, done.err
    said = "git ignores it, so commit it with `git add --force`\n"
    assert f".pre-commit-config.yaml written; {said}" in done.err
    assert ".stacklint-baseline.json: 1 finding accepted, 1 of them can lose data" in done.err
    assert done.err.count(said) == 2
    assert "first: mend what can lose data" in done.err
    assert stacklint(root, "check").code == 0


def test_init_outside_of_git_says_what_hooks_need(tmp_path: Path) -> None:
    assert "next: git init    then: pre-commit install" in stacklint(tmp_path, "init").err


def test_init_writes_nothing_into_a_bare_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare")
    before = sorted(tmp_path.iterdir())
    done = stacklint(tmp_path, "init")
    assert (done.code, sorted(tmp_path.iterdir())) == (2, before)
    assert "this is a bare repository, which has no files: run it in a clone" in done.err


def test_init_finds_the_stacks_in_the_checkout_beside(tmp_path: Path) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = tmp_path / "specs"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    write(root, {"prod.yml": GOOD})
    commit_all(root)
    assert stacklint(root, "init").code == 0
    assert tomllib.loads((root / "stacklint.toml").read_text())["stack-roots"] == ["../stack-repo"]
    assert "checked with their stack" not in stacklint(root, "check").out


@pytest.mark.parametrize(
    ("roots", "gate", "is_said"),
    [
        ('["../stack-repo"]', ".github/README", True),
        ('["../stack-repo"]', ".gitlab-ci.yml", True),
        ('["../stack-repo"]', "README", False),
        ('["stacks"]', ".github/README", False),
    ],
)
def test_init_says_that_ci_needs_the_stacks_too(
    tmp_path: Path, roots: str, gate: str, *, is_said: bool
) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = repository(tmp_path / "specs", GOOD)
    write(root, {"stacklint.toml": f"stack-roots = {roots}\n", gate: ""})
    done = stacklint(root, "init")
    assert done.code == 0
    assert ("in CI, clone ../stack-repo too: without it, " in done.err) is is_said


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


def test_regenerated_spec_is_put_back_with_what_the_new_one_adds(tmp_path: Path) -> None:
    root = repository(tmp_path)
    volumes = "volumes:\n  notes-db:\n  notes-files:\nsecrets: {}\n"
    again = "stack: stacks/notes\ndeploy-to: k8s-kind\n" + volumes
    write(root, {"envs/prod.yml": again})
    done = stacklint(root, "check", "--fix", "--unsafe-fixes", "regenerated-spec")
    assert "fixed 1" in done.out, done.out
    assert (root / "envs/prod.yml").read_text() == GOOD + "  notes-files:\n"


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


def test_fix_takes_its_entry_out_of_the_baseline(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY + "secrets:\n")
    stacklint(root, "baseline", "create")
    commit_all(root)
    write(root, {"envs/prod.yml": GOOD + "secrets:\n"})
    assert stacklint(root, "check", "--fix").code == 0
    accepted = json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]
    assert [entry["rule"] for entry in accepted] == ["null-section"]


def test_entries_that_nobody_judged_stay_in_the_baseline(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    before = (root / ".stacklint-baseline.json").read_text()
    for arguments in (["--fix", "--select", "shape"], ["--fix", "envs"]):
        stacklint(root, "check", *arguments)
        assert (root / ".stacklint-baseline.json").read_text() == before
    write(root, {"envs/prod.yml": EMPTY + "broken: [\n"})
    assert stacklint(root, "baseline", "update").code == 0
    assert (root / ".stacklint-baseline.json").read_text() == before
