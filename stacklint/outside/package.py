"""Rules that an installed package brings along, when the configuration names it."""

from __future__ import annotations

import os
import re
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.yaml.place import Place
from stacklint.outside.fault import BadRule
from stacklint.outside.fitting import meant
from stacklint.outside.schema import NAME
from stacklint.plugin import READS, Offer, Plugin
from stacklint.registry import Own
from stacklint.rule import Hit, Rule
from stacklint.rules import Listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.rule import Hits, Reads

GROUP = "stacklint.rules"
"""The group of entry points that give rules."""


def rules_of(name: str) -> Iterator[Own]:
    """Load the rules of a package; BadRule says why that cannot be done."""
    try:
        package = metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        raise BadRule(_not_there(name)) from None
    points = package.entry_points.select(group=GROUP)
    if not points:
        raise BadRule(f"`plugins`: {name} has no entry point `{GROUP}`, and so brings no rules")
    for point in points:
        plugin = _loaded(name, point)
        package_of = _Package(name, f"{name} {package.version}", os.fspath(plugin.pages))
        yield from map(package_of.own, plugin.rules)


def _not_there(name: str) -> str:
    known = {point.dist.name for point in metadata.entry_points(group=GROUP) if point.dist}
    close = meant(name, sorted(known))
    return f"`plugins`: {name} is not installed where stacklint is{close}"


def _loaded(name: str, point: metadata.EntryPoint) -> Plugin:
    try:
        found = point.load()
    except (Exception, SystemExit) as error:
        words = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        raise BadRule(f"`plugins`: {name} cannot be loaded: {words}") from error
    if not isinstance(found, Plugin) or not isinstance(found.rules, tuple | list):
        words = f"gives a {type(found).__name__}, and no stacklint.plugin.Plugin with rules"
        raise BadRule(f"`plugins`: the entry point `{point.name}` of {name} {words}")
    return found


class _Package(NamedTuple):
    """A package whose rules are taken over; `origin` names it with its version."""

    name: str
    origin: str
    pages: str

    def own(self, offered: object) -> Own:
        """Take over a rule; BadRule where the engine could not run it."""
        offer = Offer(offered) if isinstance(offered, Rule) else offered
        if not isinstance(offer, Offer) or not isinstance(offer.rule, Rule):
            raise BadRule(f"`plugins`: {self.name} offers a {type(offered).__name__} as a rule")
        rule = offer.rule
        self._guard(offer)
        return Own(
            listed=Listed(rule.category, rule.name, offer.on, offer.of, offer.on_change, since=""),
            rule=rule._replace(function=_checked(rule.function)),
            origin=self.origin,
            page=partial(_page, self.pages, rule),
            author=self.origin,
        )

    def _guard(self, offer: Offer) -> None:
        rule, known = offer.rule, READS.get(offer.of)
        if known is None:
            kinds = ", ".join(READS)
            raise self._bad(rule, f"looks at `{offer.of}`, and there are only {kinds}")
        strange = [name for name in rule.reads if name not in known]
        if strange:
            raise self._bad(rule, f"reads `{strange[0]}`, and no rule about `{offer.of}` can")
        if not all(map(_is_name, (rule.name, rule.category))):
            raise self._bad(rule, "or its category is not named in small letters with dashes")

    def _bad(self, rule: Rule, words: str) -> BadRule:
        return BadRule(f"`plugins`: the rule `{rule.name}` of {self.name} {words}")


def _is_name(text: str) -> bool:
    return re.search(NAME, text) is not None


def _checked(function: Reads) -> Reads:
    """Give the same function, which fails by itself where it gives anything but hits."""

    def look(*read: object) -> Hits:
        try:
            found: Iterable[object] = function(*read)
            yield from map(_checked_hit, found)
        except SystemExit as error:
            # Else whoever runs the linter would see it end, and nothing found.
            raise RuntimeError(f"it ended the program with SystemExit({error.code!r})") from error

    return look


def _checked_hit(hit: object) -> Hit:
    if not isinstance(hit, Hit):
        raise TypeError(f"it gave a {type(hit).__name__}, and a rule gives a Hit")
    at: object = hit.at
    if not isinstance(at, Place):
        raise TypeError(f"it gave a Hit at a {type(at).__name__}, and needs a Place")
    words: object = hit.message
    if not isinstance(words, str):
        raise TypeError(f"it gave a Hit whose message is a {type(words).__name__}, and no text")
    return hit


def _page(pages: str, rule: Rule) -> str:
    """Read the page of a rule; its summary stands in for one that is not there."""
    file = Path(pages, f"{rule.name}.md")
    if pages and file.is_file():
        return file.read_text(encoding="utf-8")
    return f"# {rule.name}\n\n{rule.summary}\n"
