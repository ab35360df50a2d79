"""`stacklint rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from stacklint.cli import CLEAN
from stacklint.cli.asked import registry_here
from stacklint.cli.output import print_data, print_text
from stacklint.model.targets import Target
from stacklint.registry import BUILT_IN, ORIGIN

if TYPE_CHECKING:
    import argparse

    from stacklint.registry import Registry
    from stacklint.rules import Listed


class Facts(TypedDict):
    """What the table of rules says of one."""

    rule: str
    category: str
    severity: str
    confidence: str
    profile: str
    harm: str
    fix: str
    targets: list[str]
    since: str
    origin: str
    summary: str


def facts(listed: Listed, registry: Registry = BUILT_IN) -> Facts:
    """Give what is known of a rule, as text."""
    rule = registry.load(listed)
    return Facts(
        rule=rule.name,
        category=rule.category,
        severity=rule.severity.word,
        confidence=rule.confidence.word,
        profile=rule.profile.word,
        harm=rule.harm.value,
        fix="none" if rule.fix is None else rule.fix.value,
        targets=[target.value for target in Target if target in rule.targets],
        since=listed.since,
        origin=registry.origin_of(rule.name),
        summary=rule.summary,
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the table of rules."""
    registry = registry_here(arguments)
    table = [facts(listed, registry) for listed in registry.listed]
    if arguments.format == "json":
        import json  # noqa: PLC0415 -- only for this format

        print_data(json.dumps(table, indent=2, ensure_ascii=False))
    elif arguments.format == "markdown":
        print_text(markdown_table(table))
    else:
        print_text("\n".join(_lines(table)))
    return CLEAN


def _lines(table: list[Facts]) -> list[str]:
    lines: list[str] = []
    width = max(len(row["rule"]) for row in table)
    for category, origin in dict.fromkeys((row["category"], row["origin"]) for row in table):
        lines += [category if origin == ORIGIN else f"{category} ({origin})"]
        for row in table:
            if (row["category"], row["origin"]) == (category, origin):
                marks = f"{row['severity']:8} {row['profile']:11} {_fix(row):7} {row['since']}"
                lines.append(f"  {row['rule']:{width}} {marks}".rstrip())
    total = f"{len(table)} rules. All about one: stacklint explain RULE"
    return [f"  {'':{width}} {'severity':8} {'profile':11} {'fix':7} since", *lines, total]


def _fix(row: Facts) -> str:
    return "" if row["fix"] == "none" else row["fix"]


def markdown_table(table: list[Facts]) -> str:
    """Give the table as Markdown, a line for each rule, with links to the pages."""
    head = [
        "| rule | what | severity | profile | fix | since |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows = [
        f"| [{row['rule']}]({row['rule']}.md) | {row['summary'].rstrip('.')} "
        f"| {row['severity']} | {row['profile']} | {row['fix']} | {row['since']} |"
        for row in table
    ]
    return "\n".join([*head, *rows])
