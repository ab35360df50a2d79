"""What a run imports is what its start costs: guarded by name, not by a clock."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.running import EMPTY, GOOD, STACK, clean_env, repository, write

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import sys
from stacklint.cli import main
main({arguments!r})
print(*sorted(sys.modules), file=sys.stderr)
"""

# Each costs two milliseconds or more, and no plain run has a use for it.
DEAR = {
    "argparse",
    "asyncio",
    "concurrent.futures",
    "dataclasses",
    "difflib",
    "importlib.metadata",
    "inspect",
    "json",
    "jsonschema",
    "kubernetes",
    "logging",
    "multiprocessing",
    "pathlib",
    "pathspec",
    "rich",
    "ruamel",
    "shutil",
    "subprocess",
    "tempfile",
    "tomllib",
    "traceback",
    "unittest",
    "xml",
    "yaml.reader",
}

# The survival map, what few files need, and what comes before a file is written.
SELDOM = {
    "stacklint.baseline",
    "stacklint.model.misfits",
    "stacklint.model.volumes.survival_map",
    "stacklint.model.volumes.survival_row",
    "stacklint.model.volumes.way",
    "stacklint.model.volumes.ways",
    "stacklint.model.yaml.limits",
    "stacklint.model.yaml.second_reader",
    "stacklint.model.yaml.unreadable",
    "stacklint.repo.one_path",
    "stacklint.report.chart",
    "stacklint.report.volumes_data",
    "stacklint.run.accepted",
    "stacklint.write",
}

# A run whose configuration brings no rules along knows nothing of rules from outside.
FROM_OUTSIDE = ("stacklint.outside", "stacklint.plugin")


def modules_of(where: Path, *arguments: str) -> set[str]:
    # What measures coverage is in no one's run but ours.
    env = {key: value for key, value in clean_env().items() if not key.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(arguments=list(arguments))],
        cwd=where,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def test_version_imports_next_to_nothing(tmp_path: Path) -> None:
    found = modules_of(tmp_path, "--version")
    assert not found & (DEAR | {"argparse", "yaml", "subprocess", "typing", "re"})
    assert {name for name in found if name.startswith("stacklint")} == {
        "stacklint",
        "stacklint.cli",
    }


@pytest.mark.parametrize("spec", [GOOD, EMPTY])
def test_plain_run_imports_nothing_dear(tmp_path: Path, spec: str) -> None:
    found = modules_of(repository(tmp_path / "alone" / "repo", spec), "check", "envs/prod.yml")
    assert found & DEAR == set()
    assert {name for name in found if name.startswith(FROM_OUTSIDE)} == set()


@pytest.mark.parametrize("spec", [GOOD, EMPTY])
def test_plain_run_imports_nothing_that_is_seldom_asked(tmp_path: Path, spec: str) -> None:
    assert modules_of(repository(tmp_path / "alone" / "repo", spec), "check") & SELDOM == set()
    # By another name, a module would be imported unseen.
    assert [name for name in sorted(SELDOM) if find_spec(name) is None] == []


def test_rule_is_imported_only_when_a_spec_needs_it(tmp_path: Path) -> None:
    write(tmp_path, {**STACK, "prod.yml": "stack: stacks/notes\ndeploy-to: k8s-kind\n"})
    found = modules_of(tmp_path, "check")
    assert "stacklint.rules.volumes.relative_path_misread" not in found


def test_rules_of_a_configuration_bring_no_packages(tmp_path: Path) -> None:
    rule = "[[rules]]\nname = 'x'\npath = 'a'\nmatches = 'b'\nmessage = 'm'\n"
    write(repository(tmp_path, GOOD), {"stacklint.toml": rule})
    found = modules_of(tmp_path, "check")
    assert "stacklint.outside.search" in found
    assert found & DEAR == {"pathlib", "tomllib"}
    assert found & {"stacklint.outside.package", "stacklint.plugin"} == set()


def test_configuration_without_rules_brings_nothing_from_outside(tmp_path: Path) -> None:
    write(repository(tmp_path, GOOD), {"stacklint.toml": "fail-on = 'info'\n"})
    found = modules_of(tmp_path, "check")
    assert {name for name in found if name.startswith(FROM_OUTSIDE)} == set()


def test_stacks_in_their_own_right_cost_only_those_who_have_some(tmp_path: Path) -> None:
    own = {"stacklint.alone", "stacklint.run.stacks"}
    write(tmp_path, {**STACK, "prod.yml": GOOD})
    assert not modules_of(tmp_path, "check") & own
    (tmp_path / "prod.yml").unlink()
    found = modules_of(tmp_path, "check")
    assert own <= found
    assert found & DEAR == set()


def test_configuration_and_fixes_bring_their_own(tmp_path: Path) -> None:
    write(repository(tmp_path, EMPTY), {"stacklint.toml": 'exclude = ["old/**"]\n'})
    assert {"tomllib", "pathspec"} <= modules_of(tmp_path, "check")
    fixing = modules_of(tmp_path, "check", "--fix", "--unsafe-fixes", "empty-volume-holds-data")
    assert "ruamel.yaml" in fixing


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--spec-file", "envs/prod.yml"),
        ("create", "--spec-file", "envs/prod.yml", "--deployment-dir", "made"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("target", ["compose", "k8s-kind"])
def test_what_touches_nothing_that_runs_imports_nothing_dear(
    tmp_path: Path, words: tuple[str, ...], target: str
) -> None:
    root = repository(tmp_path, GOOD.replace("k8s-kind", target))
    found = modules_of(root, "deploy", *words)
    # Its options are more than a hook types, and what it keeps is JSON.
    assert found & (DEAR - {"argparse", "json", "pathlib"}) == set()
    assert "deployer.errors" in found
    assert (root / "made").is_dir() == ("made" in words)
