"""`stacklint check` from the outside: exit codes, paths, streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.running import (
    EMPTY,
    GOOD,
    REGENERATED,
    STACK,
    clean_env,
    commit_all,
    git,
    repository,
    stacklint,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

BROKEN = "deploy-to: k8s-kind\nstack: [stacks/notes\n"


def test_version_is_one_line(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("stacklint ")
    assert done.out.count("\n") == 1


@pytest.mark.parametrize("module", ["tomllib", "pathspec", "yaml"])
def test_no_code_of_the_linted_repository_is_run(tmp_path: Path, module: str) -> None:
    root = repository(tmp_path)
    config = 'exclude = ["old/**"]\n'
    write(root, {"stacklint.toml": config, f"{module}.py": "raise SystemExit('run')\n"})
    done = stacklint(root, "check")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ((), "note: 3 YAML files here are left out by `exclude`: only a file that is named itself"),
        (("envs",), "note: 1 YAML file here is left out by `exclude`: only a file that is named"),
        (("envs/prod.yml",), "no findings in 1 spec (3 files)"),
    ],
)
def test_who_excludes_all_that_is_named_is_told(
    tmp_path: Path, paths: tuple[str, ...], words: str
) -> None:
    root = repository(tmp_path)
    write(root, {"stacklint.toml": 'exclude = ["*.yml"]\n'})
    done = stacklint(root, "check", *paths)
    assert done.code == 0
    assert words in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("spec", "arguments", "code"),
    [
        (GOOD, (), 0),
        (EMPTY, (), 1),
        (EMPTY, ("--ignore", "empty-volume-holds-data"), 0),
        (EMPTY, ("--select", "shape"), 0),
        (GOOD.replace("/srv/kind/notes", "/srv/other"), ("--profile", "strict"), 0),
        (
            GOOD.replace("/srv/kind/notes", "/srv/other"),
            ("--profile", "strict", "--fail-on", "warning"),
            1,
        ),
        (BROKEN, (), 3),
        (BROKEN, ("--ignore", "unparsable-yaml"), 3),
        (b"deploy-to: k8s-kind\nstack: \xff\n", (), 3),
    ],
)
def test_exit_code_says_what_was_found(
    tmp_path: Path, spec: str | bytes, arguments: tuple[str, ...], code: int
) -> None:
    write(tmp_path, {**STACK, "prod.yml": spec})
    done = stacklint(tmp_path, "check", *arguments)
    assert done.code == code, done.out + done.err
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "config", "told"),
    [
        ((), "", ""),
        (("--ignore", "unparsable-yaml"), "", "prod.yml"),
        (("--select", "volumes", "--format", "json"), "", "prod.yml"),
        ((), 'ignore = ["unparsable-yaml"]\n', "prod.yml"),
        (("--isolated", "--select", "unparsable-yaml"), 'ignore = ["unparsable-yaml"]\n', ""),
    ],
)
def test_run_that_ends_with_3_says_why(
    tmp_path: Path, arguments: tuple[str, ...], config: str, told: str
) -> None:
    write(tmp_path, {**STACK, "prod.yml": BROKEN, "stacklint.toml": config})
    done = stacklint(tmp_path, "check", *arguments)
    hint = "(stacklint check --isolated --select unparsable-yaml says why)"
    said = f"error: not readable as YAML: {told} {hint}\n" if told else ""
    assert (done.code, done.err) == (3, said)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chekc",), "did you mean check?"),
        (("check", "--select", "empty-volume-hold-data"), "did you mean empty-volume-holds-data?"),
        (("check", "--format", "jsn"), "did you mean json?"),
        (("check", "--format", "json", "--format", "sarif"), "only one --format can go to stdout"),
        (("check", "--unsafe-fixes", "regenerated-spec"), "goes with --fix or --diff"),
        (("check", "--fix", "--unsafe-fixes", "unknown-kee"), "did you mean unknown-key?"),
        (("check", "--fix", "--unsafe-fixes", "volumes"), "there is no rule `volumes`"),
        (("check", "--format", "json=no/such.json"), "the report no/such.json cannot be written"),
        (("check", "--format", "json=."), "cannot be written: is a directory"),
        (("check", "--format", "json=a", "--format", "sarif=./a"), "two --format go to one file"),
        (("check", "--staged"), "not in a git repository"),
        (("check", "--config", "nowhere.toml"), "there is no configuration nowhere.toml"),
        (("check", "--config", "any.toml", "--isolated"), "--isolated does not read: give one"),
        (("check", "--baseline", "nowhere.json"), "there is no baseline nowhere.json"),
        (("check", "-"), "--stdin-filename"),
        (("check", "-", "--stdin-filename", "."), "is a directory, and `-` is one file"),
        (("explain", "nothing"), "there is no rule `nothing`"),
        (("explain", "qqq"), "there is no rule `qqq` (`stacklint rules` lists them)"),
        (("explain", "volume"), "did you mean volumes?"),
        (("explain", "volumes"), "there is no rule `volumes`: it is a category (`stacklint rules`"),
        (("explain", "strict"), "there is no rule `strict`: it is a profile (`stacklint rules`"),
        (("allow", "unused-suppressions", "--reason", "x"), "did you mean unused-suppression?"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = stacklint(tmp_path, *arguments)
    assert done.code == 2
    assert words in done.err
    assert done.err.startswith("error: ")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("check", "-lead.yml"), "./-lead.yml, or put `--` before it)"),
        (("check", "--fix", "-lead.yml"), "./-lead.yml, or put `--` before it)"),
        (
            ("allow", "unknown-key", "-lead.yml:3", "--reason", "x"),
            "./-lead.yml:3, or put `--` before it)",
        ),
        (("volumes", "-lead.yml"), "./-lead.yml, or put `--` before it)"),
        (("check", "-led.yml"), "unrecognized arguments: -led.yml\n"),
        (("check", "--fxi"), "unrecognized arguments: --fxi\n"),
        (("explain", "unknown-key", "stacks"), "unrecognized arguments: stacks\n"),
    ],
)
def test_file_called_like_an_option_is_recognised(
    tmp_path: Path, arguments: tuple[str, ...], hint: str
) -> None:
    write(tmp_path, {**STACK, "-lead.yml": GOOD})
    done = stacklint(tmp_path, *arguments)
    assert done.code == 2
    assert hint in done.err
    assert ("put `--`" in done.err) is ("put `--`" in hint)


@pytest.mark.parametrize("command", ["check", "volumes", "suppressions", "config"])
def test_pipe_that_is_named_is_refused_and_not_passed_over(tmp_path: Path, command: str) -> None:
    root = repository(tmp_path)
    os.mkfifo(root / "pipe")
    done = stacklint(root, command, "pipe")
    assert done.code == 3
    assert done.err.startswith("error: pipe is no file that can be read\n")


# What is no YAML may be a spec that somebody broke; beside other files, it is nobody's.
NAMED = {
    "broken.yml": (b"a: [\n", 3),
    "latin.yaml": (b"# \xe9\n", 3),
    "chart.yml": (b"a: {{ b }}: [\n", 0),
    "broken.yml.j2": (b"a: [\n", 0),
    "broken.txt": (b"a: [\n", 0),
    "whole.yml": (b"a: 1\n", 0),
}


@pytest.mark.parametrize("file", NAMED)
def test_file_that_is_named_and_cannot_be_read_is_not_passed_over(
    tmp_path: Path, file: str
) -> None:
    text, code = NAMED[file]
    root = repository(tmp_path)
    (root / file).write_bytes(text)
    done = stacklint(root, "check", file)
    assert done.code == code
    assert (f"--> {file}:1:" in done.out) is (code == 3)
    assert ("the file cannot be read" in done.out) is (code == 3)
    assert (f"{file} is no spec" in done.out) is (code == 0)
    assert stacklint(root, "check").code == 0


@pytest.mark.parametrize("command", [("check", "--fix"), ("volumes",), ("config",), ("init",)])
def test_empty_path_does_not_stand_for_everything(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = stacklint(repository(tmp_path), *command, "")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: a path is empty; `.` is the directory that this runs in\n"


@pytest.mark.parametrize(
    ("arguments", "who"),
    [
        (("check", "--live"), "stacklint check"),
        (("volumes", "--fix"), "stacklint volumes"),
        (("deploy", "plan", "--dir", ".", "--nothing"), "stacklint deploy plan"),
    ],
)
def test_option_of_another_command_leads_to_the_help_of_this_one(
    tmp_path: Path, arguments: tuple[str, ...], who: str
) -> None:
    done = stacklint(tmp_path, *arguments)
    assert done.code == 2
    assert done.err.endswith(f"\n  {who} --help says what there is\n")


def test_version_is_told_whatever_else_is_typed(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "--version", "check")
    assert (done.code, done.out) == (0, stacklint(tmp_path, "--version").out)


def test_spec_in_utf_16_without_a_mark_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, {**STACK, "prod.yml": GOOD.encode("utf-16-le")})
    done = stacklint(tmp_path, "check", "prod.yml", "--format", "concise")
    assert done.code == 3
    assert "not UTF-8, but UTF-16" in done.out


@pytest.mark.parametrize("name", ["stacklint.toml", "accepted.json", "envs/other.yaml"])
def test_report_takes_no_place_of_what_it_is_read_with(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path)
    files = {
        "stacklint.toml": 'baseline = "accepted.json"\n',
        "accepted.json": '{"version": 1, "accepted": []}\n',
        "envs/other.yaml": "stack: stacks/notes\ndeploy-to: k8s\n",
    }
    write(root, files)
    done = stacklint(root, "check", "envs/prod.yml", "--format", f"json={name}")
    assert (done.code, done.out) == (2, "")
    assert f"the report {name} would take the place of " in done.err
    assert (root / name).read_text() == files[name]


@pytest.mark.parametrize("name", ["envs/prod.yml", "stacks/notes/stack.yml", "link.yml"])
def test_report_takes_no_place_of_what_it_is_about(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path)
    (root / "link.yml").symlink_to("compose/docker-compose-notes.yml")
    before = (root / name).read_bytes()
    done = stacklint(root, "check", "--format", f"json={name}", "--format", "sarif=new.sarif")
    assert (done.code, done.out) == (2, "")
    assert f"the report {name} would take the place of what it is about" in done.err
    assert (root / name).read_bytes() == before
    assert not (root / "new.sarif").exists()


def test_two_items_of_one_text_have_a_fix_each(tmp_path: Path) -> None:
    port = '"127.0.0.1:81:81"'
    spec = GOOD + f"network:\n  ports:\n    db: [{port}, {port}]\n"
    root = repository(tmp_path, spec)
    (first, second) = json.loads(stacklint(root, "check", "--format", "json").out)["findings"]
    assert first["fingerprint"] == second["fingerprint"]
    edits = [x["fix"]["edit"] for x in (first, second)]
    assert [spec[: x["start"]] + x["text"] + spec[x["end"] :] for x in edits] == [
        spec.replace(port, '"81"', 1),
        '"81"'.join(spec.rsplit(port, 1)),
    ]


def test_named_path_that_is_not_there_is_never_skipped_in_silence(tmp_path: Path) -> None:
    repository(tmp_path)
    done = stacklint(tmp_path, "check", "envs/prod.yml", "envs/porduction.yml")
    assert done.code == 3
    assert "envs/porduction.yml does not exist" in done.err


def test_settings_of_a_path_that_is_not_there_are_nobodys(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "config", "nowhere")
    assert (done.code, done.out, done.err) == (3, "", "error: nowhere does not exist\n")


def test_repository_that_git_does_not_trust_is_said_with_the_way_out(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = stacklint(root, "check", env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert done.code == 3
    assert done.err.startswith("error: git ls-files: detected dubious ownership in repository")
    assert done.err.endswith(f"(git config --global --add safe.directory {root})\n")
    assert "\t" not in done.err


def test_no_spec_is_said_and_is_no_failure(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "check")
    assert done.code == 0
    assert "no spec found" in done.out


def test_manifest_called_spec_and_a_deployment_directory_are_noted(tmp_path: Path) -> None:
    manifest = "apiVersion: v1\nkind: Namespace\n---\napiVersion: v1\nkind: Service\n"
    write(
        tmp_path, {"k8s/spec.yml": manifest, "dep/spec.yml": EMPTY, "dep/deployment.yml": "a: b\n"}
    )
    done = stacklint(tmp_path, "check")
    assert done.code == 0
    assert "k8s/spec.yml is a Kubernetes manifest" in done.out
    assert "dep/spec.yml is a copy in a deployment directory" in done.out


def test_spec_without_its_stack_is_linted_and_said_loudly(tmp_path: Path) -> None:
    write(tmp_path, {"prod.yml": GOOD})
    done = stacklint(tmp_path, "check")
    assert done.code == 0
    assert "0 of 1 spec checked with their stack" in done.out
    assert "stacks/notes is not in this repository" in " ".join(done.out.split())


def test_stdin_is_judged_as_the_file_that_it_stands_for(tmp_path: Path) -> None:
    repository(tmp_path)
    done = stacklint(
        tmp_path,
        "check",
        "-",
        "--stdin-filename",
        "envs/prod.yml",
        "--format",
        "concise",
        told=EMPTY.encode(),
    )
    assert done.code == 1
    assert done.out.startswith("envs/prod.yml:7:3: error[empty-volume-holds-data]")


@pytest.mark.parametrize("on_disk", [GOOD, GOOD + "# saved\n"])
@pytest.mark.parametrize(
    ("told", "words"),
    [
        (GOOD.replace("notes/db", "notes/db2"), "moves from /srv/kind/notes/db to "),
        ("", "it is empty, where HEAD has a spec"),
    ],
)
def test_stdin_is_compared_with_what_git_has(
    tmp_path: Path, on_disk: str, told: str, words: str
) -> None:
    root = repository(tmp_path, GOOD)
    write(root, {"envs/prod.yml": on_disk})
    named = ("check", "-", "--stdin-filename", "envs/prod.yml", "--format", "concise")
    assert words in stacklint(root, *named, told=told.encode()).out
    assert stacklint(root, *named, told=GOOD.encode()) == (0, "", "")


@pytest.mark.parametrize("arguments", [("--since", "HEAD"), ("--new",), ("--staged", "--new")])
@pytest.mark.parametrize(("text", "code"), [(EMPTY, 1), (GOOD, 0), (GOOD + "# x\n", 0)])
def test_stdin_is_a_change_that_the_disk_does_not_have(
    tmp_path: Path, arguments: tuple[str, ...], text: str, code: int
) -> None:
    root = repository(tmp_path / "r")
    named = ("check", "-", "--stdin-filename", "envs/prod.yml", "--format", "concise")
    done = stacklint(root, *named, *arguments, told=text.encode())
    assert (done.code, "empty-volume-holds-data" in done.out) == (code, bool(code))


@pytest.mark.parametrize("arguments", [("--since", "HEAD"), ("--new",)])
def test_stdin_that_changes_nothing_is_no_change(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    root = repository(tmp_path / "r", EMPTY)
    named = ("check", "-", "--stdin-filename", "envs/prod.yml", "--format", "concise")
    assert stacklint(root, *named, *arguments, told=EMPTY.encode()) == (0, "", "")
    changed = stacklint(root, *named, "--new", told=EMPTY.encode() + b"# x\n")
    assert (changed.code, changed.out) == (0, "")


def test_stdin_is_given_back_fixed(tmp_path: Path) -> None:
    write(tmp_path, STACK)
    spec = GOOD.replace("namespace: notes\n", "secrets:   # none yet\n").replace("\n", "\r\n")
    done = subprocess.run(
        [sys.executable, "-m", "stacklint", "check", "-", "--fix", "--stdin-filename", "prod.yml"],
        cwd=tmp_path,
        env=clean_env(),
        input=spec.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.decode() == spec.replace("secrets:   #", "secrets: {}   #")


def test_history_of_a_clean_tree_is_only_information(tmp_path: Path) -> None:
    repository(tmp_path)
    write(tmp_path, {"envs/prod.yml": REGENERATED})
    commit_all(tmp_path)
    done = stacklint(tmp_path, "check", "--select", "regenerated-spec", "--format", "concise")
    assert done.code == 0
    assert "info[regenerated-spec]" in done.out


def test_working_tree_is_compared_with_head(tmp_path: Path) -> None:
    repository(tmp_path)
    write(tmp_path, {"envs/prod.yml": REGENERATED})
    done = stacklint(tmp_path, "check", "--select", "regenerated-spec")
    assert done.code == 1
    assert "git restore --worktree envs/prod.yml" in done.out


def test_new_fails_only_on_what_the_base_did_not_have(tmp_path: Path) -> None:
    repository(tmp_path, EMPTY)
    write(tmp_path, {"envs/prod.yml": EMPTY + "# touched\n"})
    assert stacklint(tmp_path, "check", "--new").code == 0
    more = EMPTY.replace("kind-mount-root: /srv/kind", "kind-mount-root: ./kind")
    write(tmp_path, {"envs/prod.yml": more})
    done = stacklint(tmp_path, "check", "--new", "--format", "concise")
    assert done.code == 1
    assert "unusable-mount-root" in done.out
    assert "empty-volume-holds-data" not in done.out


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [("compose", "compose", 0), ("compose", "k8s-kind", 1), ("k8s-kind", "k8s-kind", 0)],
)
def test_what_has_become_worse_is_new(tmp_path: Path, before: str, after: str, code: int) -> None:
    bare = EMPTY.replace("k8s-kind", before)
    repository(tmp_path, bare)
    write(tmp_path, {"envs/prod.yml": bare.replace(before, after) + "# touched\n"})
    rule = ("--select", "empty-volume-holds-data", "--profile", "strict")
    assert stacklint(tmp_path, "check", "--new", *rule).code == code


@pytest.mark.parametrize(
    ("merged", "code"),
    [(EMPTY, 0), (EMPTY + "secrets:\n", 1)],
)
def test_merge_adds_what_neither_side_had(tmp_path: Path, merged: str, code: int) -> None:
    root = repository(tmp_path)
    git(root, "checkout", "--quiet", "-b", "other")
    write(root, {"envs/prod.yml": EMPTY})
    commit_all(root)
    git(root, "checkout", "--quiet", "main")
    write(root, {"readme.txt": "main went on\n"})
    commit_all(root)
    git(root, "merge", "--quiet", "--no-ff", "--no-commit", "other")
    write(root, {"envs/prod.yml": merged})
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--new")
    assert done.code == code, done.out
    assert "older than the change" in done.out


def test_stack_in_a_submodule_is_judged_in_the_index_too(tmp_path: Path) -> None:
    repository(tmp_path / "inner")
    root = repository(tmp_path / "home", GOOD.replace("stacks/", "inner/stacks/"))
    inner = (tmp_path / "inner").as_uri()
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "inner")
    commit_all(root)
    write(root, {"envs/prod.yml": EMPTY.replace("stacks/", "inner/stacks/")})
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--new", "--format", "concise")
    assert "error[empty-volume-holds-data]" in done.out


def test_renamed_spec_keeps_its_old_findings_old(tmp_path: Path) -> None:
    repository(tmp_path, EMPTY)
    git(tmp_path, "mv", "envs/prod.yml", "envs/production.yml")
    assert stacklint(tmp_path, "check", "--new").code == 0


def test_base_that_a_shallow_clone_lacks_is_an_error(tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin")
    git(origin, "checkout", "--quiet", "-b", "topic")
    for number in range(3):
        write(origin, {"envs/prod.yml": GOOD + f"# {number}\n"})
        commit_all(origin)
    url = origin.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "topic", url, "clone")
    done = stacklint(tmp_path / "clone", "check", "--since", "origin/main")
    assert done.code == 2
    assert "fetch-depth: 0" in done.err
    ci = stacklint(tmp_path / "clone", "check", env={"CI": "true", "GITHUB_BASE_REF": "main"})
    assert ci.code == 2


@pytest.mark.parametrize(
    ("arguments", "env", "code"),
    [
        (("--new",), {"CI": "true", "GITHUB_BASE_REF": ""}, 2),
        (("--new", "--since", "HEAD"), {"CI": "true"}, 0),
        (("--new",), {}, 0),
        ((), {"CI": "true"}, 1),
    ],
)
def test_run_of_ci_that_names_no_base_passes_nothing_unseen(
    tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str], code: int
) -> None:
    """As after a push: the working tree is HEAD, so nothing would be new whatever was pushed."""
    done = stacklint(repository(tmp_path, EMPTY), "check", *arguments, env=env)
    assert done.code == code
    assert ("--new needs a base" in done.err) == (code == 2)


def test_run_of_ci_with_a_changed_file_is_compared_with_head(tmp_path: Path) -> None:
    root = repository(tmp_path, GOOD)
    write(root, {"envs/prod.yml": EMPTY})
    assert stacklint(root, "check", "--new", env={"CI": "true"}).code == 1


def test_pull_request_on_github_is_compared_with_its_base(tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin")
    git(tmp_path, "clone", "--quiet", origin.as_uri(), "clone")
    clone = tmp_path / "clone"
    write(clone, {"envs/prod.yml": REGENERATED})
    commit_all(clone)
    done = stacklint(
        clone,
        "check",
        "--select",
        "regenerated-spec",
        env={"CI": "true", "GITHUB_BASE_REF": "main"},
    )
    assert done.code == 1


def test_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    write(tmp_path, {f"s{number}.yml": EMPTY for number in range(400)})
    command = (
        f"{sys.executable} -m stacklint check --format concise | head -1; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in {"0", "1"}


def test_interrupt_ends_it_quietly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "stacklint", "check", "-", "--stdin-filename", "x.yml"],
        cwd=tmp_path,
        env=clean_env(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    # More than a pipe holds: once it is written, the program is reading, and waits for more.
    process.stdin.write(b"#" * 2**17)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err == b""


def test_unreadable_file_is_said(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can read everything")
    write(tmp_path, {"prod.yml": GOOD})
    (tmp_path / "prod.yml").chmod(0)
    assert stacklint(tmp_path, "check").code == 3


@pytest.mark.slow
def test_many_specs_give_the_same_report_whatever_the_processes(tmp_path: Path) -> None:
    write(tmp_path, {**STACK, **{f"envs/s{number:03}.yml": EMPTY for number in range(250)}})
    spread = stacklint(tmp_path, "check", "--format", "concise")
    alone = subprocess.run(
        ["taskset", "-c", "0", sys.executable, "-m", "stacklint", "check", "--format", "concise"],
        cwd=tmp_path,
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert spread.out.splitlines()[:250] == alone.stdout.splitlines()[:250]


def test_selecting_by_hand_beats_what_the_configuration_ignores(tmp_path: Path) -> None:
    write(repository(tmp_path, EMPTY), {"stacklint.toml": 'ignore = ["empty-volume-holds-data"]\n'})
    assert stacklint(tmp_path, "check").code == 0
    assert stacklint(tmp_path, "check", "--select", "empty-volume-holds-data").code == 1


def test_every_path_has_the_configuration_that_is_nearest_to_it(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    ignoring = 'ignore = ["empty-volume-holds-data"]\n'
    write(root, {"lab/stacklint.toml": ignoring, "lab/spec.yml": EMPTY})
    for paths in (("lab", "envs/prod.yml"), ("envs/prod.yml", "lab")):
        done = stacklint(root, "check", *paths, "--format", "concise")
        assert (done.code, done.out.count("empty-volume-holds-data")) == (1, 1)
    mixed = stacklint(root, "check", "lab", "envs", "--format", "json")
    assert mixed.code == 2
    assert "several configurations" in mixed.err


@pytest.mark.parametrize(
    "text", ["[tool.stacklintx]\n", "# [tool.stacklint]\n", 'a = "[tool.stacklint]"\n']
)
def test_pyproject_without_our_table_ends_no_search(tmp_path: Path, text: str) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"stacklint.toml": 'ignore = ["volumes"]\n', "envs/pyproject.toml": text})
    assert stacklint(root, "check", "envs").code == 0


@pytest.mark.parametrize("key", ["fail-on", "profile", "dialect"])
def test_empty_word_in_the_configuration_is_an_error(tmp_path: Path, key: str) -> None:
    write(tmp_path, {"stacklint.toml": f'{key} = ""\n'})
    done = stacklint(tmp_path, "check")
    assert done.code == 2
    assert "has to be one of" in done.err


@pytest.mark.parametrize(
    ("where", "named", "shown"),
    [
        ("envs", "none.yml", "error: none.yml does not exist"),
        ("envs", "../none.yml", "error: ../none.yml does not exist"),
        ("", "envs/none.yml", "error: envs/none.yml does not exist"),
        ("envs", "list.yml", "note: list.yml is no spec"),
        ("envs", "manifest.yml", "note: manifest.yml is a Kubernetes manifest"),
        ("envs", "copy/spec.yml", "note: copy/spec.yml is a copy"),
        ("envs", "half.yml.j2", "note: half.yml.j2 is a template"),
    ],
)
def test_file_that_is_not_looked_at_is_named_as_the_caller_types_it(
    tmp_path: Path, where: str, named: str, shown: str
) -> None:
    root = repository(tmp_path)
    spec = "stack: stacks/notes\ndeploy-to: k8s-kind\n"
    files = {
        "stacklint.toml": 'templates = ["*.j2"]\n',
        "envs/list.yml": "- a\n",
        "envs/manifest.yml": "apiVersion: v1\nkind: Pod\n",
        "envs/copy/deployment.yml": "cluster-id: a\n",
        "envs/copy/spec.yml": spec,
        "envs/half.yml.j2": f"{spec}{{% if x %}}\nconfig: [\n{{% endif %}}\n",
    }
    write(root, files)
    done = stacklint(root / where, "check", named)
    assert shown in done.out + done.err


@pytest.mark.parametrize("level", ["1", "2"])
def test_python_may_take_asserts_and_docstrings_away(tmp_path: Path, level: str) -> None:
    root = repository(tmp_path, EMPTY)
    env = {"PYTHONOPTIMIZE": level, "PYTHONDONTWRITEBYTECODE": "1"}
    for arguments in (("check", "--format", "json"), ("explain", "empty-volume-holds-data")):
        done, plain = stacklint(root, *arguments, env=env), stacklint(root, *arguments)
        assert (done.code, done.err) == (plain.code, plain.err)
        assert len(done.out.splitlines()) == len(plain.out.splitlines())


@pytest.mark.parametrize("words", ["check", "volumes", "deploy plan --spec-file prod.yml"])
def test_directory_that_is_gone_is_no_fault_of_ours(tmp_path: Path, words: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir "$PWD" && exec "$0" -P -m stacklint {words}'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable],
        cwd=gone,
        env=clean_env(PYTHONPATH=os.pathsep.join(x for x in sys.path if x)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.startswith("error: the directory that this runs in is not there any more")
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ((), "\n    check "),
        (("deploy",), "\n    restart "),
        (("schema",), "spec, stack, report, volumes, live or config"),
        (("baseline",), "update: take out"),
    ],
)
def test_command_without_its_action_is_answered_by_its_help(
    tmp_path: Path, command: tuple[str, ...], words: str
) -> None:
    done = stacklint(tmp_path, *command)
    assert (done.code, done.out) == (2, "")
    assert done.err == stacklint(tmp_path, *command, "--help").out
    assert words in done.err


def test_the_name_of_a_private_key_hides_no_words_behind_it(tmp_path: Path) -> None:
    root = repository(tmp_path)
    key = "-----BEGIN PRIVATE KEY-----\nMHcCAQEEIHh5bm90\n-----END PRIVATE KEY-----\n"
    write(root, {"config/certs/a-private-key.pem": key})
    commit_all(root)
    done = stacklint(root, "check", "--select", "secret-file-tracked", "--format", "concise")
    assert "config/certs/a-private-key.pem, and keeps it in every clone" in done.out


@pytest.mark.parametrize(
    ("now", "rule"),
    [(EMPTY, "empty-volume-holds-data"), (GOOD.split("volumes")[0], "volume-missing-from-spec")],
)
def test_a_fix_leads_back_to_where_an_older_commit_had_the_data(
    tmp_path: Path, now: str, rule: str
) -> None:
    root = repository(tmp_path, GOOD.replace("notes/db", "old/db"))
    for text in (now, f"{now}# Later.\n"):
        write(root, {"envs/prod.yml": text})
        commit_all(root)
    done = stacklint(root, "check", "--select", rule)
    assert "= was: notes-db: /srv/kind/old/db in " in done.out
    assert "= fix (unsafe" in done.out
    stacklint(root, "check", "--unsafe-fixes", rule, "--fix")
    assert "  notes-db: /srv/kind/old/db\n" in (root / "envs/prod.yml").read_text()
