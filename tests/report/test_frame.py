"""Frames as people see them: the finding, and what is printed for it."""

from __future__ import annotations

import pytest

from stacklint.finding import Elsewhere, Fix, Safety, Severity, region_of
from stacklint.model.change import RemoveEntry
from stacklint.model.yaml.document import text_document
from stacklint.report import render
from stacklint.report.frame import SCREEN
from tests.report.made import LOOK, drawn, finding, notes, place, run_of

AT_80_COLUMNS = """\
error[empty-volume-holds-data]: volume `notes-db` has no path: its data dies
  with the kind cluster
  --> envs/prod.yml:14:3
   |
12 | volumes:
13 |   notes-cache:                     # rebuilt on start
14 |   notes-db:                        # TODO: pick a disk
   |   ^^^^^^^^ no path here
   |
  ::: stacks/notes/compose/docker-compose-notes.yml:7:9
   |
 7 |       - notes-db:/var/lib/postgresql/data
   |         ---------------------------------
   |         `db` (postgres:16) keeps its database here
   |
   = survives: container restart, node restart
   = lost with: cluster, namespace, claim
   = fix (unsafe, since it may be deployed): notes-db: /srv/kind/notes/notes-db
     stacklint check --fix --unsafe-fixes empty-volume-holds-data
   = already deployed? the edit alone hides the data; `stacklint deploy restart
     --migrate notes-db` moves it
   = help: stacklint explain empty-volume-holds-data

1 error in 3 specs (14 files), 41 ms. 1 has an unsafe fix. Passes no profile
yet: 1 error to `recommended`.
"""

AT_40_COLUMNS = """\
error[empty-volume-holds-data]: volume
  `notes-db` has no path: its data dies
  with the kind cluster
  --> envs/prod.yml:14:3
   |
14 |   notes-db:                       …
   |   ^^^^^^^^ no path here
   |
   = and 1 more place
   = survives: container restart, node
     restart
   = lost with: cluster, namespace,
     claim
   = fix (unsafe, since it may be
     deployed): notes-db:
     /srv/kind/notes/notes-db
     stacklint check --fix --unsafe-fixes empty-volume-holds-data
   = already deployed? the edit alone
     hides the data; `stacklint deploy
     restart --migrate notes-db` moves
     it
   = help: stacklint explain empty-volume-holds-data

1 error in 3 specs (14 files), 41 ms. 1
has an unsafe fix. Passes no profile
yet: 1 error to `recommended`.
"""


@pytest.mark.parametrize(("width", "wanted"), [(80, AT_80_COLUMNS), (40, AT_40_COLUMNS)])
def test_the_finding_that_everybody_meets_first(width: int, wanted: str) -> None:
    assert render("text", notes(), LOOK._replace(width=width)) == wanted


@pytest.mark.parametrize("width", [80, 40])
def test_colour_adds_nothing_but_colour(width: int) -> None:
    look = LOOK._replace(width=width)
    coloured = render("text", notes(), look._replace(color=True))

    assert "\x1b[1;31merror[empty-volume-holds-data]\x1b[0m" in coloured
    assert without_colour(coloured) == render("text", notes(), look)


def without_colour(text: str) -> str:
    start, *rest = text.split("\x1b[")
    return start + "".join(piece.partition("m")[2] for piece in rest)


def test_without_unicode_a_frame_is_ascii() -> None:
    look = LOOK._replace(width=40, unicode=False)
    shown = render("text", notes(), look)

    assert shown.isascii()
    assert "14 |   notes-db:                     ...\n" in shown


REMOVAL = RemoveEntry(("a",))


@pytest.mark.parametrize(
    ("fix", "wanted"),
    [
        (
            Fix("a: 2", Safety.SAFE, ()),
            ["  = fix: a: 2", "    stacklint check --fix"],
        ),
        (
            Fix("a: 2", Safety.UNSAFE, (), "data moves"),
            [
                "  = fix (unsafe, since data moves): a: 2",
                "    stacklint check --fix --unsafe-fixes empty-volume-holds-data",
            ],
        ),
        (Fix("a: 2", Safety.DISPLAY, ()), ["  = fix (by hand): a: 2"]),
        (
            Fix("a: 2", Safety.SAFE, (), elsewhere=(Elsewhere("b.yml", (REMOVAL,)),)),
            ["  = fix: a: 2; in b.yml too", "    stacklint check --fix"],
        ),
        (
            Fix("a", Safety.DISPLAY, (), elsewhere=tuple(Elsewhere(x, (REMOVAL,)) for x in "bcd")),
            ["  = fix (by hand): a; in b, c and 1 more file too"],
        ),
        (None, []),
    ],
)
def test_the_fix_says_who_applies_it(fix: Fix | None, wanted: list[str]) -> None:
    document = text_document("a.yml", "a: 1\n")
    found = finding(place(document, "a"), "wrong")
    shown = drawn(found._replace(fix=fix), document).splitlines()

    assert shown[6:-1] == wanted


def test_a_file_that_nobody_read_has_no_lines() -> None:
    document = text_document("a.yml", "a: 1\n")
    found = finding(place(document, "a"), "gone")

    assert drawn(found) == (
        "error[empty-volume-holds-data]: gone\n"
        " --> a.yml:1:1\n"
        "  = help: stacklint explain empty-volume-holds-data\n"
    )


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_finding_is_a_screenful_at_most(width: int) -> None:
    document = text_document("a.yml", "volumes:\n" + "".join(f"  v{n}:\n" for n in range(60)))
    also = tuple(
        region_of(place(document, "volumes", f"v{number}"), f"place number {number}")
        for number in range(0, 60, 3)
    )
    words = tuple((f"note {number}", "a long sentence about it " * 9) for number in range(9))
    found = finding(place(document, "volumes", "v50"), "wrong " * 50, words="here " * 50)
    shown = drawn(
        found._replace(also=also, notes=words, fix=Fix("do it", Safety.SAFE, ())),
        document,
        look=LOOK._replace(width=width),
    ).splitlines()

    assert len(shown) <= SCREEN
    assert shown[-1].endswith("stacklint explain empty-volume-holds-data")


def test_paths_lead_from_where_the_command_runs() -> None:
    run = notes()._replace(prefix="../..")

    assert "  --> ../../envs/prod.yml:14:3\n" in render("text", run, LOOK)
    assert render("concise", run, LOOK).startswith("../../envs/prod.yml:14:3: ")


def test_places_are_links_where_the_terminal_follows_them() -> None:
    run = notes()._replace(root="/srv/my notes")
    look = LOOK._replace(links=True)

    assert (
        "\x1b]8;;file:///srv/my%20notes/envs/prod.yml\x1b\\envs/prod.yml:14:3\x1b]8;;\x1b\\"
        in render("text", run, look)
    )


def test_concise_is_one_line_and_nothing_else() -> None:
    assert render("concise", notes(), LOOK) == (
        "envs/prod.yml:14:3: error[empty-volume-holds-data]"
        " volume `notes-db` has no path: its data dies with the kind cluster\n"
    )


def test_each_severity_has_its_word() -> None:
    document = text_document("a.yml", "a: 1\n")
    found = [finding(place(document, "a"), "x", severity=severity) for severity in Severity]
    said = render("concise", run_of(found, document), LOOK)

    assert [line.split("[")[0] for line in said.splitlines()] == [
        "a.yml:1:1: info",
        "a.yml:1:1: warning",
        "a.yml:1:1: error",
    ]
