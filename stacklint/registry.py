"""The rules of a run: those of stacklint, and those that its configuration brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.rules import ALIASES, LISTED, Listed, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.rule import Rule

ORIGIN = "stacklint"
"""Where our own rules come from."""


class Own(NamedTuple):
    """A rule from outside: how it is listed, what it is, where it comes from, and its page.

    `author` is whose code it runs. `files` are the specs that it is about, as patterns from the
    directory of the configuration; without any, it is about every spec.
    """

    listed: Listed
    rule: Rule
    origin: str
    page: Callable[[], str]
    files: tuple[str, ...] = ()
    author: str = ORIGIN


class Registry:
    """Every rule that can be named in a run, ours first."""

    def __init__(self, own: tuple[Own, ...] = ()) -> None:
        self.own = {one.listed.name: one for one in own}
        self._loaded = {name: one.rule for name, one in self.own.items()}
        self.listed = (*LISTED, *(one.listed for one in own))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the rules."""
        return tuple(listed.name for listed in self.listed)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Categories of the rules."""
        return tuple(sorted({listed.category for listed in self.listed}))

    def load(self, listed: Listed) -> Rule:
        """Give the rule that is listed; one of ours is imported now."""
        found = self._loaded.get(listed.name)
        if found is None:
            found = self._loaded[listed.name] = load(listed)
        return found

    def listed_as(self, name: str) -> Listed:
        """Give the entry of that name; StopIteration where there is none."""
        return next(listed for listed in self.listed if listed.name == name)

    def rule_named(self, name: str) -> Rule:
        """Give the rule of that name; StopIteration where there is none."""
        return self.load(self.listed_as(name))

    def current_name(self, name: str) -> str:
        """Give the present name of a rule or category; KeyError where there is none."""
        name = ALIASES.get(name, name)
        if name in self.names or name in self.categories:
            return name
        raise KeyError(name)

    def origin_of(self, name: str) -> str:
        """Say where a rule comes from."""
        return self.own[name].origin if name in self.own else ORIGIN

    def author_of(self, name: str) -> str:
        """Say whose code a rule runs."""
        return self.own[name].author if name in self.own else ORIGIN


BUILT_IN = Registry()
"""The rules of stacklint, and no others."""
