"""Stacks that no spec leads to, from the outside: what is judged, how often, of which change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.running import (
    GOOD,
    STACK,
    Done,
    commit_all,
    git,
    repository,
    stacklint,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

WEB = "compose/docker-compose-web.yml"
FAULTY = "services:\n  web:\n    image: vendor/web:v1\n    volumes:\n      - web-data:/data\n"
RIGHT = FAULTY + "volumes:\n  web-data:\n"
ALONE = {"stacks/web/stack.yml": "name: web\npods: [web]\n", WEB: FAULTY}
SEARCH = {
    "stacks/search/stack.yml": "name: search\npods: [search]\n",
    "compose/docker-compose-search.yml": "services:\n  search:\n    image: vendor/search:v1\n",
}


def _check(where: Path, *arguments: str) -> Done:
    return stacklint(where, "check", "--format", "concise", *arguments)


def _committed(where: Path, files: dict[str, str]) -> Path:
    git(where, "init", "--quiet", "--initial-branch=main")
    write(where, files)
    commit_all(where)
    return where


def _rules(done: Done) -> list[str]:
    return [line.split("[")[1].split("]")[0] for line in done.out.splitlines() if "[" in line]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({**SEARCH}, "no findings in 1 stack (2 files)"),
        ({**SEARCH, **STACK}, "no findings in 2 stacks (4 files)"),
        ({**SEARCH, **STACK, "prod.yml": GOOD}, "no findings in 1 spec and 1 stack (5 files)"),
        ({**STACK, "prod.yml": GOOD}, "no findings in 1 spec (3 files)"),
        ({"a.yml": "a: 1\n"}, "no spec found"),
    ],
)
def test_summary_counts_specs_and_stacks(tmp_path: Path, files: dict[str, str], words: str) -> None:
    write(tmp_path, files)
    done = stacklint(tmp_path, "check")
    assert done.code == 0
    assert words in done.out
    assert ("no spec found" in done.out) == (words == "no spec found")


def test_json_and_markdown_count_them_too(tmp_path: Path) -> None:
    write(tmp_path, {**SEARCH})
    done = stacklint(tmp_path, "check", "--format", "json", "--format", "markdown=page.md")
    summary = json.loads(done.out)["summary"]
    assert (summary["specs"], summary["stacks"], summary["files"]) == (0, 1, 2)
    assert "Passes every profile." in (tmp_path / "page.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [".", "stacks", "stacks/web", "stacks/web/stack.yml", WEB])
def test_a_stack_is_found_by_each_of_its_paths(tmp_path: Path, path: str) -> None:
    root = _committed(tmp_path, {**ALONE, **SEARCH})
    done = _check(root, path)
    assert done.code == 1
    assert _rules(done) == ["undeclared-volume"]


@pytest.mark.parametrize("path", ["other.yml", "compose/docker-compose-loose.yml"])
def test_file_of_no_stack_is_said_to_be_skipped(tmp_path: Path, path: str) -> None:
    loose = {"other.yml": "a: 1\n", "compose/docker-compose-loose.yml": FAULTY}
    root = _committed(tmp_path, {**ALONE, **loose})
    done = stacklint(root, "check", path)
    assert done.code == 0
    assert f"{path} is no spec" in done.out


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("live/stack.yml", "name: web\npods: [web]\n"),
        (".github/workflows/stack.yml", "name: web\non: push\njobs: {web: {}}\n"),
        ("swarm/stack.yml", "name: web\nservices: {web: {image: a}}\nconfigs: {}\n"),
        ("k8s/stack.yml", "apiVersion: v1\nkind: Stack\nname: web\npods: []\n"),
        ("bare/stack.yml", "pods: [web]\n"),
        ("named/stack.yaml", "name: web\npods: [web]\n"),
        ("other/stack.yml", "name: web\nversion: 1\n"),
        ("list/stack.yml", "- name: web\n"),
    ],
)
def test_what_is_no_stack_is_left_alone(tmp_path: Path, file: str, text: str) -> None:
    write(tmp_path, {file: text, "live/deployment.yml": "cluster-id: x\n"})
    done = stacklint(tmp_path, "check", "--profile", "audit")
    assert done.code == 0
    assert "no spec found" in done.out


def test_stack_that_cannot_be_read_is_never_skipped_in_silence(tmp_path: Path) -> None:
    write(tmp_path, {"stacks/web/stack.yml": "name: web\npods: [web\n"})
    done = _check(tmp_path)
    assert (done.code, _rules(done)) == (3, ["unparsable-yaml"])


def test_excluded_stack_is_looked_at_when_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {**ALONE, "stacklint.toml": 'exclude = ["stacks/"]\n'})
    assert _check(tmp_path).code == 0
    assert _check(tmp_path, "stacks/web/stack.yml").code == 1


def test_stack_of_a_spec_is_judged_through_it_and_once(tmp_path: Path) -> None:
    spec = "stack: stacks/web\ndeploy-to: k8s-kind\nvolumes: {web-data: /srv/web}\n"
    other = {"stacks/other/stack.yml": "name: other\npods: [web]\n"}
    write(tmp_path, {**ALONE, **other, "envs/prod.yml": spec})
    found = [line for line in _check(tmp_path).out.splitlines() if f"{WEB}:" in line]
    # What Kubernetes makes of it, and what compose would, where the other stack goes there.
    assert sorted(line.split()[1] for line in found) == [
        "error[undeclared-volume]",
        "error[unsupported-mount-form]",
    ]
    (tmp_path / "stacks/other/stack.yml").unlink()
    assert _rules(_check(tmp_path)) == ["unsupported-mount-form"]


def test_what_holds_on_kubernetes_alone_waits_for_strict(tmp_path: Path) -> None:
    listed = RIGHT.replace("    volumes:", "    environment:\n      - A=b\n    volumes:", 1)
    write(tmp_path, {**ALONE, WEB: listed})
    assert _rules(_check(tmp_path)) == []
    done = stacklint(tmp_path, "check", "--profile", "strict", "--select", "environment-list")
    assert done.code == 0
    assert "warning[environment-list]" in done.out
    assert "no spec of this run says that the stack goes there" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({WEB: FAULTY}, ["undeclared-volume"]),
        ({"stacks/web/stack.yml": "name: web\npods: [web, gone]\n"}, ["bundled-pod-fallback"]),
        ({"config/web/run.sh": None}, ["missing-bind-source"]),
        ({WEB: None}, ["bundled-pod-fallback"]),
        ({"README.md": "x\n"}, []),
        ({"envs/prod.yml": "stack: stacks/none\ndeploy-to: compose\n"}, []),
    ],
)
def test_commit_is_judged_for_the_stacks_that_it_touches(
    tmp_path: Path, change: dict[str, str | None], rules: list[str]
) -> None:
    bound = RIGHT.replace("/data\n", "/data\n      - ../config/web/run.sh:/run.sh\n", 1)
    kept = {"config/web/run.sh": "serve\n", "config/web/a.conf": "a\n"}
    root = _committed(tmp_path, {**ALONE, **SEARCH, WEB: bound, **kept})
    for file, text in change.items():
        if text is None:
            (root / file).unlink()
        else:
            write(root, {file: text})
    git(root, "add", "--all")
    assert _rules(_check(root, "--staged", "--new")) == rules
    said = stacklint(root, "check", "--staged", "--new").out
    assert ("no spec or stack is touched" in said) == (list(change) == ["README.md"])


def test_new_leaves_out_what_the_base_had(tmp_path: Path) -> None:
    root = _committed(tmp_path, {**ALONE})
    write(root, {WEB: FAULTY + "# touched\n"})
    assert _check(root, "--new").code == 0
    write(root, {WEB: FAULTY + "      - web-cache:/cache\n"})
    done = _check(root, "--new")
    assert (done.code, done.out.count("web-cache"), done.out.count("web-data")) == (1, 1, 0)
    git(root, "mv", "stacks/web", "stacks/site")
    write(root, {WEB: FAULTY})
    assert _check(root, "--new").code == 0


def test_stack_that_loses_its_spec_has_no_new_faults(tmp_path: Path) -> None:
    root = repository(tmp_path)
    listed = STACK["compose/docker-compose-notes.yml"].replace(
        "    volumes:", "    environment:\n      - A=b\n    volumes:", 1
    )
    write(root, {"compose/docker-compose-notes.yml": listed})
    commit_all(root)
    (root / "envs/prod.yml").unlink()
    write(root, {"compose/docker-compose-notes.yml": listed + "# touched\n"})
    done = stacklint(root, "check", "--new", "--profile", "audit", "--format", "concise")
    assert _rules(done) == []


def test_fixes_reach_a_stack_without_a_spec(tmp_path: Path) -> None:
    write(tmp_path, {**ALONE})
    done = _check(tmp_path, "--fix", "--unsafe-fixes", "undeclared-volume")
    assert done.code == 0
    assert (tmp_path / WEB).read_text(encoding="utf-8") == RIGHT


def test_text_on_stdin_is_judged_as_the_part_of_a_stack_that_it_stands_for(tmp_path: Path) -> None:
    root = _committed(tmp_path, {**ALONE, WEB: RIGHT})
    arguments = ("check", "-", "--stdin-filename", WEB, "--format", "concise")
    assert stacklint(root, *arguments, told=RIGHT.encode()).code == 0
    done = stacklint(root, *arguments, told=FAULTY.encode())
    assert (done.code, _rules(done)) == (1, ["undeclared-volume"])


def test_comment_silences_a_fault_and_is_not_called_unused(tmp_path: Path) -> None:
    reason = "# stacklint: allow[undeclared-volume] -- made by hand"
    loose = f"# stacklint: allow-file[unnamed-compose-file] -- for tests\n{RIGHT}"
    text = FAULTY.replace(":/data\n", f":/data  {reason}\n")
    write(tmp_path, {**ALONE, WEB: text, "compose/docker-compose-loose.yml": loose})
    done = stacklint(tmp_path, "check", "--profile", "audit")
    assert done.code == 0
    assert "no findings in 1 stack (2 files)" in done.out
    assert "2 allowed with a reason" in done.out
    write(tmp_path, {WEB: RIGHT.replace(":/data\n", f":/data  {reason}\n")})
    assert _rules(_check(tmp_path)) == ["unused-suppression"]


def test_stacks_are_judged_the_same_whatever_the_processes(tmp_path: Path) -> None:
    specs = {f"envs/s{number:03}.yml": GOOD for number in range(250)}
    write(tmp_path, {**STACK, **ALONE, **SEARCH, **specs})
    done = stacklint(tmp_path, "check", "--format", "concise", "--ignore", "workspace")
    assert _rules(done) == ["undeclared-volume"]
    report = stacklint(tmp_path, "check", "--format", "json", "--ignore", "workspace")
    summary = json.loads(report.out)["summary"]
    assert (summary["specs"], summary["stacks"], summary["files"]) == (250, 2, 256)


def test_init_counts_the_stacks_of_a_repository_of_stacks(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, {**SEARCH, **STACK})
    assert "2 stacks found" in stacklint(tmp_path, "init").err
