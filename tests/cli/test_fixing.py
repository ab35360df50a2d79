"""`stacklint check --fix` from the outside: what it writes, and what it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.running import GOOD, STACK, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

COMPOSE = "compose/docker-compose-notes.yml"
LISTED = STACK[COMPOSE].replace(
    "    image: postgres:16\n", "    image: postgres:16\n    environment:\n      - A=b   # one\n"
)
MAPPED = LISTED.replace("- A=b   #", 'A: "b"   #')


def test_file_of_the_stack_is_fixed_once_for_all_its_specs(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {COMPOSE: LISTED, "envs/staging.yml": GOOD.replace("namespace: notes\n", "")})
    done = stacklint(root, "check", "--fix")
    assert "fixed 1 of 1 finding in 1 file" in done.out
    assert (root / COMPOSE).read_text() == MAPPED


def test_stdin_is_given_back_and_no_other_file(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {COMPOSE: LISTED})
    spec = GOOD + "secrets:\n"
    done = stacklint(
        root, "check", "-", "--fix", "--stdin-filename", "envs/prod.yml", told=spec.encode()
    )
    assert done.out == GOOD + "secrets: {}\n"
    shown = stacklint(
        root, "check", "-", "--diff", "--stdin-filename", "envs/prod.yml", told=spec.encode()
    )
    assert "+++ envs/prod.yml" in shown.out
    assert "docker-compose" not in shown.out
    assert (root / COMPOSE).read_text() == LISTED
