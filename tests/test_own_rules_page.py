"""The page on own rules is the test of what it shows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.packages import package, path_with
from tests.pages import ROOT, cases_of
from tests.running import repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages import Case

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "own-rules.md"
CASES = cases_of(PAGE)


def found(where: Path, file: str, *arguments: str) -> list[str]:
    own = ("--select", "own", "--profile", "audit", "--format", "json")
    done = stacklint(where, "check", *own, *arguments)
    assert done.code in {0, 1}, done.err
    places = [finding["at"] for finding in json.loads(done.out)["findings"]]
    return [".".join(map(str, at["path"])) for at in places if at["file"] == file]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_example_is_as_the_page_says(case: Case, tmp_path: Path) -> None:
    write(tmp_path, case.files)
    assert found(tmp_path, case.file) == list(case.at)
    if case.fixed:
        rules = re.findall(r'^name = "(.*)"$', case.shared["stacklint.toml"], re.MULTILINE)
        assert found(tmp_path, case.file, "--fix", "--unsafe-fixes", ",".join(rules)) == []
        assert {name: (tmp_path / name).read_text() for name in case.fixed} == case.fixed


def test_there_are_examples_of_all_kinds() -> None:
    assert [case.kind for case in CASES].count("bad") == 5
    assert sum(bool(case.fixed) for case in CASES) == 3


def test_package_of_the_page_works(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    (point,) = re.findall(r'^acme = "acme_stacklint:(.*)"$', blocks["pyproject.toml"], re.MULTILINE)
    folder = package(
        tmp_path / "site",
        "",
        name="acme-stacklint",
        point=point,
        **{"acme_stacklint/__init__.py": blocks["acme_stacklint/__init__.py"]},
    )
    (folder / "acme_stacklint.py").unlink()
    root = repository(tmp_path / "repo")
    write(root, {"stacklint.toml": blocks["stacklint.toml"]})
    done = stacklint(root, "check", "--format", "concise", env=path_with(folder))
    assert done.code == 1, done.err
    assert "envs/prod.yml:7:13: error[volume-not-named-in-path] volume `notes-db` lies" in done.out
