"""The page that says what keeps a spec from being deployed."""

from __future__ import annotations

import re
from pathlib import Path

from stacklint.finding import Harm, Severity
from stacklint.rules import LISTED, load

PAGE = Path(__file__).parents[1] / "docs" / "deploy-gate.md"
ROW = re.compile(r"^\| ([a-z-]+) \| (laconic-so|both|stacklint)", re.MULTILINE)
# The rule itself is true of both; it is hits that are not.
BY_HIT = frozenset({"invalid-port", "malformed-proxy-route"})


def test_page_has_every_rule_that_refuses() -> None:
    rows = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    rules = {x.name: (x, load(x)) for x in LISTED}
    assert list(rows) == sorted(rows)
    missing = {name for name, (_, rule) in rules.items() if rule.severity is Severity.ERROR}
    assert missing <= rows.keys()
    for name, whose in rows.items():
        listed, rule = rules[name]
        is_theirs = rule.of_laconic_so or listed.is_moot or name in BY_HIT
        assert (whose == "laconic-so") == is_theirs, name
        assert whose != "stacklint" or rule.severity is not Severity.ERROR, name


def test_page_has_every_harm() -> None:
    page = PAGE.read_text(encoding="utf-8")
    stops = {Harm.DATA, Harm.START}
    for harm in Harm:
        assert f"| {harm.value} | {'yes' if harm in stops else 'no'} |" in page
