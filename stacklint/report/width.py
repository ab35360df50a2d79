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


def shortened(text: str, room: int, dots: str) -> str:
    """Leave out the middle of a text that takes more than some columns.

    The beginning and the end of a path say more than what is between them.
    """
    if columns(text) <= room:
        return text
    rest = max(0, room - len(dots))
    head = _first(text, rest // 2)
    tail = _first(text[::-1], rest - columns(head))[::-1]
    return f"{head}{dots}{tail}"


def _first(text: str, room: int) -> str:
    """Give as many characters as fit into some columns."""
    taken = 0
    for index, character in enumerate(text):
        taken += column(character)
        if taken > room:
            return text[:index]
    return text
