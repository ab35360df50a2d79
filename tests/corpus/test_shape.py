"""Real specs and upstream's measured cases: what these rules say of them, and that it is true."""

from __future__ import annotations

import json
from functools import cache

import pytest
import yaml
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from stacklint.finding import Finding, Profile
from stacklint.model.dialect import Dialect
from stacklint.model.schema import schema
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.rule import Settings
from stacklint.rules import rule_named
from tests.corpus.real import CORPUS, yaml_below
from tests.memory import MemoryTree, World, lint

RULES = (
    "unparsable-yaml",
    "duplicate-key",
    "null-section",
    "missing-required-key",
    "unknown-deploy-target",
    "unknown-key",
    "wrong-value-type",
    "key-ignored-by-target",
    "foreign-dialect-key",
    "name-invalid-on-kubernetes",
    "value-read-differently",
    "unknown-service-in-spec",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]


def _found(files: dict[str, str | bytes], roots: tuple[str, ...] = ()) -> list[Finding]:
    return lint(files, *RULES, profile=Profile.AUDIT, world=World(roots=roots)).findings


@cache
def _of_init() -> list[Finding]:
    """What is said of the specs that `deploy init` wrote."""
    stacks = {f"stack-orchestrator/{k}": v for k, v in yaml_below("stack-orchestrator").items()}
    specs = {
        path: text
        for path, text in yaml_below("expected").items()
        if path.endswith("/spec.yml") and not path.startswith("agave-stack/")
    }
    assert len(specs) > 60
    return _found({**stacks, **specs}, roots=("stack-orchestrator",))


@pytest.mark.parametrize("folder", ["agave-stack", "fork-examples"])
def test_repositories_that_are_right_stay_silent_in_every_profile(folder: str) -> None:
    assert [finding.message for finding in _found(yaml_below(folder))] == []


def test_what_init_wrote_has_only_names_that_kubernetes_refuses() -> None:
    assert {finding.rule for finding in _of_init()} == {"name-invalid-on-kubernetes"}
    assert {finding.severity.word for finding in _of_init()} == {"error"}
    assert all("/compose/" not in finding.file for finding in _of_init())


def test_volumes_that_upstream_gave_names_no_server_takes_are_all_found() -> None:
    made = {
        (path.parents[1].name, name)
        for path in CORPUS.glob("expected/*/k8s-kind/objects.norm.yaml")
        for thing in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        if thing and thing["kind"] == "PersistentVolumeClaim"
        if "_" in (name := thing["metadata"]["name"].removeprefix("DEPLOYMENT-ID-"))
    }
    said = {
        (finding.file.split("/")[0], finding.key[2].removeprefix("volumes."))
        for finding in _of_init()
        if "/k8s-kind/" in finding.file
    }
    assert len(made) == 35
    assert made <= said
    # What is said beyond is of stacks that upstream cannot create.
    created = {stack for stack, _ in made}
    assert {stack for stack, _ in said - made}.isdisjoint(created)


@pytest.mark.parametrize("name", ["spec", "stack"])
def test_schemas_take_what_is_right(name: str) -> None:
    patterns = {
        "spec": ("agave-stack/**/spec.yml", "expected/*/*/spec.yml"),
        "stack": ("**/stack.yml",),
    }
    files = [path for pattern in patterns[name] for path in sorted(CORPUS.glob(pattern))]
    validator = Draft202012Validator(schema(name))
    assert len(files) > 20
    for path in files:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        said = [error.message for error in validator.iter_errors(data)]
        assert said == [], path


EXPECTED = {
    "vol-volumesnull-k8s": {("null-section", "volumes")},
    "vol-volumesnull-k8s-kind": {("null-section", "volumes")},
    "vol-volumesnull-compose": {("null-section", "volumes")},
    "vol-underscore-name": {("name-invalid-on-kubernetes", "volumes.my_vol")},
    "cm-null": {("wrong-value-type", "configmaps.cm")},
    "cm-list": {("wrong-value-type", "configmaps")},
    "cm-compose-type": {("key-ignored-by-target", "configmaps")},
    "config-list": {("wrong-value-type", "config")},
    "res-null": {("null-section", "resources")},
    "port-spec-null": {("null-section", "network.ports")},
    "port-sexag-k8s-kind": {("value-read-differently", "services.web.ports.[22:22]")},
    "port-sexag-hostnet": {("value-read-differently", "services.web.ports.[22:22]")},
    "yaml-dupkey": {("duplicate-key", "volumes#1")},
    "yaml-unknown-top": {("unknown-key", "volume"), ("unknown-key", "kind_mount_root")},
    "yaml-nostack": {("missing-required-key", "stack")},
    "yaml-baddeployto": {("unknown-deploy-target", "deploy-to")},
    "yaml-multidoc": {("unparsable-yaml", "")},
    "yaml-bool-privileged-true": {("wrong-value-type", "security.privileged")},
    "spec-k8s-nokubeconfig": {("missing-required-key", "deploy-to")},
}


def test_measured_cases() -> None:
    said: dict[str, set[tuple[str, str]]] = {}
    for case in _cases():
        files: dict[str, str | bytes] = {
            "spec.yml": str(case.get("spec") or "").replace("@WORK@", "/srv/work"),
            "repo/so/stacks/s/stack.yml": str(case["stack_yml"]),
            "repo/so/compose/docker-compose-s.yml": str(case.get("compose") or "services: {}\n"),
        }
        found = _found(files, roots=("repo",))
        said[str(case["name"])] = {(finding.rule, finding.key[2]) for finding in found}
    assert {name: found for name, found in said.items() if found} == EXPECTED


@pytest.mark.parametrize("target", ["k8s", "k8s-kind", "compose"])
def test_a_volume_in_the_form_of_the_fork_kills_laconic_so(target: str) -> None:
    """By its form alone the spec is taken for one of the fork: the dialect has to be known."""
    (case,) = [case for case in _cases() if case["name"] == f"vol-map-{target}"]
    spec = Spec(text_document("spec.yml", str(case["spec"])), Dialect.LACONIC_SO)
    rule = rule_named("foreign-dialect-key")
    (hit,) = rule.function(spec, None, MemoryTree({}), Settings())
    assert hit.severity is not None
    assert (hit.at.path, hit.severity.word) == (("volumes", "v", "path"), "error")


def _cases() -> list[dict[str, object]]:
    lines = (CORPUS / "tricky-specs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
