"""The fixes of every rule's page, with comments put in at every legal place."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from stacklint.fix.rounds import Seen, fix_files
from stacklint.model.change import RemoveEntry, SetComment
from tests.fix.belonging import WORD
from tests.fix.samples import commented
from tests.test_rule_pages import FIXED, is_applied, lint_case, whole_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document
    from tests.pages import Case

# What is put back is the text of before, with the comments of before.
CASES = [case for case in FIXED if case.head is None]


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_fix_keeps_comments_that_it_does_not_remove(
    case: Case, share: float, tmp_path: Path
) -> None:
    random = Random(f"{case} {share}")  # noqa: S311 -- the same each time
    newline = random.choice(("\n", "\r\n"))
    files = {
        name: commented(text, random, share).replace("\n", newline)
        for name, text in case.files.items()
        if name.endswith(".yml")
    }
    case = replace(case, shared={**case.shared, **files}, text=files[case.file])

    def relint(_: Collection[str], texts: Mapping[str, Document]) -> Seen:
        news = {file: whole_text(x) for file, x in texts.items()}
        return Seen(lint_case(case, tmp_path, news).findings, {*case.files})

    outcome = lint_case(case, tmp_path)
    fixed = fix_files(outcome.documents, outcome.findings, relint, is_applied)
    for file, document in fixed.documents.items():
        kept = set(WORD.findall(document.text))
        assert kept == set(WORD.findall(files[file])) or _removes(fixed.applied)
    refused = {finding.key for finding, _ in fixed.refused}
    again = [x for x in relint((), fixed.documents).findings if is_applied(x)]
    assert [x.message for x in again if x.key not in refused] == []


def _removes(applied: Iterable[Finding]) -> bool:
    """Tell whether a fix takes an entry away, with the comments that are its own."""
    fixes = [x.fix.by_file(x.file) for x in applied if x.fix is not None]
    changes = [change for fix in fixes for made in fix.values() for change in made]
    return any(isinstance(change, RemoveEntry | SetComment) for change in changes)
