"""A secret in a file, and every report about that file."""

from __future__ import annotations

import json

import pytest

from stacklint.finding import Elsewhere, Fix, Safety, Standing, region_of
from stacklint.model.change import AddEntry, MoveEntry, Restore, SetComment, SetValue
from stacklint.model.yaml.document import Part, Span, text_document
from stacklint.report import FORMATS, render
from stacklint.report.diff import diff
from stacklint.report.run import Repair, Run, WithoutStack
from tests.report.made import LOOK, finding, place, run_of

SECRET = "hunter2 tr0ub4dor"  # noqa: S105 -- what the tests look for
OTHER = "c0rrect-h0rse"
EARLIER = "st4ple-b4ttery"
SPEC = f"""\
config:
  URL: postgres://notes:{OTHER}@db/notes
  DB_PASSWORD: "{SECRET}"   # once DB_PASSWORD={EARLIER}
  ARGS: --connect {OTHER}
"""


def run(*standings: Standing) -> Run:
    """Let a finding say its secrets wherever it says something."""
    spec = text_document("envs/prod.yml", SPEC)
    said = f"`{SECRET}`, `{OTHER}` and `{EARLIER}`"
    found = finding(
        place(spec, "config", "DB_PASSWORD", part=Part.VALUE), f"says {said}", words=said
    )
    found = found._replace(
        also=(region_of(place(spec, "config", "URL", part=Part.ENTRY), said),),
        notes=(("lost", said), (said, "")),
        fix=Fix(
            f"DB_PASSWORD: {SECRET}",
            Safety.UNSAFE,
            (
                SetValue(("config", "DB_PASSWORD"), SECRET),
                AddEntry(("config", "X"), {"API_TOKEN": "n3w-t0ken", "list": [OTHER]}),
                MoveEntry(("config", "A"), ("config", "NEW_PASSWORD"), 12345, keep_value=False),
                SetComment(3, f"# {OTHER}"),
                Restore(f"config:\n  OLD_PASSWORD: {EARLIER}\n"),
            ),
            f"it was {said}",
        ),
        reason=said,
    )
    new = SPEC.replace("ARGS:", f"# {OTHER}\n  ARGS:").replace(SECRET, f"{SECRET} and more")
    repairs = (Repair(found, f"cannot write {said}"),)
    return run_of([found._replace(standing=one) for one in standings], spec)._replace(
        new_texts={found.order: {spec.name: new}},
        changed={"envs/prod.yml": (SPEC, new)},
        repairs=repairs,
        notes=(f"envs/prod.yml has `{SECRET}`", f"password=`a b c` and DB_PASSWORD={EARLIER}"),
        without_stack=(WithoutStack("envs/prod.yml", f"there is no `{SECRET}`"),),
    )


SECRETS = (SECRET, OTHER, EARLIER, "hunter2", "n3w-t0ken", "12345", "and more")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("standing", Standing)
def test_no_report_shows_a_secret(name: str, standing: Standing) -> None:
    shown = render(name, run(standing), LOOK)

    assert [secret for secret in SECRETS if secret in shown] == []
    if standing is Standing.OPEN:
        assert "****" in shown.replace("&#42;", "*")


def test_eleven_findings_show_none() -> None:
    shown = render("text", run(*[Standing.OPEN] * 11), LOOK)

    assert [secret for secret in SECRETS if secret in shown] == []


def test_a_diff_shows_that_a_secret_changes_and_not_to_what() -> None:
    assert diff(run(), LOOK) == (
        "--- envs/prod.yml\n"
        "+++ envs/prod.yml\n"
        "@@ -1,4 +1,5 @@\n"
        " config:\n"
        "   URL: postgres://notes:****@db/notes\n"
        '-  DB_PASSWORD: "****"   # once DB_PASSWORD=****\n'
        '+  DB_PASSWORD: "****"   # once DB_PASSWORD=****\n'
        "+  # ****\n"
        "   ARGS: --connect ****\n"
    )


def test_marks_stand_right_beside_a_mask() -> None:
    shown = render("text", run(Standing.OPEN), LOOK._replace(width=100))

    assert shown.startswith(
        "error[empty-volume-holds-data]: says `****`, `****` and `****`\n"
        " --> envs/prod.yml:3:16\n"
        "  |\n"
        "1 | config:\n"
        "2 |   URL: postgres://notes:****@db/notes\n"
        "  |   ----------------------------------- `****`, `****` and `****`\n"
        '3 |   DB_PASSWORD: "****"   # once DB_PASSWORD=****\n'
        "  |                ^^^^^^ `****`, `****` and `****`\n"
        "  |\n"
    )


@pytest.mark.parametrize("inside", [(0, 5), (3, 9), (9, 20), (0, 30)])
def test_a_place_inside_a_secret_is_marked_as_the_whole(inside: tuple[int, int]) -> None:
    text = f"a: 1\nDB_PASSWORD: {SECRET}\n"
    document = text_document("a.yml", text)
    start = text.index(SECRET)
    at = place(document)._replace(range=slice_of(start, inside, len(SECRET)))
    shown = render("text", run_of([finding(at, "x")], document), LOOK)

    assert "\n2 | DB_PASSWORD: ****\n  |              ^^^^\n" in shown


def slice_of(start: int, inside: tuple[int, int], length: int) -> Span:
    return Span(start + inside[0], start + min(inside[1], length))


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_a_fix_that_would_print_a_secret_is_held_back(name: str) -> None:
    shown = json.loads(render(name, run(Standing.OPEN), LOOK))
    if name == "json":
        assert shown["findings"][0]["fix"]["edit"] is None
    else:
        assert "fixes" not in shown["runs"][0]["results"][0]


def test_a_fix_beside_a_secret_is_given() -> None:
    spec = text_document("a.yml", "DB_PASSWORD: x1y2\na: 1\n")
    found = finding(place(spec, "a"), "wrong")._replace(fix=Fix("a: 2", Safety.SAFE, ()))
    of = run_of([found], spec)._replace(
        new_texts={found.order: {"a.yml": "DB_PASSWORD: x1y2\na: 2\n"}}
    )

    (told,) = json.loads(render("json", of, LOOK))["findings"]

    assert told["fix"]["edit"] == {"start": 21, "end": 22, "text": "2"}


def test_a_word_as_a_secret_leaves_other_words_alone() -> None:
    spec = text_document("a.yml", "password: data\nvolumes:\n  database:\n")
    found = finding(place(spec, "volumes", "database"), "`database`: its data dies")
    shown = render("text", run_of([found], spec), LOOK)

    assert "`database`: its **** dies" in shown
    assert "3 |   database:" in shown


def test_a_password_that_anybody_would_try_leaves_the_words_of_a_message() -> None:
    spec = text_document("a.yml", "volumes:\n  password: postgres\n  db:\n")
    found = finding(place(spec, "volumes", "db"), "`db` (postgres:16) has a password")
    shown = render("text", run_of([found], spec), LOOK)

    assert "`db` (postgres:16) has a password" in shown
    assert "2 |   password: ****" in shown


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("gitea", "`gitea-data` of `gitea` (vendor/gitea)"),
        ("git-tea", "`gitea-data` of `gitea` (vendor/gitea)"),
        ("coffee", "`gitea-data` of `gitea` (vendor/gitea)"),
        ("g1tea-x", "`gitea-data` of `gitea` (vendor/gitea)"),
    ],
)
def test_a_password_that_is_a_name_of_the_file_leaves_the_name(password: str, message: str) -> None:
    spec = text_document("a.yml", f"volumes:\n  password: {password}\n  gitea-data:\n")
    said = f"{message} and {password}"
    shown = render("text", run_of([finding(place(spec, "volumes"), said)], spec), LOOK)

    hidden = password if password == "gitea" else "****"  # noqa: S105 -- made up
    assert f"{message} and {hidden}" in shown


def test_a_fix_that_puts_a_secret_into_one_of_its_files_is_not_given_in_part() -> None:
    spec, pod = text_document("a.yml", "a: 1\n"), text_document("b.yml", "config:\n  x: 1\n")
    fix = Fix("b: 2", Safety.SAFE, (), elsewhere=(Elsewhere("b.yml", ()),))
    found = finding(place(spec, "a"), "wrong")._replace(fix=fix)
    news = {"a.yml": "a: 2\n", "b.yml": "config:\n  x: 1\n  DB_PASSWORD: hunter2hunter2\n"}
    of = run_of([found], spec, pod)._replace(new_texts={found.order: news})
    (told,) = json.loads(render("json", of, LOOK))["findings"]
    (result,) = json.loads(render("sarif", of, LOOK))["runs"][0]["results"]

    assert (told["fix"]["edits"], told["fix"]["edit"]) == ([], None)
    assert "fixes" not in result


def test_only_the_fixes_that_put_in_a_secret_are_held_back() -> None:
    text = "".join(f"k{one}: 1\nPASSWORD_{one}: 012345{one}\n" for one in range(3))
    spec = text_document("a.yml", text)
    news = {
        f"{key}_{one}" if key else f"k{one}": text.replace(old.format(one), new.format(one))
        for key, old, new in (
            ("", "k{}: 1", "k{}: 2"),
            ("PASSWORD", ": 012345{0}", ": '012345{0}'"),
        )
        for one in range(3)
    }
    found = {
        name: finding(place(spec, name), "wrong")._replace(fix=Fix(name, Safety.SAFE, ()))
        for name in news
    }
    of = run_of(list(found.values()), spec)._replace(
        new_texts={found[name].order: {"a.yml": new} for name, new in news.items()}
    )
    shown = json.loads(render("json", of, LOOK))["findings"]

    assert [told["fix"]["title"] for told in shown if told["fix"]["edit"]] == ["k0", "k1", "k2"]


WORDS = [
    (["run", "--db-password", "x1y2", "-v"], ["run", "--db-password", "****", "-v"]),
    (["mysql", "-px1y2"], ["mysql", "-p****"]),
    (["run", "--x=a b", "-v"], ["run", "--x=a b", "-v"]),
    (["sh", "-c", "a\tb"], ["sh", "-c", "a\tb"]),
    (["run", 'password="a', 'b"', "c"], ["run", 'password="****', '****"', "c"]),
    ([], []),
]


@pytest.mark.parametrize(("words", "shown"), WORDS)
def test_what_is_shown_of_a_command_that_a_fix_makes_a_list(
    words: list[str], shown: list[str]
) -> None:
    spec = text_document("a.yml", "command: x\n")
    fix = Fix("as a list", Safety.UNSAFE, (SetValue(("command",), [*words]),))
    found = finding(place(spec, "command"), "wrong")._replace(fix=fix)
    (told,) = json.loads(render("json", run_of([found], spec), LOOK))["findings"]
    assert told["fix"]["changes"][0]["value"] == shown
