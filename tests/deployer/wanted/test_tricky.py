"""One-service cases that laconic-so was run on: paths and containers are the same, or a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployer.wanted.resource import CannotRender, Surroundings
from tests.corpus.real import CORPUS
from tests.deployer.wanted.differences import DIFFERENCES
from tests.deployer.wanted.made import RECORDED, at, of_text
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from stacklint.model.change import Data

FILE = CORPUS / "tricky-specs.jsonl"

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"no corpus at {FILE}")

# Cases in which laconic-so gets to the end and we differ, with the row that says why.
DIFFERENT = {
    "root-sharedprefix": "mount-root",
    "vol-underscore-name": "names",
    "env-embedded": "interpolation",
    "cmd-string": "command-words",
    "cacerts": "ca-certificates",
}
# Cases in which laconic-so gets to the end, silently wrong, and we refuse.
REFUSED = {
    "cm-binary",  # with a sub-directory
    "cm-not-in-compose",  # with a sub-directory
    "cm-reporel",  # with a sub-directory
    "cm-tilde",
    "gen-k8s",  # an unknown type
    "gen-k8s-kind",
    "port-zero-hostnet",
    "port-zero-k8s-kind",
    "root-covers-deployment",
    "root-equal",
    "root-relative",
    "vol-missing-k8s",
    "vol-missing-k8s-kind",
    "yaml-bool-privileged-true",
}


def _cases() -> list[Data]:
    if not FILE.is_file():
        return []
    cases = (json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())
    return [x for x in cases if isinstance(x.get("spec"), str) and x["type"] != "compose"]


def _made(case: Data) -> tuple[dict[str, Data], list[Data]]:
    """Give the paths of the node by volume, and the containers."""
    more = at(case, "files")
    files = {
        "spec.yml": at(case, "spec"),
        "so/stacks/s/stack.yml": at(case, "stack_yml"),
        "so/compose/docker-compose-s.yml": at(case, "compose"),
        **(more if isinstance(more, dict) else {}),
    }
    tree = MemoryTree({x: text.encode() for x, text in files.items() if isinstance(text, str)})
    wanted = of_text(str(files["spec.yml"]), "spec.yml", Surroundings(tree, {}), RECORDED)
    start = len(RECORDED.deployment_id) + 1
    volumes = [x for x in wanted.resources if x.key.kind == "PersistentVolume"]
    pods = [x.body for x in wanted.resources if x.key.kind == "Deployment"]
    return (
        {x.key.name[start:]: at(x.body, "spec.hostPath.path") for x in volumes},
        [at(x, "spec.template.spec.containers.0") for x in pods],
    )


def _is_same(case: Data) -> bool:
    paths, containers = _made(case)
    recorded = at(case, "upstream.pv")
    listed = [x for x in recorded if isinstance(x, list)] if isinstance(recorded, list) else []
    if any(paths.get(str(name)) != path for name, path, *_ in listed):
        return False
    theirs = at(case, "upstream.containers")
    for ours, one in zip(containers, theirs if isinstance(theirs, list) else [], strict=False):
        if isinstance(one, dict) and any(at(ours, key) != value for key, value in one.items()):
            return False
    return True


@pytest.mark.parametrize("case", _cases(), ids=[str(at(x, "name")) for x in _cases()])
def test_a_case_is_the_same_or_has_its_row(case: Data) -> None:
    name, is_through = str(at(case, "name")), at(case, "upstream.start_rc") == 0
    try:
        is_same = _is_same(case)
    except CannotRender:
        assert is_through is (name in REFUSED)
        return
    assert name not in REFUSED
    assert is_same is (name not in DIFFERENT) or not is_through


def test_the_rows_and_the_cases_exist() -> None:
    assert set(DIFFERENT.values()) <= {row.name for row in DIFFERENCES}
    assert {*DIFFERENT, *REFUSED} <= {str(at(x, "name")) for x in _cases()}
