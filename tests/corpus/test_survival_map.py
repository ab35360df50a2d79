"""The survival map of real specs, against the objects and mounts that upstream made of them."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

import pytest
import yaml

from stacklint.model.spec import Spec
from stacklint.model.volumes.survival import Backing
from stacklint.model.volumes.survival_map import survival_map
from stacklint.model.volumes.survival_row import Section
from stacklint.repo.discover import look_at
from stacklint.repo.library import Library
from stacklint.repo.trees import WorkTree
from stacklint.report.chart import chart_of
from stacklint.report.look import PLAIN
from stacklint.report.volumes import volumes_text
from stacklint.report.width import columns
from tests.corpus.real import CORPUS
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from stacklint.model.bundle import Bundle
    from stacklint.model.tree import Tree
    from stacklint.model.volumes.survival_row import Row


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]


def _bundle(tree: Tree, path: str, *roots: str) -> Bundle | None:
    document = look_at(tree, path).document
    return None if document is None else Library(tree, roots).bundle(Spec(document))


def _cases() -> list[tuple[str, dict[str, object], tuple[Row, ...]]]:
    """Give the measured cases whose spec can be read, with the rows of their map."""
    found = []
    for line in (CORPUS / "tricky-specs.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        files = {
            "spec.yml": case.get("spec") or "",
            "repo/so/stacks/s/stack.yml": case["stack_yml"],
            "repo/so/compose/docker-compose-s.yml": case.get("compose") or "",
        }
        tree = MemoryTree({path: text.encode() for path, text in files.items()})
        bundle = _bundle(tree, "spec.yml", "repo")
        if bundle is not None and bundle.spec.document.fault is None and case["type"] != "compose":
            found.append((case["name"], case["upstream"], survival_map(bundle).rows))
    return found


def _has_path(row: Row) -> bool:
    return row.backing in {Backing.RELATIVE, Backing.ABSOLUTE}


def test_what_has_a_path_is_where_upstream_puts_it() -> None:
    compared = 0
    for name, upstream, rows in _cases():
        made = upstream.get("pv")
        if not isinstance(made, list):
            continue
        placeless = {row.name for row in rows if row.backing is Backing.NOWHERE}
        paths = {x: posixpath.normpath(path) for x, path in made if x not in placeless}
        ours = {row.name: row.node or row.host for row in rows if _has_path(row)}
        assert ours == paths, name
        compared += len(ours)
    assert compared > 10


def test_a_mount_of_its_own_is_one_of_upstreams() -> None:
    compared = 0
    for name, upstream, rows in _cases():
        mounts = upstream.get("mounts")
        if not isinstance(mounts, list):
            continue
        for row in rows:
            if row.note == "a mount of its own":
                assert [row.host, row.node] in mounts, name
                compared += 1
    assert compared


def test_every_volume_of_agave_is_where_upstream_puts_it() -> None:
    tree = WorkTree(CORPUS / "agave-stack", None)
    bundle = _bundle(tree, "deployment/spec.yml")
    assert bundle is not None
    rows = survival_map(bundle).rows
    text = (CORPUS / "expected/agave-stack/k8s-kind/objects.norm.yaml").read_text(encoding="utf-8")
    made = {
        x["metadata"]["name"].removeprefix("DEPLOYMENT-ID-"): x["spec"]["hostPath"]["path"]
        for x in yaml.safe_load_all(text)
        if x and x["kind"] == "PersistentVolume"
    }
    assert {row.name: row.node for row in rows if row.section is Section.VOLUMES} == made
    assert all(row.mounts for row in rows)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_map_of_the_corpus_fits_the_screen(width: int) -> None:
    tree = WorkTree(CORPUS, None)
    specs = sorted(CORPUS.glob("expected/*/*/spec.yml"))
    assert len(specs) > 60
    for path in specs:
        file = path.relative_to(CORPUS).as_posix()
        bundle = _bundle(tree, file, "stack-orchestrator")
        assert bundle is not None
        chart = chart_of(bundle, file)
        text = volumes_text([chart], PLAIN._replace(width=width), with_headings=True)
        # A command is there to be copied, and stays whole.
        lines = [x for x in text.splitlines() if not x.startswith("  stacklint ")]
        assert [x for x in lines if columns(x) > width] == []
        assert all(row.name in text for row in chart.map.rows)
