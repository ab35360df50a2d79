"""Any change of any document: refused, or made and nothing else."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stacklint.finding import Elsewhere, Fix, Safety
from stacklint.fix import Refused, apply_changes
from stacklint.fix.rounds import Seen, fix_files
from stacklint.model.change import AddComment, RenameKey, SetComment
from stacklint.model.yaml.document import Document, text_document
from tests.fix.belonging import owners
from tests.fix.found import finding
from tests.fix.generated import document_text
from tests.fix.independent import judge, tree_of
from tests.fix.samples import commented, random_change

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stacklint.model.change import Change

pytestmark = pytest.mark.slow

RANDOM = st.integers(0, 2**64).map(Random)
KNOBS = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def sample(random: Random, name: str = "spec.yml") -> Document:
    text = commented(document_text(random), random, random.choice((0.0, 0.1, 0.3, 0.6)))
    text = random.choice(("", "\ufeff")) + text.replace("\n", random.choice(("\n", "\r\n")))
    return text_document(name, text)


def tried(document: Document, changes: Sequence[Change]) -> Document | None:
    text = document.text
    try:
        return apply_changes(document, changes)
    except Refused:
        return None
    finally:
        assert document.text == text


@KNOBS
@given(RANDOM)
def test_change_does_what_it_says_and_nothing_else(random: Random) -> None:
    document = sample(random)
    change = random_change(document.text, random)
    new = None if change is None else tried(document, [change])
    if change is not None and new is not None:
        assert new.bom == document.bom
        judge(document.text, change, new.text)


@KNOBS
@given(RANDOM)
def test_name_that_a_key_has_already_changes_no_byte(random: Random) -> None:
    document = sample(random)
    change = random_change(document.text, random)
    # A number as a key is not the text that a new name is.
    if change is None or change.path[-1] == "80":
        return
    new = tried(document, [RenameKey(change.path, str(change.path[-1]))])
    assert new is None or new.text == document.text


@KNOBS
@given(RANDOM)
def test_comment_changes_no_data_and_no_other_comment(random: Random) -> None:
    document = sample(random)
    place = random_change(document.text, random)
    if place is None:
        return
    new = tried(document, [AddComment(place.path, "added", above=random.random() < 0.5)])
    if new is not None:
        assert tree_of(new.text) == tree_of(document.text)
        assert new.text.replace("# added", "").split() == document.text.split()
        assert owners(new.text) == owners(document.text)


@KNOBS
@given(RANDOM)
def test_comment_removed_leaves_all_others(random: Random) -> None:
    document = sample(random)
    if not document.comments:
        return
    comment = random.choice(document.comments)
    new = tried(document, [SetComment(comment.start, None)])
    if new is not None:
        left = owners(document.text)
        del left[comment.text.strip()]
        assert owners(new.text) == left
        assert tree_of(new.text) == tree_of(document.text)


@KNOBS
@given(RANDOM)
def test_fix_of_two_files_is_made_in_both_or_in_none(random: Random) -> None:
    documents = {x.name: x for x in (sample(random, "spec.yml"), sample(random, "pod.yml"))}
    changes = {name: random_change(x.text, random) for name, x in documents.items()}
    own, other = changes["spec.yml"], changes["pod.yml"]
    if own is None or other is None:
        return
    fix = Fix("mend", Safety.SAFE, (own,), elsewhere=(Elsewhere("pod.yml", (other,)),))
    bad = finding("bad", (), ())._replace(fix=fix)

    def look(files: Collection[str], news: Mapping[str, Document]) -> Seen:
        return Seen([] if news else [bad], files)

    fixed = fix_files(documents, [bad], look, lambda _: True)
    assert len(fixed.documents) == 2 * len(fixed.applied) == 2 - 2 * len(fixed.refused)
    for name, new in fixed.documents.items():
        change = changes[name]
        assert change is not None
        judge(documents[name].text, change, new.text)
