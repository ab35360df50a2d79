"""How many columns of a terminal a text takes."""

from __future__ import annotations


def columns(text: str) -> int:
    """Count the columns of a text without control characters."""
    return len(text) if text.isascii() else sum(map(column, text))


def column(character: str) -> int:
    """Count the columns of a character: none for a combining mark, two for a wide one."""
    if character.isascii():
        return 1
    # Imported late: nearly every file is ASCII.
    from unicodedata import category, east_asian_width  # noqa: PLC0415

    if category(character) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def wrapped(text: str, width: int, first: int = 0) -> list[str]:
    """Break a text between words into lines of at most a width, `first` columns less for the first.

    A word that is longer stays whole: a path or a command is there to be copied.
    """
    lines: list[str] = []
    words: list[str] = []
    room = width - first
    for word in text.split(" "):
        taken = columns(word) + bool(words)
        if taken > room and words:
            lines.append(" ".join(words))
            words, room, taken = [], width, columns(word)
        words.append(word)
        room -= taken
    return [*lines, " ".join(words)]
