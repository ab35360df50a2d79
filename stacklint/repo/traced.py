"""Files by the names that they had before: what commits moved, written again or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.log import changes_by, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Raw, Touch


def traced(git: Git, found: Mapping[str, Touch]) -> dict[str, Touch]:
    """Lead files that a commit added to those that it took away for them; git is asked once."""
    added = {
        path: touch
        for path, touch in found.items()
        if touch.raw.before is None and not touch.is_first
    }
    if not added:
        return dict(found)
    # Imported late: most files were changed by the commit that touched them last.
    from stacklint.repo.moved import moved_by_commit  # noqa: PLC0415

    commits = changes_by(git, {touch.commit for touch in added.values()}, added)
    moves: dict[str, Raw] = {}
    for commit, beside in commits.items():
        paths = {path for path, touch in added.items() if touch.commit == commit}
        own = {x.path: x for x in beside if x.status == "R"}
        own = own if own.keys() >= paths else moved_by_commit(git, beside) | own
        moves |= {path: own[path] for path in paths & own.keys()}
    return {path: x._replace(raw=moves.get(path, x.raw)) for path, x in found.items()}


def followed(git: Git, path: str, start: str = "HEAD") -> Iterator[Touch]:
    """Give what commits up to one did to a file, the latest first, and before it had its name.

    `git log --follow` takes what a file was copied from for the same file, and reads all files of
    a commit to find that.
    """
    for touch in walk(git, [path], start=start):
        whole = traced(git, {path: touch})[path]
        yield whole
        if whole.raw.old_path != path:
            yield from followed(git, whole.raw.old_path, f"{touch.commit}^")
            return


def had_blob(git: Git, path: str, blobs: Collection[str]) -> bool:
    """Tell whether a commit changed a file from one of some contents, renames followed."""
    return any(touch.raw.before in blobs for touch in followed(git, path))


def was_given(git: Git, path: str, blobs: Collection[str]) -> bool:
    """Tell whether a commit gave a file one of some contents, renames followed."""
    return any(touch.raw.after in blobs for touch in followed(git, path))
