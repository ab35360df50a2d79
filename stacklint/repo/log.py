"""What the log of git tells of files: a commit after the other, the latest first."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.repo.git import TIMEOUT, GitFailed, unanswered
from stacklint.repo.git_output import Raw, Touch, touches_in
from stacklint.repo.process import TooSlow
from stacklint.repo.root import is_partial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stacklint.repo.git import Git
    from stacklint.repo.process import Process

WALKED = (".yml", ".yaml", ".j2")
"""The endings of the files whose history is walked through together."""

_EVERY_WALKED = tuple(f"**/*{ending}" for ending in WALKED)

_TELLING = (
    *("log", "--format=%x01%H %P", "--raw", "-z", "--no-abbrev", "--root"),
    *("--no-ext-diff", "--no-show-signature"),
)


def walk(
    git: Git, paths: Iterable[str] = (), like: Iterable[str] = _EVERY_WALKED, start: str = "HEAD"
) -> Iterator[Touch]:
    """Walk the history back: the changes of some files, a commit after the other.

    Git walks from now on, whenever it is heard.
    Without paths these are all that are `like` a pattern, YAML files unless it is given, and
    renames among them that change nothing are found; with paths a file that was renamed looks
    added. To see more, git would have to read files, which a partial clone fetches one by one.
    """
    arguments = (*_TELLING, "--find-renames=100%", start, "--", *_specs(paths, like))
    touches = _heard(git, git.start(arguments), arguments)
    # A generator that was begun ends the process also where nobody goes on.
    next(touches)
    return touches


def _specs(paths: Iterable[str], like: Iterable[str]) -> list[str]:
    return [f":(literal){path}" for path in paths] or [f":(glob,icase){x}" for x in like]


_BEGUN = Touch("", Raw("", None, None, "", ""))


def _heard(git: Git, process: Process, arguments: tuple[str, ...]) -> Iterator[Touch]:
    try:
        yield _BEGUN
        yield from touches_in(iter(lambda: process.read(TIMEOUT), b""))
    except TooSlow as error:
        process.kill()
        raise unanswered(arguments) from error
    except BaseException:
        process.kill()
        raise
    if process.end():
        yield from _heard_again(git, arguments)


def _heard_again(git: Git, arguments: tuple[str, ...]) -> Iterator[Touch]:
    """Have git say why it did not come to the end; without a commit, there was nothing to walk."""
    try:
        git.ask("rev-parse", "--verify", "--quiet", "HEAD")
    except GitFailed:
        # Where git refuses this repository, this says so.
        git.ask("rev-parse", "--git-dir")
        return
    yield from touches_in([git.ask(*arguments)])


def changes_by(
    git: Git, commits: Iterable[str], paths: Iterable[str]
) -> dict[str, tuple[Raw, ...]]:
    """Give what commits did to all files like some, by commit, renames found."""
    endings = {*WALKED, *(posixpath.splitext(path)[1] for path in paths)}
    like = _specs((), [f"**/*{ending}" for ending in sorted(endings)])
    told = "".join(f"{commit}\n" for commit in sorted(set(commits))).encode()

    def ask(renames: str) -> Iterator[Touch]:
        names = ("--no-walk=unsorted", renames, "--stdin", "--")
        return touches_in([git.ask(*_TELLING, *names, *like, told=told)])

    if is_partial(git.root):
        # To see what is alike, git reads what came and what went: of each commit for itself.
        git.bring(_came_and_went({touch.commit: touch.beside for touch in ask("--no-renames")}))
    return {touch.commit: touch.beside for touch in ask("--find-renames")}


def _came_and_went(commits: Mapping[str, tuple[Raw, ...]]) -> Iterator[str]:
    """Give the contents of files that may be others by another name."""
    for beside in commits.values():
        if _may_rename(beside):
            yield from (x.before or x.after or "" for x in beside if x.status in {"A", "D"})


def _may_rename(beside: tuple[Raw, ...]) -> bool:
    return {raw.status for raw in beside} >= {"A", "D"}


def renames(git: Git) -> Iterator[tuple[str, str]]:
    """Give the old and new paths of files that commits renamed, the latest first."""
    commits = {touch.commit: touch.beside for touch in walk(git)}
    unsure = [commit for commit, beside in commits.items() if _may_rename(beside)]
    if unsure:
        commits |= changes_by(git, unsure, ())
    for beside in commits.values():
        yield from ((raw.old_path, raw.path) for raw in beside if raw.status == "R")


def changed_at(git: Git, path: str) -> int | None:
    """Give the second of the last commit that touched a file, None where there is none."""
    try:
        return int(git.ask("log", "-1", "--format=%ct", "HEAD", "--", f":(literal){path}"))
    except (GitFailed, ValueError):
        return None
