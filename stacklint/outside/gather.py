"""The rules of a run, where a configuration brings some along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.outside.declared import CATEGORY
from stacklint.outside.fault import BadRule
from stacklint.registry import ORIGIN, Own, Registry
from stacklint.rules import ALIASES, CATEGORIES, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def registry_of(
    tables: Sequence[dict[str, object]], packages: Sequence[str], origin: str
) -> Registry:
    """Join our rules with those of packages, and those of tables that stand in `origin`.

    Raises BadRule for what gives no rule, and for a name that is taken.
    """
    own = (*_of_packages(packages), *_of_tables(tables, origin))
    taken = dict.fromkeys((*NAMES, *ALIASES), ORIGIN)
    categories = {*CATEGORIES, CATEGORY, *(one.listed.category for one in own)}
    for one in own:
        name = one.listed.name
        called = f"rule `{name}`" if one.origin == origin else f"rule `{name}` of {one.origin}"
        if name in taken:
            raise BadRule(f"{called}: {taken[name]} has a rule of that name already")
        if name in categories:
            raise BadRule(f"{called}: a category has that name already")
        taken[name] = one.origin
    return Registry(own)


def _of_tables(tables: Sequence[dict[str, object]], origin: str) -> Iterator[Own]:
    from stacklint.outside.read import own_rule  # noqa: PLC0415 -- only where there are tables

    return (own_rule(table, number, origin) for number, table in enumerate(tables, 1))


def _of_packages(packages: Sequence[str]) -> Iterator[Own]:
    if not packages:
        return
    # Imported late: `importlib.metadata` takes 36 ms.
    from stacklint.outside.package import rules_of  # noqa: PLC0415

    reserved = {*CATEGORIES, CATEGORY}
    for package in dict.fromkeys(packages):
        for own in rules_of(package):
            category = own.listed.category
            if category in reserved or category in NAMES:
                words = f"has the category `{category}`, which is not its own to choose"
                raise BadRule(f"rule `{own.listed.name}` of {own.origin}: it {words}")
            yield own
