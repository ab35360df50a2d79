"""What laconic-so made of the specs of the corpus, and where ours is otherwise."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import yaml

from tests.deployer.wanted.differences import Found
from tests.deployer.wanted.made import EXPECTED, RECORDED, of_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data

# Where laconic-so gets to the end: there nothing may be ours alone without a row.
WHOLE = {
    "agave-stack",
    "build-support",
    "container-registry",
    "fixturenet-laconicd",
    "ping-pub",
    "test",
    "test-database",
    "webapp-template",
}


def recorded_objects(stack: str, target: str) -> list[dict[str, Data]] | None:
    """Give the objects of laconic-so up to where it stopped; None where it makes none."""
    file = EXPECTED / stack / target / "objects.norm.yaml"
    if not file.is_file():
        return None
    text = file.read_text(encoding="utf-8").replace("DEPTAIL", RECORDED.deployment_id[-8:])
    return [found for found in yaml.safe_load_all(text) if found]


def compared(
    kind: str, theirs: Data, ours: Data, path: tuple[str | int, ...] = ()
) -> Iterator[Found]:
    """Give every path at which two objects differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            yield from compared(kind, theirs.get(key), ours.get(key), (*path, key))
    elif isinstance(theirs, list) and isinstance(ours, list):
        for index, pair in enumerate(zip_longest(theirs, ours)):
            yield from compared(kind, *pair, (*path, index))
    elif theirs != ours:
        yield Found(kind, path, theirs, ours)


def differences(stack: str, target: str) -> Iterator[Found]:
    """Give every difference of a stack; what is ours alone counts where laconic-so ends."""
    theirs = {_key(x): x for x in recorded_objects(stack, target) or ()}
    ours = {(x.key.kind, x.key.name): x.body for x in of_corpus(stack, target).resources}
    for key in {**theirs, **ours}:
        if key in theirs or stack in WHOLE:
            yield from compared(key[0], theirs.get(key), ours.get(key))


def _key(body: dict[str, Data]) -> tuple[str, str]:
    metadata = body["metadata"]
    assert isinstance(metadata, dict)
    return str(body["kind"]), str(metadata["name"])
