"""What git makes of one path, asked before a file is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.git import GitFailed

if TYPE_CHECKING:
    from stacklint.repo.git import Git


def is_ignored(git: Git | None, path: str) -> bool:
    """Tell whether git ignores an untracked path; outside of git, nothing is."""
    return git is not None and _says_yes(git, "check-ignore", "--quiet", "--", path)


def is_as_staged(git: Git, path: str) -> bool:
    """Tell whether git would stage a file just as the index has it."""
    return _says_yes(git, "diff", "--quiet", "--no-ext-diff", "--", f":(literal){path}")


def _says_yes(git: Git, *arguments: str) -> bool:
    try:
        git.ask(*arguments)
    except GitFailed:
        return False
    return True
