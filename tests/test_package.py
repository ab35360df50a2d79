"""What is handed out: the wheel, the sdist, the lock, the changelog's fragments."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ARCHIVES, ROOT, installed_from, run_well
from tests.running import clean_env

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOCKS = sorted(ROOT.glob("requirements/*.txt"))
FRAGMENTS = sorted(path for path in ROOT.glob("changelog.d/*") if path.is_file())
FRAGMENT_NAME = re.compile(r"[1-9][0-9]*\.(added|changed|fixed|removed)\.md")

SPEC = """\
stack: ledger
deploy-to: k8s
volumes:
  ledger: ./data/ledger
"""


def run(argv: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """The finished program."""
    env = clean_env(HOME=str(cwd))
    return subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module", params=list(ARCHIVES))
def installed(
    request: pytest.FixtureRequest, archives: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The directory of programs of a venv that has stacklint from an archive alone."""
    (archive,) = archives.glob(ARCHIVES[request.param])
    return installed_from(archive, tmp_path_factory.mktemp("installed"))


@pytest.mark.slow
def test_an_installed_stacklint_is_not_the_one_of_this_tree(
    installed: Path, tmp_path: Path
) -> None:
    found = run_well([installed / "python", "-c", "import stacklint; print(stacklint)"], tmp_path)

    assert str(installed.parent) in found


@pytest.mark.slow
def test_an_installed_stacklint_tells_its_version(installed: Path, tmp_path: Path) -> None:
    said = run_well([installed / "stacklint", "--version"], tmp_path)

    assert re.search(r"\b\d+\.\d+\.\d+\b", said)


@pytest.mark.slow
def test_an_installed_stacklint_has_its_pages(installed: Path, tmp_path: Path) -> None:
    said = run_well([installed / "stacklint", "explain", "empty-volume-holds-data"], tmp_path)

    assert "empty-volume-holds-data" in said


@pytest.mark.slow
def test_an_installed_stacklint_finds_a_fault(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "spec.yml").write_text(SPEC, encoding="utf-8")

    done = run([installed / "stacklint", "check"], tmp_path)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "relative-path-off-kind" in done.stdout


@pytest.mark.slow
def test_an_installed_stacklint_can_deploy(installed: Path, tmp_path: Path) -> None:
    said = run_well([installed / "stacklint", "deploy", "create", "--help"], tmp_path)

    assert "--deployment-dir" in said


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_by_hash_and_names_no_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9].*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)

    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
    assert [
        word for word in ("http:", "https:", "://", "--index-url", "--find-links") if word in text
    ] == []


def test_both_locks_agree() -> None:
    run_time, development = (
        set(re.findall(r"^\S+==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE))
        for lock in (ROOT / "requirements/run.txt", ROOT / "requirements/dev.txt")
    )

    assert run_time <= development


def test_fragments_are_named_for_their_issue_and_kind() -> None:
    assert [path.name for path in FRAGMENTS if not FRAGMENT_NAME.fullmatch(path.name)] == []
    assert [path.name for path in FRAGMENTS if not path.read_text(encoding="utf-8").strip()] == []
