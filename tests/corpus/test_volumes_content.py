"""Rules about the content of volumes and ConfigMaps, over real stacks and specs."""

from __future__ import annotations

import json

import pytest

from stacklint.finding import Profile
from tests.corpus.real import CORPUS, files_below, tricky_repository
from tests.memory import World, lint

RULES = (
    "config-volume-left-empty",
    "configmap-content-dropped",
    "configmap-source-missing",
    "data-path-without-volume",
    "name-in-volumes-and-configmaps",
    "relative-path-misread",
    "volume-path-breaks-kind-config",
    "volume-path-changed",
    "volume-removed-from-spec",
    "volume-with-two-writers",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]


def _found(
    files: dict[str, bytes], profile: Profile, world: World | None = None
) -> set[tuple[str, str, str]]:
    findings = lint(files, *RULES, profile=profile, world=world).findings
    return {(x.rule, x.file, x.key[2]) for x in findings if x.profile <= profile}


@pytest.mark.parametrize("profile", [Profile.RECOMMENDED, Profile.STRICT])
def test_agave_as_it_stands_is_right_and_so_is_its_nested_copy(profile: Profile) -> None:
    """The copy is a whole tree: its stack and its files are those that lie beside it."""
    compose = "stack-orchestrator/stack-orchestrator/compose/docker-compose-monitoring.yml"
    grafana = ("data-path-without-volume", compose, "services.monitoring-grafana.image")
    expected = {grafana} if profile is Profile.STRICT else set()
    assert _found(files_below("agave-stack"), profile) == expected


def test_agave_with_the_paths_of_its_copy_is_put_right_again() -> None:
    files = {
        path: data
        for path, data in files_below("agave-stack").items()
        if "/deployment/" not in path
    }
    nested = "stack-orchestrator/stack-orchestrator/"
    files = {path: data for path, data in files.items() if not path.startswith(nested)}
    right = files["deployment/spec.yml"].decode()
    files["deployment/spec.yml"] = right.replace(
        ": stack-orchestrator/config/", ": config/"
    ).encode()
    findings = lint(files, *RULES).findings
    assert {x.rule for x in findings} == {"configmap-source-missing"}
    titles = [x.fix.title for x in findings if x.fix is not None]
    assert len(titles) == 5
    assert all(title.replace("\n", "") in right for title in titles)


def test_agave_is_silent_where_its_older_copy_is_the_repository() -> None:
    files = files_below("agave-stack/stack-orchestrator")
    assert _found(files, Profile.RECOMMENDED) == set()
    # grafana had no volume then, see `agave-stack@e081fc1`.
    assert {rule for rule, _, _ in _found(files, Profile.AUDIT)} == {"data-path-without-volume"}


def test_what_init_writes_has_no_fault_of_these_rules_in_recommended() -> None:
    stacks = {f"so/{path}": data for path, data in files_below("stack-orchestrator").items()}
    specs = {
        f"envs/{path}": data
        for path, data in files_below("expected").items()
        if path.endswith("/spec.yml") and not path.startswith("agave-stack/")
    }
    assert len(specs) > 40
    world = World(roots=("so",))
    assert _found({**stacks, **specs}, Profile.RECOMMENDED, world) == set()


def test_fork_has_no_fault_of_these_rules() -> None:
    assert _found(files_below("fork-examples"), Profile.AUDIT) == set()


TRICKY = {
    "cm-binary": {("configmap-content-dropped", "error")},
    "cm-file": {("configmap-source-missing", "error")},
    "cm-not-in-compose": {("configmap-content-dropped", "error")},
    "cm-reporel": {("configmap-content-dropped", "error")},
    "vol-escape-compose": {("relative-path-misread", "error")},
    "vol-escape-k8s-kind": {("relative-path-misread", "info")},
    "vol-newline-k8s-kind": {("volume-path-breaks-kind-config", "error")},
}


def test_tricky_specs_are_found_where_laconic_so_goes_wrong() -> None:
    lines = (CORPUS / "tricky-specs.jsonl").read_text(encoding="utf-8").splitlines()
    seen = {}
    for case in map(json.loads, lines):
        found = lint(tricky_repository(case), *RULES, profile=Profile.AUDIT).findings
        if found:
            seen[case["name"]] = {(x.rule, x.severity.word) for x in found}
    assert seen == TRICKY
