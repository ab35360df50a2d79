"""The commits that a revision is made of, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.checkouts import checkouts
from deployer.checkouts.clone import Clone
from deployer.errors import CannotDo, PreflightFailed
from deployer.revisions import latest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployer.checkouts import Checkout
    from deployer.revisions.candidate import Candidate
    from deployer.shell import Shell
    from deployer.source import Source


def commit_words(one: Candidate, source: Source, shell: Shell) -> str:
    """Say which commits came since the revision that runs, and where other checkouts are.

    `git 3f2c1aa..9b10d4e (2 commits), /srv/stacks: git 1c3f5a7 (changed)`: what a checkout beside
    that of the spec was at before, no revision records.
    """
    clone = Clone(shell, source.repository.root)
    return ", ".join((_came(one.place, one.commit, clone), *_beside(source, shell)))


def _came(place: Path, after: str, clone: Clone) -> str:
    record = latest(place)
    before = "" if record is None else record.commit
    if not after:
        return "from no commit"
    if not before or before == after:
        return f"git {after[:7]}"
    words = f"git {before[:7]}..{after[:7]}"
    try:
        gone, come = clone.apart(before, after)
    except PreflightFailed:
        return words
    if gone and come:
        return f"{words} (another branch)"
    count = gone or come
    return f"{words} ({count} commit{'' if count == 1 else 's'}{' back' if gone else ''})"


def _beside(source: Source, shell: Shell) -> Iterator[str]:
    """Give the other checkouts that files are taken of, such as that of the stack."""
    own = {source.repository.root, source.repository.checkout}
    for checkout in checkouts(source):
        if checkout.root not in own:
            yield f"{checkout.root}: {_is_at(checkout, Clone(shell, checkout.root))}"


def _is_at(checkout: Checkout, clone: Clone) -> str:
    try:
        words = f"git {clone.commit('HEAD')[:7]}"
    except PreflightFailed:
        return "from no commit"
    try:
        clone.check_clean(checkout.files)
    except CannotDo:
        return f"{words} (changed)"
    return words
