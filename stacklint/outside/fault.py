"""What is wrong with a rule from outside."""

from __future__ import annotations


class BadRule(Exception):
    """A table or a package that gives no rule that could be run."""

    def __str__(self) -> str:
        """Say it in one line, whatever the table holds."""
        words = super().__str__()
        return "".join(x if x.isprintable() else ascii(x)[1:-1] for x in words)
