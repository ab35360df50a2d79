"""What goes on, on a terminal: each thing on a line with a spinner, its words and its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column

if TYPE_CHECKING:
    from rich.console import Console


def spinners(console: Console | None) -> Progress:
    """Give a display that leaves nothing behind; a line never grows beyond the terminal."""
    words = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False, table_column=words),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        expand=True,
    )
