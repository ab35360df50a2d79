"""Findings as a table of Markdown, for a page, a comment or the summary of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.report import hints
from stacklint.report.escape import markdown as escaped
from stacklint.report.escape import markdown_code
from stacklint.report.look import PLAIN
from stacklint.report.mask import Mask
from stacklint.report.scene import scene_of
from stacklint.report.summary import counts, passes, unseen
from stacklint.report.worst import worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.finding import Finding
    from stacklint.report.look import Look
    from stacklint.report.run import Run

MOST_ROWS = 500
MOST_BYTES = 900_000
"""GitHub takes 1 MiB for a step, and nothing of what is more."""

_HEAD = ("| | Rule | Place | What is wrong |", "| --- | --- | --- | --- |")


def markdown(run: Run, _look: Look) -> str:
    """Give every open finding, in the order of files."""
    mask = Mask(run)
    return _page(run, [_row(run, finding, mask) for finding in run.open], "")


def step_summary(run: Run, _look: Look) -> str:
    """Give the open findings, the worst first, as much as GitHub takes."""
    worst = worst_first(run.open)
    rows = list(_that_fit(run, worst[:MOST_ROWS]))
    left_out = len(worst) - len(rows)
    more = f"{left_out} more findings; all of them: {hints.command('check')}"
    return _page(run, rows, more if left_out > 0 else "")


def _that_fit(run: Run, findings: list[Finding]) -> Iterator[str]:
    """Give the first rows, as many as one step takes: a key may be as long as a file."""
    mask = Mask(run)
    room = MOST_BYTES
    for finding in findings:
        row = _row(run, finding, mask)
        room -= len(row.encode("utf-8", "replace"))
        if room < 0:
            return
        yield row


def _page(run: Run, rows: list[str], more: str) -> str:
    lines = [f"### stacklint: {counts(run)}", ""]
    if rows:
        lines += (*_HEAD, *rows, "")
    for said in (more, *_said(run)):
        if said:
            lines += (escaped(said), "")
    return "".join(f"{line}\n" for line in lines[:-1])


def _row(run: Run, finding: Finding, mask: Mask) -> str:
    secrets = mask.of(finding)
    place = f"{run.shown(finding.file)}:{finding.at.line}"
    fix = finding.fix
    message = escaped(secrets.said(finding.message))
    if fix is not None:
        message += f"<br>fix ({fix.safety.value}): {escaped(secrets.said(fix.title))}"
    cells = (finding.severity.word, markdown_code(finding.rule), markdown_code(place), message)
    return f"| {' | '.join(cells)} |"


def _said(run: Run) -> Iterator[str]:
    """Say where the run stands, and what no finding tells."""
    if run.tells_profile:
        yield passes(run)
    yield from unseen(scene_of(run, PLAIN))
