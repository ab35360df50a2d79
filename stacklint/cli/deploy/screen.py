"""What the commands on a deployment show: lines as wide as the terminal, or data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.plan.text import Heading
from stacklint.cli.arguments import terminal_columns
from stacklint.cli.output import print_text
from stacklint.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from deployer.revisions.candidate import Candidate
    from stacklint.model.change import Data

_WIDEST = 100


def heading_of(one: Candidate) -> Heading:
    """Say which deployment it is, and where."""
    return Heading(one.stack, one.target, one.identity.cluster_id)


def columns() -> int:
    """Give the columns that lines may have: those of the terminal, up to what is read well."""
    return min(terminal_columns(), _WIDEST)


def harmless(lines: Iterable[str]) -> str:
    """Join lines, each made harmless for a terminal."""
    return "\n".join(visible(line) for line in lines)


def print_data(data: Mapping[str, Data]) -> None:
    """Print data as JSON."""
    import json  # noqa: PLC0415 -- `json` is for who asks for it

    print_text(json.dumps(data, indent=2))
