"""Lists of words, shorter: `port 1`, `port 2` and `port 3` as `ports 1 to 3`."""

from __future__ import annotations

import re

_ENDING = re.compile(r"(.* )(\d+)(/\w+)?")
_SHORTEST = 3


def in_ranges(words: list[str]) -> str:
    """Join words with commas, numbers of one kind as ranges."""
    kinds: dict[str, list[tuple[int, str]]] = {}
    for word in words:
        found = _ENDING.fullmatch(word)
        kind, number = (
            (word, None) if found is None else (found[1], (int(found[2]), found[3] or ""))
        )
        kinds.setdefault(kind, [])
        if number is not None:
            kinds[kind].append(number)
    return ", ".join(_joined(kind, numbers) for kind, numbers in kinds.items())


def _joined(kind: str, numbers: list[tuple[int, str]]) -> str:
    if len(numbers) < 2:  # noqa: PLR2004 -- one is no list
        return kind + "".join(f"{number}{ending}" for number, ending in numbers)
    runs: list[list[tuple[int, str]]] = []
    for number, ending in numbers:
        if runs and runs[-1][-1] == (number - 1, ending):
            runs[-1].append((number, ending))
        else:
            runs.append([(number, ending)])
    return f"{kind.rstrip()}s {', '.join(_run(run) for run in runs)}"


def _run(run: list[tuple[int, str]]) -> str:
    texts = [f"{number}{ending}" for number, ending in run]
    return f"{texts[0]} to {texts[-1]}" if len(texts) >= _SHORTEST else ", ".join(texts)
