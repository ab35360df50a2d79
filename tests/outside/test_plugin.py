"""What a package is promised: the names, and that a rule is given what it may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint import plugin
from stacklint.finding import Harm, Severity
from stacklint.plugin import READS
from stacklint.registry import Own, Registry
from stacklint.rule import Rule, rule
from stacklint.rules import Listed
from tests.memory import World, lint
from tests.outside.made import HEAD, SPEC, STACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.rule import Hit
    from stacklint.rules import Subject

OTHER = "envs/other.yml"
FILES = {SPEC: HEAD, OTHER: HEAD, STACK: "name: web\npods: []\n"}


@pytest.mark.parametrize("of", READS)
def test_rule_is_given_all_that_it_may_read(of: Subject) -> None:
    seen: list[tuple[object, ...]] = []

    def look(*read: object) -> Iterator[Hit]:
        """Look at all there is."""
        seen.append(read)
        yield from ()

    names = tuple(sorted(READS[of]))
    made = rule(category="acme", severity=Severity.INFO, harm=Harm.ORDER)(look)
    made = made._replace(name="x", reads=names)
    own = Own(Listed("acme", "x", of=of, since=""), made, "acme 1", lambda: "")
    registry = Registry((own,))
    lint(FILES, "x", world=World(registry=registry, head={SPEC: HEAD + "a: b\n", OTHER: HEAD}))
    assert seen
    for read in seen:
        assert len(read) == len(names)
        assert None not in read


def test_every_name_is_there() -> None:
    assert len(set(plugin.__all__)) == len(plugin.__all__)
    assert all(hasattr(plugin, name) for name in plugin.__all__)


def test_type_is_read_by_its_name_however_it_is_written() -> None:
    def look(*_read: object) -> Iterator[Hit]:
        """Say nothing."""
        yield from ()

    look.__annotations__ = {"spec": plugin.Spec, "stack": "Stack | None", "return": "Hits"}
    made: Rule = rule(category="acme", severity=Severity.INFO, harm=Harm.ORDER)(look)
    assert made.reads == ("Spec", "Stack | None")
