"""What a run lints with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.suppress import Allows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from stacklint.run.workspace import Workspace
    from stacklint.select import Selection


class Linter(NamedTuple):
    """A workspace with a selection, ready to look at trees of it."""

    workspace: Workspace
    selection: Selection
    today: Callable[[], date]
    expired_count: bool = True
    clock: Callable[[], float] | None = None

    def allows(self) -> Allows:
        """Give what takes up suppressions, and has none yet."""
        return Allows(self.today, expired_count=self.expired_count)
