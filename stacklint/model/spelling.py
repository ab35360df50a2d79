"""Words that are close to other words, and so perhaps slips of them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.tree import Tree

MOST = 2
"""Letters that may be added, left out, changed, or swapped with the next one."""

# In a shorter word, two slips leave too little to recognise it by.
_SHORT = 5
_LONGEST = 60

_NO_JOINTS = str.maketrans("", "", "-_ ")


def closest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that is closest; None where none is within two slips (short: one).

    Another style of writing (`kindMountRoot`, `kind_mount_root`) is no slip at all.
    """
    best: tuple[int, str] | None = None
    for other in known:
        most = MOST if min(len(word), len(other)) >= _SHORT else 1
        steps = _slips(word, other, most)
        if steps <= most and (best is None or steps < best[0]):
            best = steps, other
    return None if best is None else best[1]


def closest_stack(path: str, tree: Tree) -> str | None:
    """Give the stack whose folder lies where the path leads, and is called nearly the same."""
    folder, name = posixpath.split(posixpath.normpath(path))
    beside = (other for other in tree.names(folder) if _is_stack(f"{folder}/{other}", tree))
    near = closest(name, beside)
    return None if near is None else f"{folder}/{near}"


def _is_stack(directory: str, tree: Tree) -> bool:
    return tree.is_file(f"{directory}/stack.yml")


def _slips(word: str, other: str, most: int) -> int:
    """Count the slips between two words; `most + 1` stands for all that is too far."""
    if _plain(word) == _plain(other):
        return 0
    if abs(len(word) - len(other)) > most or len(word) > _LONGEST:
        return most + 1
    return _distance(word, other)


def _plain(word: str) -> str:
    return word.lower().translate(_NO_JOINTS)


def _distance(left: str, right: str) -> int:
    """Count the steps from one word to another (Damerau and Levenshtein, adjacent letters)."""
    two_above: list[int] = []
    above = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        row = [i]
        for j, other in enumerate(right, start=1):
            steps = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and (letter, left[i - 2]) == (right[j - 2], other):
                steps = min(steps, two_above[j - 2] + 1)
            row.append(steps)
        two_above, above = above, row
    return above[-1]
