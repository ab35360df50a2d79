"""What the system says of a file that it does not give, or does not take."""

from __future__ import annotations


def why_of(error: OSError) -> str:
    """Give the reason in small letters, to stand behind a colon."""
    return (error.strerror or "no reason given").lower()
