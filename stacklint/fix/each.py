"""What each of many fixes makes of its files alone, with as few looks at a text as that takes.

Fixes whose edits stand apart are put into one text, which both readers judge; only where that is
not good, halves of them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from stacklint.fix.apart import Part, part_of, with_parts
from stacklint.fix.apply import Draft
from stacklint.fix.edit import splice
from stacklint.fix.refused import Refused
from stacklint.model.change import Restore
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document

Key = TypeVar("Key")


class _Tried(NamedTuple):
    """A part of the fix with a number."""

    number: int
    part: Part


def each_alone(
    documents: Mapping[str, Document], fixes: Mapping[Key, Mapping[str, Sequence[Change]]]
) -> dict[Key, dict[str, str]]:
    """Give the texts of the files of each fix as `apply_changes` makes them, but for refused ones.

    Where a text has a byte order mark, it is left out.
    """
    parts: list[dict[str, Part]] = []
    keys: list[Key] = []
    for key, files in fixes.items():
        with suppress(Refused):
            parts.append({file: part_of(documents[file], made) for file, made in files.items()})
            keys.append(key)
    refused = set(_refused(documents, parts))
    return {
        key: {file: splice(documents[file].text, part.edits) for file, part in made.items()}
        for number, (key, made) in enumerate(zip(keys, parts, strict=True))
        if number not in refused
    }


def _refused(documents: Mapping[str, Document], fixes: list[dict[str, Part]]) -> Iterator[int]:
    """Give the numbers of the fixes of which a part is not good."""
    by_file: dict[str, list[_Tried]] = {}
    for number, files in enumerate(fixes):
        for file, part in files.items():
            by_file.setdefault(file, []).append(_Tried(number, part))
    for file, tried in by_file.items():
        yield from _refused_in(documents[file], tried)


def _refused_in(document: Document, tried: list[_Tried]) -> Iterator[int]:
    # What is put back has nothing in common with the text that it takes the place of.
    anew = [one for one in tried if any(isinstance(x, Restore) for x in one.part.changes)]
    for one in anew:
        yield from _judged(document, [one])
    rest = [one for one in tried if one not in anew]
    # Where ruamel cannot read the text that there is, every single one would be in vain.
    if rest and _is_good(document, []):
        for layer in _layers(document, rest):
            yield from _judged(document, layer)
    else:
        yield from (one.number for one in rest)


def _judged(document: Document, layer: list[_Tried]) -> Iterator[int]:
    if _is_good(document, [one.part for one in layer]):
        return
    if len(layer) == 1:
        yield layer[0].number
        return
    middle = len(layer) // 2
    yield from _judged(document, layer[:middle])
    yield from _judged(document, layer[middle:])


def _is_good(document: Document, parts: list[Part]) -> bool:
    draft = Draft(document, document)
    try:
        (with_parts(draft, parts) if parts else draft).judged()
    except Refused:
        return False
    return True


def _layers(document: Document, tried: list[_Tried]) -> Iterator[list[_Tried]]:
    """Give groups of which no two stand side by side: one may hide what is wrong with another."""
    left = sorted(tried, key=lambda one: one.part.span)
    while left:
        layer: list[_Tried] = []
        rest: list[_Tried] = []
        last = -1
        for one in left:
            start, end = one.part.span
            if last < 0 or _is_far(document, last, start):
                layer.append(one)
                last = end
            else:
                rest.append(one)
        yield layer
        left = rest


def _is_far(document: Document, end: int, start: int) -> bool:
    """Tell whether a line that says something stands between two places, and belongs to neither."""
    between = document.text[end:start].split("\n")[1:-1]
    return any(line.strip() and not line.lstrip().startswith("#") for line in between)
