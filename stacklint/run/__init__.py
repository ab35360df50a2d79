"""A run of the linter: what it is about, what it looks at, and what comes of it, as values."""

from __future__ import annotations


class CannotRun(Exception):
    """What a run was asked to look at, or to hold it against, is not to be had."""
