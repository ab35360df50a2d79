"""Specs among the files of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.repo.deployed import DeploymentDirectories
from stacklint.repo.discover import Shape, candidates, is_named_like_spec, look_at, parsed
from stacklint.repo.trees import GitTree, WorkTree
from tests.gitrepo import Repo, repo
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "stack: web\ndeploy-to: k8s\nvolumes:\n  db:\n"
NAMES = ("a.yml", "b.yaml", "c.yml.j2", "d.txt", "e/f.yml", "e/g/h.YML", "ee/i.yml", "yml")


def is_template(path: str) -> bool:
    return path.endswith(".j2")


@pytest.mark.parametrize(
    ("below", "found"),
    [
        (["."], ["a.yml", "b.yaml", "c.yml.j2", "e/f.yml", "ee/i.yml"]),
        ([""], ["a.yml", "b.yaml", "c.yml.j2", "e/f.yml", "ee/i.yml"]),
        (["e"], ["e/f.yml"]),
        (["e/"], ["e/f.yml"]),
        (["e", "ee"], ["e/f.yml", "ee/i.yml"]),
        (["e/g"], []),
        (["nobody"], []),
        ([], []),
    ],
)
def test_candidates_are_yaml_and_templates(below: list[str], found: list[str]) -> None:
    assert candidates(MemoryTree(dict.fromkeys(NAMES, b"")), below, is_template) == found


@pytest.mark.parametrize("kind", ["working tree", "index"])
def test_specs_of_a_repository(tmp_path: Path, kind: str) -> None:
    made = repo(tmp_path / "home")
    made.commit(
        {
            "prod.yml": SPEC,
            "größe 😀/x y.yaml": SPEC,
            "live/spec.yml": SPEC,
            "live/deployment.yml": "cluster-id: x\n",
            "marked.yml": "? stack\n: stacks/x\n? 'deploy-to'\n: compose\n",
            "manifest.yml": "apiVersion: v1\nkind: Pod\n",
            "other.yml": "a: 1\n",
            "utf-16.yml": SPEC.encode("utf-16"),
            "latin.yml": (SPEC + "# ö\n").encode("latin-1"),
            ".gitignore": "out/\n",
            "out/spec.yml": SPEC,
        }
    )
    disk = WorkTree(made.root, made.git)
    tree = disk if kind == "working tree" else GitTree(made.git, made.git.index(), disk)
    found = {path: look_at(tree, path).shape for path in candidates(tree, ["."], is_template)}
    assert found == {
        "prod.yml": Shape.SPEC,
        "größe 😀/x y.yaml": Shape.SPEC,
        "live/spec.yml": Shape.COPY,
        "live/deployment.yml": Shape.OTHER,
        "manifest.yml": Shape.MANIFEST,
        "other.yml": Shape.OTHER,
        "marked.yml": Shape.SPEC,
        "utf-16.yml": Shape.SPEC,
        "latin.yml": Shape.SPEC,
    }


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("- hosts: all\n", Shape.PLAYBOOK),
        ('# note\n- name: x\n  "shell": y\n', Shape.PLAYBOOK),
        ("- {name: x, ansible.builtin.command: y}\n", Shape.PLAYBOOK),
        ("- name: x\n  tasks: [{'shell': y}]\n", Shape.PLAYBOOK),
        ('[{"hosts": "all"}]\n', Shape.PLAYBOOK),
        ("\ufeff- hosts: all\n", Shape.PLAYBOOK),
        ("- name: the command: y\n", Shape.OTHER),
        ("job:\n  stage: x\n  script: [y]\n", Shape.PIPELINE),
        ("'job':\n  'stage': x\n  'script': [y]\n", Shape.PIPELINE),
        ("job:\n  script: [y]\n", Shape.OTHER),
    ],
)
def test_scripts_are_told_however_they_are_written(text: str, shape: Shape) -> None:
    assert look_at(MemoryTree({"x.yml": text.encode()}), "x.yml").shape is shape


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ('"\\x73tack": stacks/x\n"deploy\\u002dto": compose\n', Shape.SPEC),
        ('# note\n"\\x64eploy-to": compose\n', Shape.SPEC),
        ('"\\x73tack": stacks/x\n', Shape.OTHER),
        ('a: "\\x73tack: 1"\n', Shape.OTHER),
    ],
)
def test_specs_are_told_however_their_keys_are_written(text: str, shape: Shape) -> None:
    assert look_at(MemoryTree({"x.yml": text.encode()}), "x.yml").shape is shape


def test_file_that_is_gone_is_missing(tmp_path: Path) -> None:
    assert look_at(WorkTree(tmp_path, None), "no.yml").shape is Shape.MISSING
    assert look_at(MemoryTree({}), "a/b").shape is Shape.MISSING


TEMPLATE = (
    "stack: {{ stack }}\ndeploy-to: k8s\n{% if more %}\nvolumes:\n  {{ name }}:\n{% endif %}\n"
)


def test_template_is_parsed_with_tokens_in_its_places() -> None:
    tree = MemoryTree({"spec.yml.j2": TEMPLATE.encode()})
    document = look_at(tree, "spec.yml.j2", is_template=True).document
    assert document is not None
    assert (document.fault, document.masked, document.text) == (None, True, TEMPLATE)
    start, end = document.span(("volumes",))
    assert TEMPLATE[start:end] == "volumes:\n  {{ name }}:"


def test_template_keeps_its_byte_order_mark() -> None:
    data = b"\xef\xbb\xbf" + TEMPLATE.encode()
    found = [parsed("x.j2", data, is_template=is_one) for is_one in (True, False)]
    assert [(x.bom, x.text == TEMPLATE) for x in found] == [(True, True), (True, True)]


def test_template_without_jinja_is_a_file_like_any_other() -> None:
    document = parsed("x.j2", SPEC.encode(), is_template=True)
    assert (document.fault, document.masked) == (None, False)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"{{ \xff }}", b"", b"{{", b"\xef\xbb\xbf", b"{% \x00 %}"]
)
def test_any_template_is_a_fault_or_a_tree(data: bytes) -> None:
    document = parsed("x.j2", data, is_template=True)
    assert document.fault is None or document.fault.words


@pytest.mark.parametrize(
    ("path", "named_so"),
    [
        ("spec.yml", True),
        ("a/spec.yaml", True),
        ("spec-prod.yml", True),
        ("prod-spec.yml", True),
        ("a/test-spec-x.yml", True),
        ("spec.prod.yml", True),
        ("myspec.yml", False),
        ("spec.json", False),
        ("spec/a.yml", False),
        ("spectrum.yml", False),
        ("specs.yml", False),
    ],
)
def test_name_that_people_take_for_a_spec(path: str, *, named_so: bool) -> None:
    assert is_named_like_spec(path) is named_so


def copy(volumes: str) -> str:
    return f"stack: web\ndeploy-to: k8s-kind\nvolumes: {volumes}\n"


@pytest.mark.parametrize(
    ("folder", "seen"),
    [
        ("live", True),
        (".", True),
        ("a/live", True),
        ("a/b/live", True),
        ("a/b/c/live", False),
        (".venv/live", False),
        ("node_modules/live", False),
        ("../live", True),
        ("../a/live", False),
    ],
)
def test_volumes_of_deployment_directories(tmp_path: Path, folder: str, *, seen: bool) -> None:
    Repo(tmp_path / "home").write(
        {f"{folder}/spec.yml": copy("{db: /a, logs: }"), f"{folder}/deployment.yml": "x: 1\n"}
    )
    found = DeploymentDirectories(tmp_path / "home")
    assert [found.has_volume(name) for name in ("db", "logs", "other")] == [seen, seen, False]


@pytest.mark.parametrize(
    ("root", "stack", "seen"),
    [
        ("", "web", True),
        ("srv", "web", True),
        ("srv/live", "web", False),
        ("srv/li", "web", False),
        ("other", "web", False),
        ("srv", "chat", False),
    ],
)
def test_deployment_directory_below_a_root(
    tmp_path: Path, root: str, stack: str, *, seen: bool
) -> None:
    files = {"srv/live/spec.yml": copy("{db: }"), "srv/live/deployment.yml": "x: 1\n"}
    Repo(tmp_path).write(files)
    found = DeploymentDirectories(tmp_path).directory_below(str(tmp_path / root), stack)
    assert found == (str(tmp_path / "srv/live") if seen else None)


def test_spec_without_a_deployment_is_no_copy(tmp_path: Path) -> None:
    Repo(tmp_path / "home").write({"a/spec.yml": copy("{db: /a}"), "b/deployment.yml": "x: 1\n"})
    assert not DeploymentDirectories(tmp_path / "home").has_volume("db")


@pytest.mark.parametrize("text", ["", "[", "a: 1\n", "volumes: [db]\n", "\0", "stack: *x\n"])
def test_copy_that_cannot_be_read_names_nothing(tmp_path: Path, text: str) -> None:
    Repo(tmp_path / "home").write({"a/spec.yml": text, "a/deployment.yml": "x: 1\n"})
    Repo(tmp_path / "home").write({"b/spec.yml": copy("{db: /a}"), "b/deployment.yml": "x: 1\n"})
    found = DeploymentDirectories(tmp_path / "home")
    assert (found.has_volume("db"), found.has_volume("a")) == (True, False)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("stack: web\ndeploy-to: k8s\nvolumes: [\n", Shape.SPEC),
        ("# one\n  stack: web\n  deploy-to: k8s\n  volumes: [\n", Shape.SPEC),
        ("---\n\n  'stack': web\n  volumes: [\n", Shape.SPEC),
        ("network:\n  ports: {}\n\tdeploy-to: k8s\n", Shape.SPEC),
        ("stack: web\n  \tvolumes: {}\n", Shape.SPEC),
        ("{stack: web, deploy-to: k8s, resources:}", Shape.SPEC),
        ('{"deploy-to": k8s,\n "stack": web', Shape.SPEC),
        ("{stack: web, config: {kind: a}, volumes: {x: [}", Shape.SPEC),
        ("other:\n  stack: web\n  deploy-to: k8s\n  volumes: [\n", Shape.OTHER),
        ("{apiVersion: v1, kind: Pod, stack: web, volumes: [", Shape.OTHER),
        ("apiVersion: v1\nkind: Pod\nstack: web\nvolumes: [\n", Shape.OTHER),
        ("stack: web\n deploy-to: k8s\n", Shape.SPEC),
        ("stack: web\n  volumes:\n    db: /x\n", Shape.SPEC),
        ("stack: web\n  other:\n    db: /x\n", Shape.OTHER),
        ("stack: [\n", Shape.OTHER),
    ],
)
def test_spec_that_cannot_be_parsed_is_never_passed_over(text: str, shape: Shape) -> None:
    assert look_at(MemoryTree({"a.yml": text.encode()}), "a.yml").shape is shape
