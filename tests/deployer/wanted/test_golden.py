"""Our objects against those that laconic-so made of the same specs."""

from __future__ import annotations

import pytest

from deployer.directory.files.kind_config import kind_config
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from tests.deployer.wanted.differences import DIFFERENCES
from tests.deployer.wanted.made import (
    EXPECTED,
    RECORDED,
    of_corpus,
    recorded_spec,
    stacks_of_corpus,
)
from tests.deployer.wanted.recorded import differences

pytestmark = pytest.mark.skipif(not EXPECTED.is_dir(), reason=f"no corpus at {EXPECTED}")


@pytest.mark.slow
@pytest.mark.parametrize(("stack", "target"), stacks_of_corpus("k8s-kind", "k8s"))
def test_every_difference_from_laconic_so_has_its_row(stack: str, target: str) -> None:
    found = list(differences(stack, target))
    assert [x for x in found if not any(row.covers(x) for row in DIFFERENCES)] == []


@pytest.mark.slow
def test_rows_that_cover_recorded_objects_are_needed() -> None:
    """A row that explains nothing any more would hide the day when something changes."""
    found = [x for one in stacks_of_corpus("k8s-kind", "k8s") for x in differences(*one)]
    needed = {row.name for row in DIFFERENCES if any(row.covers(x) for x in found)}
    assert needed == {
        "cluster-wide",
        "healthcheck",
        "interpolation",
        "names",
        "neighbours",
        "node-port-range",
        "node-port-selects-its-pod",
        "services-across-pods",
    }


@pytest.mark.parametrize("stack", [x for x, _ in stacks_of_corpus("compose")])
def test_every_stack_is_a_compose_project(stack: str) -> None:
    kinds = {x.key.kind for x in of_corpus(stack, "compose").resources}
    assert kinds >= ({"file"} if stack == "build-support" else {"file", "service"})


def _config_text(stack: str) -> str:
    name, text, tree = recorded_spec(stack, "k8s-kind")
    spec = Spec(text_document(name, text))
    found = Library(tree).bundle(spec).stack
    assert found is not None
    memlock = spec.text("security", "unlimited-memlock") == "true"
    text = kind_config(spec, found, f"/{RECORDED.directory}", memlock=memlock)
    return text.replace(f"/{RECORDED.directory}", RECORDED.directory)


@pytest.mark.parametrize("stack", [x for x, _ in stacks_of_corpus("k8s-kind")])
def test_kind_config_is_that_of_laconic_so(stack: str) -> None:
    file = EXPECTED / stack / "k8s-kind" / "kind-config.norm.yml"
    if not file.is_file():
        pytest.skip("laconic-so does not get so far")
    theirs = file.read_text(encoding="utf-8")
    assert _config_text(stack) == theirs
