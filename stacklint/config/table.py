"""A table of TOML whose values are what their readers expect, or a plain word why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from stacklint.config import BadConfig, suggestion
from stacklint.config.expected import instead_of
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


class Table(NamedTuple):
    """A table of a configuration; `file` and `path` say where it stands (`options.`)."""

    file: str
    values: Mapping[str, object]
    path: str = ""

    def known(self, keys: tuple[str, ...]) -> None:
        """Refuse a key that is none of these."""
        for key in self.values:
            if key not in keys:
                hint = (not self.path and instead_of(key)) or suggestion(key, keys)
                self.refuse(f"unknown key `{self.path}{key}`{hint}")

    def text(self, key: str) -> str | None:
        """Give a text, None where there is none."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value
        return self.refuse(f"`{self.path}{key}` has to be text")

    def word(self, key: str, read: Callable[[str], T], known: tuple[str, ...]) -> T | None:
        """Give what one of some words stands for, None where there is none."""
        text = self.text(key)
        return None if text is None else self.meaning(key, text, read, known)

    def meaning(self, key: str, text: str, read: Callable[[str], T], known: tuple[str, ...]) -> T:
        """Give what a text stands for that has to be one of some words."""
        if text not in known:
            words = f"`{key}` is `{text}`, and has to be one of {', '.join(known)}"
            self.refuse(words + suggestion(text, known))
        return read(text)

    def number(self, key: str) -> float | None:
        """Give a number above 0, None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return value
        return self.refuse(f"`{self.path}{key}` has to be a number above 0")

    def flag(self, key: str) -> bool:
        """Give true or false, which is false where nothing is said."""
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        return self.refuse(f"`{self.path}{key}` has to be true or false")

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self.refuse(f"`{self.path}{key}` has to be a list of texts")

    def table(self, key: str) -> Table:
        """Give a table below this one, empty where there is none."""
        value = self.values.get(key, {})
        if isinstance(value, dict):
            return Table(self.file, value, f"{self.path}{key}.")
        return self.refuse(f"`{self.path}{key}` has to be a table")

    def tables(self, key: str) -> list[Table]:
        """Give the tables of a list."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return [Table(self.file, item, f"{self.path}{key}.") for item in value]
        return self.refuse(f"`{key}` has to be a list of tables: [[{key}]]")

    def refuse(self, words: str) -> NoReturn:
        """Say what is wrong with this file."""
        raise BadConfig(self.file, words)
