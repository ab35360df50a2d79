"""`stacklint allow`, from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import EMPTY, GOOD, STACK, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


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


def test_allow_names_a_file_as_it_is_typed(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    reason = ("--reason", "from snapshots")
    done = stacklint(root / "envs", "allow", "empty-volume-holds-data", "prod.yml", *reason)
    assert (done.code, done.err) == (0, "prod.yml:7: allowed empty-volume-holds-data\n")


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
            "wrong-value-type",
            GOOD + "config:\n  - A=1\n",
            GOOD + "# stacklint: allow[wrong-value-type] -- x\nconfig:\n  - A=1\n",
        ),
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


NOTE = "# stacklint: allow[config-scalar-changes-text] -- legacy"


@pytest.mark.parametrize(
    ("config", "allowed"),
    [
        ("config: {A: 0644, B: 0755}\n", f"config: {{A: 0644, B: 0755}}  {NOTE}\n"),
        ("config: {A: 0644, B: 0755}  # c\n", f"{NOTE}\nconfig: {{A: 0644, B: 0755}}  # c\n"),
        (
            "config:\n  A: 0644  # c\n  # d\n  B: 0755\n  C: 0600  # e\n",
            (
                f"config:\n  {NOTE}\n  A: 0644  # c\n  # d\n  B: 0755  {NOTE}\n"
                f"  {NOTE}\n  C: 0600  # e\n"
            ),
        ),
    ],
)
def test_allow_writes_one_comment_for_each_line(tmp_path: Path, config: str, allowed: str) -> None:
    spec = tmp_path / "prod.yml"
    spec.write_text(GOOD + config)
    done = stacklint(
        tmp_path, "allow", "config-scalar-changes-text", "prod.yml", "--reason", "legacy"
    )
    assert (done.code, spec.read_text()) == (0, GOOD + allowed)
    assert stacklint(tmp_path, "check", "--select", "config").code == 0
