"""Random changes of real files, with comments put in at every legal place."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from stacklint.fix import Refused, apply_changes
from stacklint.model.yaml.document import Document, text_document
from tests.corpus.real import CORPUS
from tests.fix.independent import judge
from tests.fix.samples import commented, random_change

pytestmark = pytest.mark.slow


# ruamel takes 3 ms for each KB, so large files would be most of the time.
LARGE = 12_000


def documents() -> list[tuple[str, Document]]:
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; STACKLINT_CORPUS names it")
    paths = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".yml", ".yaml"})
    found = ((path, path.read_text("utf-8")) for path in paths)
    read = [(str(path.relative_to(CORPUS)), text_document(path.name, text)) for path, text in found]
    return [
        (name, document)
        for name, document in read
        if document.mapping is not None and document.count == 1 and len(document.text) < LARGE
    ]


def change_all(rounds: int, share: float) -> Counter[str]:
    """Make changes on every file; count those made and those refused, by reason."""
    counts: Counter[str] = Counter()
    for name, document in documents():
        for seed in range(rounds):
            random = Random(f"{name} {seed} {share}")  # noqa: S311 -- the same each time
            counts[change_one(document.text, random, share)] += 1
    return counts


def change_one(text: str, random: Random, share: float) -> str:
    text = commented(text, random, share).replace("\n", random.choice(("\n", "\r\n")))
    change = random_change(text, random)
    assert change is not None
    try:
        new = apply_changes(text_document("spec.yml", text), [change])
    except Refused as refused:
        return re.sub(r"`[^`]*`|'[^']*'|\d+|\*\S+", "…", refused.reason)[:70]
    judge(text, change, new.text)
    return "made"


def report(counts: Counter[str]) -> float:
    total = counts.total()
    for reason, count in counts.most_common():
        print(f"{count:6} {count / total:6.1%}  {reason}")
    return 1 - counts["made"] / total


def test_changes_of_real_files() -> None:
    assert report(change_all(1, 0.15)) < 0.15


@pytest.mark.untraced
@pytest.mark.parametrize("share", [0.0, 0.15, 0.5])
def test_many_changes_of_real_files(share: float) -> None:
    assert report(change_all(10, share)) < 0.25
