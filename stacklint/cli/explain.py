"""`stacklint explain`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN
from stacklint.cli.asked import registry_here, rule_named
from stacklint.cli.errors import UsageError
from stacklint.cli.output import print_data, print_text
from stacklint.cli.pages import page_text
from stacklint.cli.rules import facts

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print the page of a rule."""
    registry = registry_here(arguments)
    name = rule_named(arguments.rule, registry)
    page = page_text(name, registry)
    if page is None:
        raise UsageError(f"this installation lacks the page of {name}: install stacklint again")
    fact = facts(registry.listed_as(name), registry)
    if arguments.format == "json":
        import json  # noqa: PLC0415 -- only for this format

        print_data(json.dumps({**fact, "page": page}, indent=2, ensure_ascii=False))
        return CLEAN
    head, _, rest = page.partition("\n")
    line = " · ".join(str(fact[key]) for key in ("category", "severity", "confidence", "profile"))
    text = f"{head}\n\n{line} · fix: {fact['fix']} · targets: {', '.join(fact['targets'])}"
    text += f" · since {fact['since']}" if fact["since"] else f" · from {fact['origin']}"
    text += f"\n{rest}"
    _show(text, is_rich=arguments.format == "text" and sys.stdout.isatty())
    return CLEAN


def _show(text: str, *, is_rich: bool) -> None:
    if not is_rich:
        print_text(text)
        return
    from rich.console import Console  # noqa: PLC0415 -- only for people at a terminal
    from rich.markdown import Markdown  # noqa: PLC0415

    Console().print(Markdown(text))
