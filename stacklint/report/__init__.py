"""The reports: one file per format, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.report.look import Look
    from stacklint.report.run import Run

FORMATS: dict[str, str] = {
    "text": "full:text",
    "full": "full:full",
    "concise": "plain:concise",
    "json": "data:data",
    "sarif": "sarif:sarif",
    "github": "github:workflow_commands",
    "github-summary": "markdown:step_summary",
    "gitlab": "gitlab:code_quality",
    "junit": "junit:junit",
    "markdown": "markdown:markdown",
}
"""Module and function of each format, the default one first."""


def render(name: str, run: Run, look: Look) -> str:
    """Give a report in the format of that name, ready to be printed or written.

    KeyError where there is no such format. The same run gives the same text, whatever the order
    its findings came in.
    """
    module, function = FORMATS[name].split(":")
    report: Callable[[Run, Look], str] = getattr(
        import_module(f"stacklint.report.{module}"), function
    )
    return report(run, look)
