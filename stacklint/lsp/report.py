"""What the server takes from reports, by the names that `stacklint schema report` publishes."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterator


_TICKS = re.compile("`+")


class Place(TypedDict):
    """A piece of a file; lines and columns count from 1, columns in code points."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    words: str


class Note(TypedDict):
    """A further sentence about a finding, under a head."""

    head: str
    text: str


class Edit(TypedDict):
    """Other text for the characters from `start` to `end` of a file, the end excluded."""

    file: str
    start: int
    end: int
    text: str


class Fix(TypedDict):
    """The change that ends a finding, made in all of its files or in none."""

    title: str
    safety: str
    why: str
    edits: list[Edit]


class Finding(TypedDict):
    """A fault of one rule at one place."""

    rule: str
    category: str
    severity: str
    standing: str
    message: str
    at: Place
    also: list[Place]
    notes: list[Note]
    fix: Fix | None


class Report(TypedDict):
    """What one repository was found to have."""

    findings: list[Finding]


class Seen(TypedDict):
    """A report, and the absolute path of the directory that its files are named from."""

    root: str
    report: Report


def open_findings(seen: list[Seen]) -> Iterator[Finding]:
    """Give the findings that count, their files as absolute paths."""
    for one in seen:
        for finding in one["report"]["findings"]:
            if finding["standing"] == "open":
                yield _named_from(one["root"], finding)


def _named_from(root: str, finding: Finding) -> Finding:
    def at(file: str) -> str:
        return os.path.normpath(os.path.join(root, file))  # noqa: PTH118 -- as text

    fix = finding["fix"]
    if fix is not None:
        edits = [Edit({**edit, "file": at(edit["file"])}) for edit in fix["edits"]]
        fix = Fix({**fix, "edits": edits})
    own, *also = (Place({**x, "file": at(x["file"])}) for x in (finding["at"], *finding["also"]))
    return Finding({**finding, "at": own, "also": also, "fix": fix})


def is_allowable(finding: Finding) -> bool:
    """Tell whether a comment may allow it: what is said of those comments themselves, none may."""
    return finding["category"] != "suppressions"


def files_of(finding: Finding) -> set[str]:
    """Give the files that a finding shows, and those that its fix changes."""
    edits = finding["fix"]["edits"] if finding["fix"] else []
    return {x["file"] for x in (finding["at"], *finding["also"], *edits)}


def sentences(finding: Finding) -> str:
    """Give all that is said of a finding, a sentence to a line."""
    notes = (f"{note['head']}: {note['text']}" for note in finding["notes"])
    return "\n".join((finding["message"], *notes))


def in_a_fence(text: str) -> str:
    """Give a text for Markdown as it is: nothing that a file says in it is marked up."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"
