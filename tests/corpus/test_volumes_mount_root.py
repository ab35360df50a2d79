"""Real specs and upstream's measured cases: what these rules say of them, and that it is true."""

from __future__ import annotations

import json

import pytest

from stacklint.finding import Profile
from tests.corpus.real import CORPUS, yaml_below
from tests.memory import World, lint

RULES = (
    "volume-missing-from-spec",
    "volume-unknown-to-compose",
    "string-prefix-of-mount-root",
    "path-escapes-mount-root",
    "relative-path-under-mount-root",
    "two-volumes-one-node-path",
    "volume-outside-mount-root",
    "unusable-mount-root",
    "overlapping-volume-paths",
    "unexpanded-home",
)

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")


def _said(files: dict[str, str | bytes], *, roots: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    found = lint(files, *RULES, profile=Profile.AUDIT, world=World(roots=roots)).findings
    return {(finding.rule, finding.key[2]) for finding in found}


def test_agave_is_right_as_it_stands_and_so_is_its_nested_copy() -> None:
    found = lint(yaml_below("agave-stack"), *RULES, profile=Profile.AUDIT).findings
    assert [(finding.rule, finding.file, finding.key[2]) for finding in found] == []


def test_stale_copy_of_agave_is_right_in_a_tree_of_its_own() -> None:
    assert _said(yaml_below("agave-stack/stack-orchestrator")) == set()


def test_what_init_wrote_names_every_volume() -> None:
    stacks = {f"stack-orchestrator/{k}": v for k, v in yaml_below("stack-orchestrator").items()}
    specs = {
        f"expected/{path}": text
        for path, text in yaml_below("expected").items()
        if path.endswith("/spec.yml") and not path.startswith("agave-stack/")
    }
    assert len(specs) > 60
    assert _said({**stacks, **specs}, roots=("stack-orchestrator",)) == set()


MISSING = {("volume-missing-from-spec", "volumes.v")}
EXPECTED = {
    "vol-missing-k8s": MISSING,
    "vol-missing-k8s-kind": MISSING,
    "vol-missing-compose": MISSING,
    "vol-volumesnull-k8s": MISSING,
    "vol-volumesnull-k8s-kind": MISSING,
    "vol-volumesnull-compose": MISSING,
    "root-rel": {("relative-path-under-mount-root", "volumes.v")},
    "root-covers-deployment": {("relative-path-under-mount-root", "volumes.v")},
    "root-sharedprefix": {("string-prefix-of-mount-root", "volumes.v")},
    "root-equal": {("path-escapes-mount-root", "volumes.v")},
    "root-outside": {("volume-outside-mount-root", "volumes.v")},
    "root-relative": {("unusable-mount-root", "kind-mount-root")},
}


def test_measured_cases() -> None:
    said: dict[str, set[tuple[str, str]]] = {}
    lines = (CORPUS / "tricky-specs.jsonl").read_text(encoding="utf-8").splitlines()
    for case in map(json.loads, lines):
        files = {
            "spec.yml": (case.get("spec") or "").replace("@WORK@", "/srv/work"),
            "repo/so/stacks/s/stack.yml": case["stack_yml"],
            "repo/so/compose/docker-compose-s.yml": case.get("compose") or "",
        }
        said[case["name"]] = _said(files, roots=("repo",))
    assert {name: found for name, found in said.items() if found} == EXPECTED
