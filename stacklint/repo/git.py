"""Questions to git. The only place that starts it."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

from stacklint.model.scripts.script import YAML
from stacklint.model.yaml.parse import SEALED
from stacklint.repo.batch import Batch, BatchEnded
from stacklint.repo.git_output import (
    blobs_in,
    changes_in,
    committed_in,
    names_in,
    reason_in,
    staged_in,
)
from stacklint.repo.process import Process, TooSlow, memory_file, run
from stacklint.repo.root import environment_of, is_partial, is_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacklint.repo.git_output import Listing, Raw

# Long enough for a cold disk and a large repository, short enough that a hook never hangs.
TIMEOUT = 120.0

# The blobs without a byte, which the index has of a file that was added as an intention only.
_NO_TEXT = {
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}

# `git merge` names the commits that it merges to its hooks, before it writes them down.
_COMING = "GITHEAD_"


class GitFailed(Exception):
    """Git could not answer."""

    def __init__(self, arguments: tuple[str, ...], words: str) -> None:
        self.arguments = arguments
        self.words = words

    def __str__(self) -> str:
        """Say what git said."""
        return f"git {self.arguments[0]}: {self.words or 'failed'}"


def git_at(root: str | os.PathLike[str]) -> Git | None:
    """Give the repository that a directory is the root of; None where it is none."""
    return Git(root) if is_root(os.fspath(root)) else None


def _unstarted(arguments: tuple[str, ...], error: OSError) -> GitFailed:
    if isinstance(error, FileNotFoundError):
        return GitFailed(arguments, "git is not installed, or not on PATH")
    return GitFailed(arguments, f"git cannot be started: {error.strerror}")


def unanswered(arguments: tuple[str, ...]) -> GitFailed:
    """Give the failure of a git that says nothing for too long."""
    return GitFailed(arguments, f"no answer within {TIMEOUT:.0f} s")


class Git:
    """One repository, by the directory that holds its files."""

    __slots__ = ("_batch", "_env", "root")

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fspath(root)
        self._env = environment_of(self.root)
        self._batch = Batch(lambda: self.start(("cat-file", "--batch")), TIMEOUT)

    def ask(self, *arguments: str, told: bytes = b"", into: int | None = None) -> bytes:
        """Run a command and give what it prints; GitFailed if it says no or takes too long.

        `told` is what the command reads from its input, `into` a file that it prints to instead.
        """
        try:
            done = run(self._command(arguments), told, TIMEOUT, self._env, into)
        except TooSlow as error:
            raise unanswered(arguments) from error
        except OSError as error:
            raise _unstarted(arguments, error) from error
        if done.code:
            raise GitFailed(arguments, reason_in(done.err.decode("utf-8", "replace")))
        return done.out

    def start(self, arguments: tuple[str, ...]) -> Process:
        """Start a command that is heard out piece by piece."""
        try:
            return Process(self._command(arguments), env=self._env)
        except OSError as error:
            raise _unstarted(arguments, error) from error

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return ["git", "-C", self.root, "-c", "core.quotepath=off", *arguments]

    def is_committing(self) -> bool:
        """Tell whether this is a hook of a commit to this repository: git names its index then."""
        return "GIT_INDEX_FILE" in self._env

    def coming(self) -> tuple[str, ...]:
        """Name the commits that a merge has not written down yet, which runs us as its hook."""
        named = (x.removeprefix(_COMING) for x in self._env if x.startswith(_COMING))
        return tuple(x for x in named if self.commit_of(x) is not None)

    def commit_of(self, reference: str) -> str | None:
        """Give the full name of a commit, None where there is none of that name here."""
        try:
            found = self.ask(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"
            )
        except GitFailed:
            return None
        return found.decode().strip()

    def merge_base(self, one: str, other: str) -> str | None:
        """Give the commit where two histories part, None where this clone does not hold it."""
        try:
            return self.ask("merge-base", one, other).decode().split()[0]
        except (GitFailed, IndexError):
            return None

    def is_shallow(self) -> bool:
        """Tell whether the clone was cut off."""
        return self.ask("rev-parse", "--is-shallow-repository").strip() == b"true"

    def files(self) -> list[str]:
        """List what git tracks, and what is new and not ignored."""
        listed = self.ask("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return sorted(set(names_in(listed)))

    def untracked(self) -> list[str]:
        """List what is new and not ignored."""
        return sorted(names_in(self.ask("ls-files", "-z", "--others", "--exclude-standard")))

    def index(self) -> dict[str, str]:
        """Give the blob of each file in the index; a conflict gives our side.

        What was added as an intention only (`git add -N`) is in no commit, and is left out.
        """
        return self.staged().files

    def staged(self) -> Listing:
        """List the index, as `index` does, with its links and submodules."""
        found = staged_in(self.ask("ls-files", "-z", "--stage"))
        if not _NO_TEXT.isdisjoint(found.files.values()):
            for path in self._intended():
                found.files.pop(path, None)
        return found

    def _intended(self) -> list[str]:
        """List what git shall track, and has no content of yet: to a diff, it is added here."""
        names = ("diff", "--name-only", "-z", "--diff-filter=A", "--no-renames", "--no-ext-diff")
        return list(names_in(self.ask(*names, "--ignore-submodules", "--")))

    def committed(self, commit: str) -> Listing:
        """List the files of a commit, its links and its submodules."""
        return committed_in(self.ask("ls-tree", "-r", "-z", "--full-tree", commit))

    def gather(self, tree: str) -> None:
        """Fetch what YAML files a partial clone lacks of a commit, or of the index (`--cached`).

        Asked for a content, git fetches that one alone; to compare many, it fetches them at once.
        """
        if not is_partial(self.root):
            return
        nothing = self.ask("hash-object", "-t", "tree", os.devnull).decode().strip()
        plain = ("--numstat", "--no-renames", "--no-ext-diff", "--ignore-submodules")
        self.ask("diff", *plain, tree, nothing, "--", *(f":(glob)**/*{x}" for x in YAML))

    def diff(self, *arguments: str) -> list[Raw]:
        """Compare as `git diff` does, renames found; a submodule differs by its commit alone."""
        out = self.ask(
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--find-renames",
            "--no-ext-diff",
            "--ignore-submodules=dirty",
            *arguments,
            "--",
        )
        return list(changes_in(out))

    def fetch(self, names: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of many blobs, in one go; those that this clone lacks are left out."""
        asked = sorted(set(names))
        if not asked:
            return {}
        self.bring(asked)
        told = "\n".join(asked).encode() + b"\n"
        arguments, file = ("cat-file", "--batch", "--buffer"), memory_file()
        if file is None:
            return blobs_in(BytesIO(self.ask(*arguments, told=told)))
        with file:
            self.ask(*arguments, told=told, into=file.fileno())
            file.seek(0)
            return blobs_in(file)

    def bring(self, names: Iterable[str]) -> None:
        """Fetch at once what a partial clone lacks of some blobs.

        Asked for contents, git fetches them one by one; to pack some, it fetches what it lacks.
        """
        if is_partial(self.root) and (asked := sorted(set(names))):
            told = "\n".join(asked).encode() + b"\n"
            self.ask("pack-objects", "--quiet", "--window=0", "--stdout", told=told)

    def blob(self, name: str) -> bytes | None:
        """Give the content of a blob, None where this clone does not hold it."""
        try:
            return self._batch.blob(name)
        except BatchEnded:
            # Asked for this one alone, git says why.
            return self.ask("cat-file", "blob", name)
        except TooSlow as error:
            raise unanswered(("cat-file",)) from error

    def checked_out(self, path: str, blob: str, content: bytes) -> bytes:
        """Give the content of a blob as a checkout would have it at a path, where it is encrypted.

        It stays so where this clone has no filter that decrypts it.
        """
        if not content.startswith(SEALED):
            return content
        return self.ask("cat-file", "--filters", f"--path={path}", blob)

    def close(self) -> None:
        """End the process that hands out blobs."""
        self._batch.close()

    def is_overlooked(self, path: str) -> bool:
        """Tell whether git was told not to look whether a file on the disk was changed."""
        tag = self.ask("ls-files", "-v", "--", f":(literal){path}")[:1]
        # `skip-worktree`, and in small letters `assume-unchanged`.
        return tag == b"S" or tag.islower()
