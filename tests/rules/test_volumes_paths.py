"""Paths of volumes as they are written: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile, Safety
from tests.memory import lint


def _spec(target: str, path: str, extra: str = "") -> dict[str, str]:
    return {
        "envs/prod.yml": f"stack: stacks/web\ndeploy-to: {target}\n{extra}volumes:\n  db: {path}\n"
    }


def _found(files: dict[str, str], rule: str) -> list[tuple[str, str, str]]:
    return [
        (x.severity.word, x.key[2], "" if x.fix is None else x.fix.title)
        for x in lint(files, rule, profile=Profile.AUDIT).findings
    ]


@pytest.mark.parametrize(
    ("target", "path", "expected"),
    [
        ("compose", "./data/db", []),
        ("compose", "./", [("warning", "volumes.db", "")]),
        ("compose", ".", [("warning", "volumes.db", "")]),
        ("compose", "./../db", [("info", "volumes.db", "")]),
        ("compose", "/srv/db", []),
        ("compose", "~/db", []),
        ("compose", "''", []),
        ("compose", "5", []),
        ("compose", "db", [("error", "volumes.db", "db: ./db")]),
        ("compose", ".db", [("error", "volumes.db", "db: ./.db")]),
        ("compose", "a/../db", [("error", "volumes.db", "db: ./a/../db")]),
        ("compose", "..", [("error", "volumes.db", "")]),
        ("compose", "a/../../db", [("error", "volumes.db", "")]),
        ("compose", "...db/x", [("error", "volumes.db", "db: ./...db/x")]),
        ("compose", "data/__ENV__", []),
        ("compose", "'data/{{ env }}'", []),
        ("k8s-kind", "db", []),
        ("k8s-kind", "..db", []),
        ("k8s-kind", "..", [("info", "volumes.db", "")]),
        ("k8s-kind", "./../db", [("info", "volumes.db", "")]),
        ("k8s", "../db", []),
        ("nomad", "data/db", []),
        ("__TARGET__", "data/db", []),
    ],
)
def test_relative_path_misread(
    target: str, path: str, expected: list[tuple[str, str, str]]
) -> None:
    assert _found(_spec(target, path), "relative-path-misread") == expected


def test_relative_path_misread_leaves_the_fork_alone() -> None:
    files = _spec("compose", "data/db", "runtime-class: {default: kata}\n")
    assert _found(files, "relative-path-misread") == []


@pytest.mark.parametrize(
    ("path", "fixed"),
    [
        ("' /srv/kind/db'", "db: /srv/kind/db"),
        ("' ./data'", "db: ./data"),
        ("' data'", "db: ./data"),
        ("'\\t./data '", "db: ./data"),
        ("data", "db: ./data"),
        ("' '", None),
        ("' ~/data'", None),
        ("' ../data'", None),
        ("$HOME/data", None),
    ],
)
def test_relative_path_misread_is_fixed_to_what_is_meant(path: str, fixed: str | None) -> None:
    path = path.replace("'", '"')
    [finding] = lint(_spec("compose", path), "relative-path-misread").findings
    assert (finding.fix and finding.fix.title) == fixed
    assert ("begins with a blank" in finding.at.words) == path.startswith('"')


def test_relative_path_off_kind_says_why_one_is_relative_that_looks_absolute() -> None:
    [finding] = lint(_spec("k8s", "' /srv/kind/db'"), "relative-path-off-kind").findings
    assert finding.at.words == "it begins with a blank"


def test_two_deployments_of_one_stack_are_not_given_one_directory() -> None:
    spec = "stack: so/stacks/web\ndeploy-to: k8s-kind\nkind-mount-root: /srv/kind\n"
    names = {"envs/one.yml": "namespace: web-one\n", "envs/two.yml": "namespace: web-two\n"}
    files = {file: f"{spec}{name}volumes:\n  web-db:\n" for file, name in names.items()}
    found = lint(files, "empty-volume-holds-data", profile=Profile.AUDIT).findings
    assert sorted(x.fix.title for x in found if x.fix is not None) == [
        "web-db: /srv/kind/web-one/web-db",
        "web-db: /srv/kind/web-two/web-db",
    ]


@pytest.mark.parametrize("target", ["compose", "k8s-kind"])
@pytest.mark.parametrize("size", ["10Gi", "500M", "2GB", "1.5Ti", "2 GB"])
def test_a_size_is_no_path_and_gets_no_dot(target: str, size: str) -> None:
    [finding] = lint(_spec(target, size), "relative-path-misread").findings
    assert f"{size} is a size" in finding.message
    assert finding.fix is None


@pytest.mark.parametrize("path", ["./10Gi", "10Gi/db", "G10", "10"])
def test_what_is_no_size(path: str) -> None:
    found = lint(_spec("k8s-kind", path), "relative-path-misread").findings
    assert found == []


def test_relative_path_misread_is_fixed_safely() -> None:
    [finding] = lint(_spec("compose", "data/db"), "relative-path-misread").findings
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("'/srv/a #b/v'", ["so /srv/a is mounted"]),
        ("'/srv/a \t#b/v'", ["so /srv/a is mounted"]),
        ("'./data/a #b'", ["so ./data/a is mounted"]),
        ("'/srv/a: b'", ["a colon"]),
        ("'/srv/a:'", ["a colon"]),
        ('"/srv/a:\\tb"', ["a colon"]),
        ('"/srv/a\\nb"', ["a line break"]),
        ('"/srv/a:b\\nb"', ["a line break"]),
        ('"/srv/a\\u2028b"', ["a line break"]),
        ("'/srv/a#b'", []),
        ("'/srv/#b'", []),
        ("/srv/a:b/v", []),
        ("/srv/my data/v", []),
        ("/srv/a b # a comment", []),
        ("'/srv/__DISK__ #1'", []),
        ("", []),
        ("7", []),
    ],
)
def test_volume_path_breaks_kind_config(path: str, words: list[str]) -> None:
    files = _spec("k8s-kind", path)
    found = lint(files, "volume-path-breaks-kind-config", profile=Profile.AUDIT).findings
    assert len(found) == len(words)
    assert all(word in x.message for x, word in zip(found, words, strict=True))


@pytest.mark.parametrize(
    ("root", "path", "expected"),
    [
        ("/srv/kind", "'/srv/kind/a #b'", []),
        ("/srv/kind/", "'/srv/kind//a #b'", []),
        ("/srv/kind", "'/srv/kind2/a #b'", ["volumes.db"]),
        ("/srv/kind", "'./a #b'", ["volumes.db"]),
        ("'/srv/a #b'", "'/srv/a #b/db'", ["kind-mount-root"]),
        ("'/srv/a #b'", "'/srv/c #d/db'", ["kind-mount-root", "volumes.db"]),
        ("'__ROOT__ #b'", "/srv/db", []),
    ],
)
def test_only_what_is_mounted_is_written(root: str, path: str, expected: list[str]) -> None:
    files = _spec("k8s-kind", path, f"kind-mount-root: {root}\n")
    found = _found(files, "volume-path-breaks-kind-config")
    assert [place for _, place, _ in found] == expected


def test_mount_root_is_looked_at_without_a_volume() -> None:
    files = {"spec.yml": "stack: stacks/web\ndeploy-to: k8s-kind\nkind-mount-root: '/srv/a #b'\n"}
    found = _found(files, "volume-path-breaks-kind-config")
    assert found == [("error", "kind-mount-root", "")]


@pytest.mark.parametrize(
    ("path", "where"),
    [("./data/db", "lies in the deployment"), ("./../db", "lies outside of the deployment")],
)
def test_a_relative_path_on_compose_is_told_where_it_lies(path: str, where: str) -> None:
    found = lint(_spec("compose", path), "relative-path-off-kind", profile=Profile.STRICT).findings
    assert [where in x.message for x in found] == [True]
