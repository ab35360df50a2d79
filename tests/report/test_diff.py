"""Two texts, and the diff of them."""

from __future__ import annotations

import pytest

from stacklint.model.yaml.document import text_document
from stacklint.report.diff import diff
from tests.report.made import LOOK, run_of

OLD = """\
stack: notes
registry-credentials:      # pull as the ci user
  server: registry.acme.test
"""
NEW = OLD.replace("registry-credentials:", "image-pull-secret:   ")

DIFF = """\
--- envs/prod.yml
+++ envs/prod.yml
@@ -1,3 +1,3 @@
 stack: notes
-registry-credentials:      # pull as the ci user
+image-pull-secret:         # pull as the ci user
   server: registry.acme.test
"""


def drawn(old: str, new: str, file: str = "envs/prod.yml", *, color: bool = False) -> str:
    run = run_of([], text_document(file, old))._replace(changed={file: (old, new)})
    return diff(run, LOOK._replace(color=color))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_change_as_git_shows_it(end: str) -> None:
    assert drawn(OLD.replace("\n", end), NEW.replace("\n", end)) == DIFF


def test_colour_adds_nothing_but_colour() -> None:
    coloured = drawn(OLD, NEW, color=True)

    assert "\x1b[31m-registry-credentials:" in coloured
    for code in ("0", "1", "31", "32", "36"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == DIFF


def test_line_ends_that_change_are_told() -> None:
    assert drawn("a: 1\r\n", "a: 1\n") == (
        "--- envs/prod.yml\n+++ envs/prod.yml\n@@ -1 +1 @@\n-a: 1\\x0d\n+a: 1\n"
    )


def test_a_missing_line_end_is_told() -> None:
    assert drawn("a: 1", "a: 2\n") == (
        "--- envs/prod.yml\n+++ envs/prod.yml\n@@ -1 +1 @@\n"
        "-a: 1\n\\ No newline at end of file\n+a: 2\n"
    )


def test_a_line_that_is_added_or_goes_has_its_place() -> None:
    assert "@@ -1,0 +2 @@" not in drawn("a: 1\n", "a: 1\nb: 2\n")
    assert "@@ -1 +1,2 @@" in drawn("a: 1\n", "a: 1\nb: 2\n")
    assert "@@ -0,0 +1 @@" in drawn("", "a: 1\n")


def test_files_come_in_the_order_of_their_names() -> None:
    run = run_of([])._replace(changed={"b.yml": ("a: 1\n", "a: 2\n"), "a.yml": ("", "a: 1\n")})
    heads = [line for line in diff(run, LOOK).splitlines() if line.startswith("---")]

    assert heads == ["--- a.yml", "--- b.yml"]


def test_an_escape_in_a_line_or_name_is_shown() -> None:
    shown = drawn("a: \x1b[2J\n", "::error::x\n\tb: 1\n", "b\n::error::x.yml")

    assert shown == (
        "--- b\\x0a::error::x.yml\n"
        "+++ b\\x0a::error::x.yml\n"
        "@@ -1 +1,2 @@\n"
        "-a: \\x1b[2J\n"
        "+:\\x3aerror::x\n"
        "+\tb: 1\n"
    )
