"""What is sought in texts: words, and regular expressions that are compiled when first used.

Compiling takes up to 3 ms each, and a run over one spec uses few of those that it imports.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


_MOST_PASSED = 10_000


class Pattern:
    """A regular expression over text, as `re.compile` would give it."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself."""
        return re.compile(self.source, self.flags)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Find the first place that fits."""
        return self.compiled.search(text, start, len(text) if end is None else end)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Tell whether the text fits from an offset on."""
        return self.compiled.match(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Tell whether the whole text fits."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find every place that fits."""
        return self.compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """Give the text of every place that fits; of its group, where there is one."""
        return [found[found.lastindex or 0] for found in self.compiled.finditer(text)]

    def sub(self, put: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Put something else in every place that fits."""
        return self.compiled.sub(put, text)


class Sieve:
    """Tells sets of texts that hold something rare; what holds nothing is remembered.

    Files of one repository share most of their words.
    """

    __slots__ = ("_holds_it", "_passed")

    def __init__(self, holds_it: Callable[[str], bool]) -> None:
        self._holds_it = holds_it
        self._passed: set[str] = set()

    def catches(self, texts: frozenset[str]) -> bool:
        """Tell whether one of some texts holds it."""
        new = texts - self._passed
        if any(map(self._holds_it, new)):
            return True
        if len(self._passed) > _MOST_PASSED:
            self._passed.clear()
        self._passed |= new
        return False


def holds(text: str, word: str) -> bool:
    """Tell whether a whole text holds a short word, which most texts do not.

    CPython finds a character a hundred times as fast as two, and takes half the time where it
    looks from the end.
    """
    return word[0] in text and text.rfind(word) >= 0


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Tell the same of several words, none of which is likely to be there."""
    return max(map(text.rfind, words)) >= 0
