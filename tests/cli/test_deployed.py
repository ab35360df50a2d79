"""The spec in the working tree beside the copy that runs, in real repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import GOOD, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

RULE = "volume-differs-from-deployed"
ELSEWHERE = GOOD.replace("/srv/kind/notes/db", "/srv/old/db")
LIVE = {"../live/spec.yml": ELSEWHERE, "../live/deployment.yml": "stack-source: stacks/notes\n"}


def _out(root: Path, *arguments: str) -> str:
    done = stacklint(root, "check", "--profile", "strict", "--format", "concise", *arguments)
    assert done.code in {0, 1}, done.err
    return done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), True),
        (("envs/prod.yml",), True),
        (("--since", "HEAD~1"), True),
        (("--staged",), False),
        (("--staged", "--new"), False),
        # What the base had already is not new.
        (("--new",), False),
    ],
)
def test_working_tree_alone_is_held_against_the_deployment(
    tmp_path: Path, arguments: tuple[str, ...], *, said: bool
) -> None:
    root = repository(tmp_path / "home")
    write(root, {**LIVE, "envs/prod.yml": GOOD + "# more\n"})
    commit_all(root)
    write(root, {"envs/prod.yml": GOOD + "# staged\n"})
    git(root, "add", "--all")
    out = _out(root, *arguments)
    assert (f"envs/prod.yml:7:3: warning[{RULE}]" in out) is said
    assert (RULE in out) is said


def test_difference_that_a_change_makes_is_new(tmp_path: Path) -> None:
    root = repository(tmp_path / "home", ELSEWHERE)
    write(root, LIVE)
    assert RULE not in _out(root)
    write(root, {"envs/prod.yml": GOOD})
    assert RULE in _out(root, "--new")


def test_text_from_elsewhere_is_held_against_the_deployment(tmp_path: Path) -> None:
    root = repository(tmp_path / "home")
    write(root, LIVE)
    named = ("check", "-", "--stdin-filename", "envs/prod.yml", "--profile", "strict")
    assert RULE in stacklint(root, *named, told=GOOD.encode()).out
    assert RULE not in stacklint(root, *named, told=ELSEWHERE.encode()).out
