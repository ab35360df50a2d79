"""Questions to git. The only place that starts it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.repo.process import PIECE, Process, TooSlow, run
from stacklint.repo.root import environment_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

# Long enough for a cold disk and a large repository, short enough that a hook never hangs.
TIMEOUT = 120.0

WALKED = (".yml", ".yaml", ".j2")
"""The endings of the files whose history is walked through together."""

EVERY_WALKED = tuple(f"**/*{ending}" for ending in WALKED)

_LINK, _SUBMODULE = "120000", "160000"

# What git says where `.git` is a file, and names a directory that is not there.
_NO_REPOSITORY = "fatal: not a git repository: "
_LEADS_NOWHERE = (
    "`.git` leads there: in a container, mount that directory too; where a working tree was moved,"
    " `git worktree repair PATH` in its repository; in a submodule, `git submodule update --init`"
    " in the repository around it"
)

# The blobs without a byte, which the index has of a file that was added as an intention only.
_NO_TEXT = {
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}


class GitFailed(Exception):
    """Git could not answer."""

    def __init__(self, arguments: tuple[str, ...], words: str) -> None:
        self.arguments = arguments
        self.words = words

    def __str__(self) -> str:
        """Say what git said."""
        return f"git {self.arguments[0]}: {self.words or 'failed'}"


class Raw(NamedTuple):
    """One line of a raw diff: what became of a file."""

    status: str
    before: str | None
    after: str | None
    old_path: str
    path: str


class Listing(NamedTuple):
    """The blobs of the files of the index or of a commit, and those of its links, by path."""

    files: dict[str, str]
    links: dict[str, str]

    def take(self, mode: str, path: str, blob: str) -> None:
        """Put an entry where it belongs; a submodule belongs nowhere."""
        if mode != _SUBMODULE:
            (self.links if mode == _LINK else self.files)[path] = blob


class Touch(NamedTuple):
    """The last commit that touched a file: its name, its first parent's, and the two blobs."""

    commit: str
    raw: Raw


class Git:
    """One repository, by the directory that holds its files."""

    __slots__ = ("_batch", "_batch_owner", "_env", "root")

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fspath(root)
        self._env = environment_of(self.root)
        self._batch: Process | None = None
        self._batch_owner = 0

    def ask(self, *arguments: str, told: bytes = b"") -> bytes:
        """Run a command and give what it prints; GitFailed if it says no or takes too long.

        `told` is what the command reads from its input.
        """
        try:
            done = run(self._command(arguments), told, TIMEOUT, self._env)
        except TooSlow as error:
            raise GitFailed(arguments, f"no answer within {TIMEOUT:.0f} s") from error
        except OSError as error:
            raise GitFailed(arguments, f"git cannot be started: {error.strerror}") from error
        if done.code:
            raise GitFailed(arguments, _reason(done.err.decode("utf-8", "replace")))
        return done.out

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return ["git", "-C", self.root, "-c", "core.quotepath=off", *arguments]

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
        return sorted(set(_names(listed)))

    def untracked(self) -> list[str]:
        """List what is new and not ignored."""
        return sorted(_names(self.ask("ls-files", "-z", "--others", "--exclude-standard")))

    def index(self) -> dict[str, str]:
        """Give the blob of each file in the index; a conflict gives our side.

        What was added as an intention only (`git add -N`) is in no commit, and is left out.
        """
        return self.staged().files

    def staged(self) -> Listing:
        """List the index, as `index` does, and its links."""
        found = Listing({}, {})
        for line in _names(self.ask("ls-files", "-z", "--stage")):
            head, _, path = line.partition("\t")
            mode, blob, stage = head.split()
            if stage in {"0", "2"}:
                found.take(mode, path, blob)
        if not _NO_TEXT.isdisjoint(found.files.values()):
            for path in self._intended():
                found.files.pop(path, None)
        return found

    def _intended(self) -> list[str]:
        """List what git shall track, and has no content of yet: to a diff, it is added here."""
        names = ("diff", "--name-only", "-z", "--diff-filter=A", "--no-renames", "--no-ext-diff")
        return list(_names(self.ask(*names, "--ignore-submodules", "--")))

    def commit_files(self, commit: str) -> dict[str, str]:
        """Give the blob of each file of a commit."""
        return self.committed(commit).files

    def committed(self, commit: str) -> Listing:
        """List the files of a commit, and its links."""
        found = Listing({}, {})
        for line in _names(self.ask("ls-tree", "-r", "-z", "--full-tree", commit)):
            head, _, path = line.partition("\t")
            mode, _, blob = head.split()
            found.take(mode, path, blob)
        return found

    def diff(self, *arguments: str) -> list[Raw]:
        """Compare as `git diff` does, renames found."""
        out = self.ask(
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--find-renames",
            "--no-ext-diff",
            "--ignore-submodules",
            *arguments,
            "--",
        )
        return list(_raw_lines(out.decode("utf-8", "surrogateescape").split("\0")))

    def touches(
        self, paths: Iterable[str] = (), like: Iterable[str] = EVERY_WALKED
    ) -> Iterator[Touch]:
        """Walk the history back: the changes of some files, a commit after the other.

        Without paths these are all that are `like` a pattern, YAML files unless it is given, and
        renames among them are found; with paths a file that was renamed looks added.
        """
        arguments = (
            "log",
            "--format=%x01%H",
            "--raw",
            "-z",
            "--no-abbrev",
            "--find-renames",
            "--no-ext-diff",
            "--no-show-signature",
            "--root",
            "HEAD",
            "--",
            *([f":(literal){path}" for path in paths] or [f":(glob,icase){x}" for x in like]),
        )
        process = Process(self._command(arguments), env=self._env)
        try:
            yield from _touches(process)
        finally:
            process.kill()

    def changed_at(self, path: str) -> int | None:
        """Give the second of the last commit that touched a file, None where there is none."""
        try:
            said = self.ask("log", "-1", "--format=%ct", "HEAD", "--", f":(literal){path}")
            return int(said)
        except (GitFailed, ValueError):
            return None

    def fetch(self, names: Iterable[str]) -> dict[str, bytes]:
        """Give the contents of many blobs, in one go; those that this clone lacks are left out."""
        asked = sorted(set(names))
        if not asked:
            return {}
        out = self.ask("cat-file", "--batch", "--buffer", told="\n".join(asked).encode() + b"\n")
        found: dict[str, bytes] = {}
        at = 0
        while at < len(out):
            end = out.index(b"\n", at)
            head = out[at:end].split()
            at = end + 1
            if len(head) == 3:  # noqa: PLR2004 -- name, type, size
                size = int(head[2])
                if head[1] == b"blob":
                    found[head[0].decode()] = out[at : at + size]
                at += size + 1
        return found

    def blob(self, name: str) -> bytes | None:
        """Give the content of a blob, None where this clone does not hold it."""
        batch = self._open_batch()
        batch.told.write(name.encode() + b"\n")
        head = batch.out.readline().split()
        if len(head) != 3:  # noqa: PLR2004 -- name, type, size
            return None
        content = batch.out.read(int(head[2]))
        batch.out.read(1)
        return content if head[1] == b"blob" else None

    def _open_batch(self) -> Process:
        # A forked worker must not share the pipe of its parent.
        if self._batch is None or self._batch_owner != os.getpid():
            self._batch_owner = os.getpid()
            self._batch = Process(self._command(("cat-file", "--batch")), env=self._env)
        return self._batch

    def close(self) -> None:
        """End the process that hands out blobs."""
        if self._batch is not None and self._batch_owner == os.getpid():
            self._batch.end()
            self._batch = None

    def is_ignored(self, path: str) -> bool:
        """Tell whether git ignores an untracked path."""
        try:
            self.ask("check-ignore", "--quiet", "--", path)
        except GitFailed:
            return False
        return True

    def is_as_staged(self, path: str) -> bool:
        """Tell whether git would stage a file just as the index has it."""
        try:
            self.ask("diff", "--quiet", "--no-ext-diff", "--", f":(literal){path}")
        except GitFailed:
            return False
        return True

    def had_blob(self, path: str, blobs: Collection[str]) -> bool:
        """Tell whether a commit changed a file from one of some contents, renames followed."""
        return any(raw.before in blobs for raw in self._changes_of(path))

    def was_given(self, path: str, blobs: Collection[str]) -> bool:
        """Tell whether a commit gave a file one of some contents, renames followed."""
        return any(raw.after in blobs for raw in self._changes_of(path))

    def _changes_of(self, path: str) -> Iterator[Raw]:
        arguments = ("log", "--format=", "--raw", "-z", "--no-abbrev", "--follow", "HEAD")
        try:
            out = self.ask(*arguments, "--", f":(literal){path}")
        except GitFailed:
            return iter(())
        return _raw_lines(out.decode("utf-8", "surrogateescape").split("\0"))

    def is_cut_off(self) -> bool:
        """Tell from the disk whether the clone is shallow; working trees share what says so."""
        own = self.directory()
        shared = os.path.join(own, "commondir")
        common = os.path.join(own, _line(shared)) if os.path.isfile(shared) else own
        return os.path.exists(os.path.join(common, "shallow"))

    def directory(self) -> str:
        """Give the directory that holds what git knows of this working tree."""
        # Read here, since asking git costs a process at every start.
        own = os.path.join(self.root, ".git")
        return own if os.path.isdir(own) else os.path.join(self.root, _line(own))


def _reason(said: str) -> str:
    """Give why git failed, and the command that it advises where it trusts no directory."""
    lines = [line.strip() for line in said.strip().splitlines()] or [""]
    why = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])
    if why.startswith(_NO_REPOSITORY):
        return f"{why} ({_LEADS_NOWHERE})"
    advice = lines[-1] if "safe.directory" in lines[-1] else ""
    return why.partition(": ")[2] + f" ({advice})" if advice else why


def _line(file: str) -> str:
    """Give the directory that a file of git's names."""
    with open(file, encoding="utf-8", errors="replace") as opened:
        return opened.read().removeprefix("gitdir:").strip()


def _names(out: bytes) -> Iterator[str]:
    return (name for name in out.decode("utf-8", "surrogateescape").split("\0") if name)


def _raw_lines(fields: Sequence[str]) -> Iterator[Raw]:
    at = 0
    while at < len(fields) and fields[at].lstrip("\n").startswith(":"):
        _, _, before, after, status = fields[at].lstrip("\n")[1:].split()
        is_pair = status[0] in "RC"
        old, new = fields[at + 1], fields[at + 2] if is_pair else fields[at + 1]
        yield Raw(status[0], _blob(before), _blob(after), old, new)
        at += 3 if is_pair else 2


def _blob(name: str) -> str | None:
    # Git writes zeros for none, 40 or 64 of them.
    return name if name.strip("0") else None


def _touches(process: Process) -> Iterator[Touch]:
    rest = b""
    while piece := os.read(process.out.fileno(), PIECE):
        *commits, rest = (rest + piece).split(b"\x01")
        for commit in commits:
            yield from _commit_touches(commit)
    yield from _commit_touches(rest)


def _commit_touches(text: bytes) -> Iterator[Touch]:
    commit, *fields = text.decode("utf-8", "surrogateescape").split("\0")
    for raw in _raw_lines(fields):
        yield Touch(commit.strip(), raw)
