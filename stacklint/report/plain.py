"""One line for each finding, for editors, `grep` and the pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.report.ansi import SEVERITY_STYLE, Style
from stacklint.report.scene import scene_of

if TYPE_CHECKING:
    from stacklint.report.look import Look
    from stacklint.report.run import Run


def concise(run: Run, look: Look) -> str:
    """Give `file:line:column: severity[rule] message` for each open finding, and nothing else.

    Where a preview is what was asked for, it is the diff, and nothing else.
    """
    if run.is_preview:
        from stacklint.report.diff import diff  # noqa: PLC0415 -- difflib is for those who ask

        return diff(run, look)
    scene = scene_of(run, look)
    lines: list[str] = []
    for finding in run.open:
        rule = f"{finding.severity.word}[{finding.rule}]"
        lines.append(
            f"{scene.place(finding.at, Style.STRONG)}:"
            f" {scene.paint(rule, SEVERITY_STYLE[finding.severity])}"
            f" {scene.said(finding.message, finding)}\n"
        )
    return "".join(lines)
