"""A plain command line, paths and flags, read without argparse, whose import takes half a start.

A hook types nothing else. What there is to type is declared once, for argparse; this takes the same
declarations, and leaves a line in which it does not know every word to argparse. A test holds that
both read the same.
"""

from __future__ import annotations

from types import SimpleNamespace


class PlainParser:
    """Takes declarations as `argparse.ArgumentParser` does, and understands flags and paths."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}
        self._flags: dict[str, str] = {}
        self._rest = ""

    def add_argument_group(self, _title: str) -> PlainParser:
        """Give what takes the declarations of a group, which is for the help alone."""
        return self

    def add_argument(
        self,
        name: str,
        *,
        action: str = "store",
        nargs: str = "",
        default: object = None,
        **_about: object,
    ) -> None:
        """Take up what may be typed, and its value where it is not."""
        key = name.lstrip("-").replace("-", "_")
        if action == "store_true":
            self._flags[name] = key
            default = False
        elif nargs == "*":
            self._rest = key
            default = []
        self._values[key] = default

    def set_defaults(self, **values: object) -> None:
        """Take up values that are not typed."""
        self._values.update(values)

    def read(self, words: list[str]) -> SimpleNamespace | None:
        """Give what was typed; None where that takes more than knowing flags from paths."""
        rest = [word for word in words if word not in self._flags]
        start = words.index(rest[0]) if rest else 0
        is_apart = words[start : start + len(rest)] != rest
        if is_apart or any(not word or word.startswith("-") for word in rest):
            return None
        flags = {key: True for name, key in self._flags.items() if name in words}
        return SimpleNamespace(**{**self._values, **flags, self._rest: rest})
