"""`stacklint suppressions`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

from stacklint.cli import CLEAN, UNREADABLE
from stacklint.cli.asked import sessions
from stacklint.cli.errors import say_missing
from stacklint.cli.output import print_data, print_text
from stacklint.model.secrets.masks import masked
from stacklint.report.escape import json_text, visible
from stacklint.run.linting import lint

if TYPE_CHECKING:
    import argparse

    from stacklint.rule import AllowUse


class Row(TypedDict):
    """One suppression, as text."""

    file: str
    line: int
    scope: str
    rules: list[str]
    until: str | None
    reason: str
    state: str


def run(arguments: argparse.Namespace) -> int:
    """List every suppression comment with its reason."""
    rows: list[Row] = []
    code = CLEAN
    for session in sessions(arguments, time.perf_counter()):
        code = UNREADABLE if say_missing(session.workspace) else code
        looked, _, _ = lint(session)
        selection = session.linter.selection
        uses = looked.allows.uses(selection.profile_of, selection.registry.names)
        rows += [_row(use) for use in uses]
    if arguments.format == "json":
        import json  # noqa: PLC0415 -- only for this format

        print_data(json_text(json.dumps(rows, indent=2, ensure_ascii=False)))
    elif rows or code == CLEAN:
        print_text(
            "\n".join([*map(_lines, rows), f"{len(rows)} suppression{'s' * (len(rows) != 1)}"])
        )
    return code


def _row(use: AllowUse) -> Row:
    allow = use.allow
    return Row(
        file=use.document.name,
        line=use.document.position(allow.comment.start).line,
        scope="file" if allow.whole_file else "entry" if allow.comment.alone else "line",
        rules=list(allow.rules),
        until=None if allow.until is None else allow.until.isoformat(),
        reason=masked(allow.reason),
        state=_state(use),
    )


def _state(use: AllowUse) -> str:
    allow = use.allow
    if allow.fault is not None or any(
        name not in use.known and name not in use.aliases for name in allow.rules
    ):
        return "malformed"
    if not allow.reason:
        return "without reason"
    if allow.until is not None and allow.until < use.today:
        return "expired"
    if use.used:
        return "in force"
    return "unused" if use.judged.issuperset(allow.rules) else "not judged"


def _lines(row: Row) -> str:
    until = f" until {row['until']}" if row["until"] else ""
    head = f"{row['file']}:{row['line']}: {', '.join(row['rules']) or '?'}{until} ({row['state']})"
    return "\n    ".join(map(visible, (head, row["reason"]) if row["reason"] else (head,)))
