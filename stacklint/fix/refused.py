"""Why a change was not made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Refused(Exception):
    """A change that cannot be made without touching more than it names; the text stays."""

    reason: str

    def __str__(self) -> str:
        """Give the reason."""
        return self.reason
