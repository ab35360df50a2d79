"""Text from files that tries to be more than text, through every format."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from stacklint.finding import Finding, Fix, Safety, Standing
from stacklint.model.change import SetValue
from stacklint.model.yaml.document import Document, Span, text_document
from stacklint.model.yaml.place import Place
from stacklint.report import FORMATS, render
from stacklint.report.diff import diff
from stacklint.report.escape import markdown, visible
from stacklint.report.run import Repair, Run, WithoutStack
from tests.report.made import LOOK, finding, run_of

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = {
    "an annotation": "x\n::error file=README.md,line=1::forged",
    "an annotation after a carriage return": "x\r::error::forged",
    "an annotation after a space": "x ::error file=README.md,line=1::forged",
    "an annotation of the old kind": "x ##[error]forged",
    "a group": "##[group]forged",
    "a command of Azure": "##vso[task.complete result=Succeeded;]forged",
    "a section of GitLab": "\x1b[0Ksection_start:1:forged\r\x1b[0K",
    "a screen that is cleared": "\x1b[2J\x1b[H",
    "C1 controls": "\x9b2J\x9d0;forged\x9c",
    "a link": "\x1b]8;;https://forged.test\x1b\\click\x1b]8;;\x1b\\",
    "a closing tag": "</testcase></testsuite>",
    "a script": "<script>alert(1)</script>",
    "an attribute": "\" onload='x' a=\"",
    "a CDATA end": "]]>",
    "a cell": "a | b | c",
    "code": "`a` ``b`` ```",
    "half a code span": "`x",
    "a Markdown link": "[click](https://forged.test)",
    "a picture": "![x](https://forged.test/x.png)",
    "a person": "@forged",
    "escapes of GitHub": "%0A::error::forged %25",
    "bidi": "\u202eforged\u2066\u2069",
    "nothing to see": "a\u200bb\u2060c\ufeff\u00ad",
    "line separators": "a\u2028::error::forged\u2029b\x85c\x0bd\x0ce",
    "what XML cannot hold": "a\x00\ufffe\uffff",
    "a tag character": "a\U000e0041",
}
FILES = {
    "properties": "b,line=9::x.yml",
    "a command": "::error::forged.yml",
    "a line": "a\n::error file=README.md::forged\n.yml",
    "an escape": "\x1b[2J.yml",
    "tags": "<b>&\"'.yml",
    "a table": "a|b`c`.yml",
    "not UTF-8": "a\udcff.yml",
    "a query": "a?b#c%20d e.yml",
}
HOSTILE = [
    *(pytest.param(key, "spec.yml", id=name) for name, key in KEYS.items()),
    *(pytest.param("key", file, id=f"file: {name}") for name, file in FILES.items()),
    pytest.param(KEYS["an annotation"], FILES["properties"], id="both"),
]


def run(text: str, file: str, standing: Standing = Standing.OPEN) -> Run:
    """Put the same text everywhere that a file has a say in."""
    document = text_document(file, f"volumes:\n  {text}:\n    x: 1\n")
    start = document.text.index("  ") + 2
    at = Place(document, ("volumes", text), range=Span(start, start + len(text)))
    found = finding(at, f"volume `{text}` has no path", words=f"`{text}` here")
    found = found._replace(
        notes=(("lost", f"{text}, {text}"),),
        also=(found.at._replace(words=f"and {text}"),),
        fix=Fix(f"{text}: /srv", Safety.UNSAFE, (SetValue(("volumes", text), text),), text),
        standing=standing,
        reason=text,
        key=("empty-volume-holds-data", "spec.yml", "volumes.x", ""),
    )
    return run_of([found], document)._replace(
        notes=(f"{file} is odd: {text}",),
        without_stack=(WithoutStack(file, f"no `{text}`"),),
        repairs=(Repair(found, f"`{text}` cannot be written"),),
        changed={file: (document.text, document.text.replace(":\n", ": 1\n"))},
        new_texts={found.order: {file: document.text.replace("x: 1", f"x: {text}")}},
    )


def commands(shown: str) -> list[str]:
    """Find what GitHub's runner would take for a command, as it looks for them."""
    lines = re.split(r"\r\n|\r|\n", shown)
    return [line for line in lines if line.lstrip().startswith("::") or re.search(r"##\w*\[", line)]


def steering(shown: str) -> set[str]:
    """Find characters that steer a terminal or cannot be seen."""
    return {one for one in shown if one not in "\n\t" and not one.isprintable()}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_text_stays_text(name: str, text: str, file: str) -> None:
    of = run(text, file)
    shown = render(name, of, LOOK)

    assert steering(shown) == set()
    # The finding, and what no finding tells.
    assert len(commands(shown)) == (2 if name == "github" else 0)
    assert "section_start:1:forged\r" not in shown
    if name not in {"text", "full", "concise", "github"}:
        assert "<script" not in shown
        assert "<b>" not in shown
    shown.encode("utf-8")


@pytest.mark.parametrize("width", [20, 21, 22, 23, 24, 25, 40])
@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS)
def test_no_width_breaks_a_line_into_a_command(width: int, text: str) -> None:
    shown = render("text", run(text, "spec.yml"), LOOK._replace(width=width))

    assert commands(shown) == []
    assert steering(shown) == set()


@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_a_diff_stays_a_diff(text: str, file: str) -> None:
    shown = diff(run(text, file), LOOK)

    assert commands(shown) == []
    assert steering(shown) == set()
    assert [line[0] for line in shown.splitlines() if line[0] not in "-+@ \\"] == []


@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_colour_escapes_are_ours_alone(text: str, file: str) -> None:
    shown = render("text", run(text, file), LOOK._replace(color=True))

    assert steering(re.sub(r"\x1b\[[0-9;]+m", "", shown)) == set()


@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_links_are_ours_alone(text: str, file: str) -> None:
    of = run(text, file)._replace(root="/work")
    shown = render("text", of, LOOK._replace(links=True))

    assert steering(re.sub(r"\x1b\]8;;(?:file:///[\w/.%~-]+)?\x1b\\", "", shown)) == set()


@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_the_one_annotation_of_a_file_is_of_the_finding(text: str, file: str) -> None:
    line, told = render("github", run(text, file), LOOK).splitlines()
    head, _, message = line.removeprefix("::error ").partition("::")
    named = dict(one.split("=", 1) for one in head.split(","))

    columns = {"col", "endColumn"} if named["line"] == named["endLine"] else set()

    assert set(named) == {"file", "line", "endLine", "title"} | columns
    assert told.startswith("::notice title=stacklint::0 of ")
    assert unescaped(named["file"]) == visible(file)
    assert named["title"] == "empty-volume-holds-data"
    assert unescaped(message).split("\n")[0] == f"volume `{visible(text)}` has no path"


def unescaped(text: str) -> str:
    """Undo what GitHub undoes, in its order."""
    for code, one in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, one)
    return text


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_junit_has_one_case(text: str, file: str, standing: Standing) -> None:
    root = ET.fromstring(render("junit", run(text, file, standing), LOOK))  # noqa: S314 -- our own output

    assert [element.tag for element in root.iter()][:3] == ["testsuites", "testsuite", "testcase"]
    assert len(list(root.iter())) == 4
    (case,) = root.iter("testcase")
    assert case.attrib == {
        "classname": visible(file),
        "name": "empty-volume-holds-data",
        "file": visible(file),
    }


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab"])
@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_json_is_json_and_no_html(name: str, text: str, file: str) -> None:
    shown = render(name, run(text, file), LOOK)

    assert shown.isascii()
    assert not set(shown) & set("<>&")
    json.loads(shown)


@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_json_says_what_the_file_says(text: str, file: str) -> None:
    (found,) = json.loads(render("json", run(text, file), LOOK))["findings"]

    assert found["at"]["path"] == ["volumes", text]
    assert found["at"]["file"] == file
    assert found["message"] == f"volume `{text}` has no path"


@pytest.mark.parametrize("name", ["markdown", "github-summary"])
@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_a_table_has_its_cells_and_no_tags_but_ours(name: str, text: str, file: str) -> None:
    shown = render(name, run(text, file), LOOK)
    (row,) = (line for line in shown.splitlines() if line.startswith("| error"))

    assert row.count("|") == 5
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<code>", "</code>", "<br>"}
    assert set(re.sub(r"<code>|</code>|<br>", "", row)) & set("<>`*[]()@!\\") <= set("()")
    assert "https://" not in shown


def test_a_pair_of_backticks_is_code_in_markdown() -> None:
    assert markdown("volume `a_b` | x") == "volume <code>a&#95;b</code> &#124; x"


def order_of(found: list[Finding], document: Document) -> Callable[[str], str]:
    return lambda name: render(name, run_of(found, document), LOOK)


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_findings_came_in_is_not_seen(name: str) -> None:
    document = text_document("a.yml", "".join(f"k{number}: 1\n" for number in range(12)))
    found = [
        finding(Place(document, (f"k{number}",)), f"wrong {number % 3}", rule=f"rule-{number % 4}")
        for number in range(12)
    ]
    twice = found[3]._replace(message="wrong twice")
    forwards = order_of([*found, twice], document)
    backwards = order_of([twice, *reversed(found)], document)

    assert forwards(name) == backwards(name)
