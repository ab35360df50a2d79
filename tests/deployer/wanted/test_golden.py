"""Our objects against those that laconic-so made of the same specs."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.directory.kind_config import kind_config
from stacklint.model.document import text_document
from stacklint.model.spec import Spec
from stacklint.repo.library import Library
from tests.deployer.wanted.differences import DIFFERENCES, Found
from tests.deployer.wanted.made import (
    EXPECTED,
    RECORDED,
    of_corpus,
    recorded_spec,
    stacks_of_corpus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data

pytestmark = pytest.mark.skipif(not EXPECTED.is_dir(), reason=f"no corpus at {EXPECTED}")

# Where laconic-so gets to the end: there nothing may be ours alone without a row.
WHOLE = {
    "agave-stack",
    "build-support",
    "container-registry",
    "fixturenet-laconicd",
    "ping-pub",
    "test",
    "test-database",
    "webapp-template",
}


def _theirs(stack: str, target: str) -> dict[tuple[str, str], Data]:
    file = EXPECTED / stack / target / "objects.norm.yaml"
    if not file.is_file():
        return {}
    text = file.read_text(encoding="utf-8").replace("DEPTAIL", RECORDED.deployment_id[-8:])
    found = yaml.safe_load_all(text)
    return {(x["kind"], x["metadata"]["name"]): x for x in found if x}


def _compared(
    kind: str, theirs: Data, ours: Data, path: tuple[str | int, ...] = ()
) -> Iterator[Found]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            yield from _compared(kind, theirs.get(key), ours.get(key), (*path, key))
    elif isinstance(theirs, list) and isinstance(ours, list):
        for index, pair in enumerate(zip_longest(theirs, ours)):
            yield from _compared(kind, *pair, (*path, index))
    elif theirs != ours:
        yield Found(kind, path, theirs, ours)


def _differences(stack: str, target: str) -> Iterator[Found]:
    theirs = _theirs(stack, target)
    ours = {(x.key.kind, x.key.name): x.body for x in of_corpus(stack, target).resources}
    for key in {**theirs, **ours}:
        if key in theirs or stack in WHOLE:
            yield from _compared(key[0], theirs.get(key), ours.get(key))


@pytest.mark.parametrize(("stack", "target"), stacks_of_corpus("k8s-kind", "k8s"))
def test_every_difference_from_laconic_so_has_its_row(stack: str, target: str) -> None:
    found = list(_differences(stack, target))
    assert [x for x in found if not any(row.covers(x) for row in DIFFERENCES)] == []


def test_rows_that_cover_recorded_objects_are_needed() -> None:
    """A row that explains nothing any more would hide the day when something changes."""
    found = [x for one in stacks_of_corpus("k8s-kind", "k8s") for x in _differences(*one)]
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
