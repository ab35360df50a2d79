"""What git prints, as values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

_LINK, _SUBMODULE = "120000", "160000"

# What git says where `.git` is a file, and names a directory that is not there.
_NO_REPOSITORY = "fatal: not a git repository: "
_LEADS_NOWHERE = (
    "`.git` leads there: in a container, mount that directory too; where a working tree was moved,"
    " `git worktree repair PATH` in its repository; in a submodule, `git submodule update --init`"
    " in the repository around it"
)

# What git says at last where a clone lacks what it left with its remote, and cannot fetch it.
_PROMISED = " from promisor remote"
_NOT_FETCHED = (
    "this clone is partial, and git could not fetch what it lacks: run it again where the remote"
    " can be reached"
)


class Raw(NamedTuple):
    """One line of a raw diff: what became of a file."""

    status: str
    before: str | None
    after: str | None
    old_path: str
    path: str


class Listing(NamedTuple):
    """What the index or a commit has at each path.

    Files and links have blobs, submodules the commit that is recorded of them.
    """

    files: dict[str, str]
    links: dict[str, str]
    modules: dict[str, str]

    def take(self, mode: str, path: str, name: str) -> None:
        """Put an entry where it belongs."""
        places = {_LINK: self.links, _SUBMODULE: self.modules}
        places.get(mode, self.files)[path] = name


class Touch(NamedTuple):
    """A commit that touched a file, by its full name, and what it made of that file.

    `beside` has what the walk saw of the commit, that file included. One that `is_first` has
    nothing before it: it took nothing away.
    """

    commit: str
    raw: Raw
    beside: tuple[Raw, ...] = ()
    is_first: bool = False


def names_in(out: bytes) -> Iterator[str]:
    """Give what stands between zero bytes: paths, or lines that end in one."""
    return (name for name in _fields(out) if name)


def staged_in(out: bytes) -> Listing:
    """Read `ls-files --stage`; a conflict gives our side."""
    found = Listing({}, {}, {})
    for (mode, blob, stage), path in _entries(out):
        if stage in {"0", "2"}:
            found.take(mode, path, blob)
    return found


def committed_in(out: bytes) -> Listing:
    """Read `ls-tree`."""
    found = Listing({}, {}, {})
    for (mode, _, blob), path in _entries(out):
        found.take(mode, path, blob)
    return found


def changes_in(out: bytes) -> Iterator[Raw]:
    """Read a raw diff, or a log of such without a word on its commits."""
    return _changes(_fields(out))


def touches_in(pieces: Iterable[bytes]) -> Iterator[Touch]:
    """Read a log of raw diffs as it comes, each commit behind a byte of its own (`%x01%H %P`)."""
    rest = b""
    for piece in pieces:
        *commits, rest = (rest + piece).split(b"\x01")
        for commit in commits:
            yield from _touches_of(commit)
    yield from _touches_of(rest)


def blobs_in(out: IO[bytes]) -> dict[str, bytes]:
    """Read `cat-file --batch`; what is missing, or is no blob, is left out."""
    found: dict[str, bytes] = {}
    for line in iter(out.readline, b""):
        head = line.split()
        if len(head) == 3:  # noqa: PLR2004 -- name, type, size
            content = out.read(int(head[2]))
            out.read(1)
            if head[1] == b"blob":
                found[head[0].decode()] = content
    return found


def reason_in(said: str) -> str:
    """Give why git failed, and the command that it advises where it trusts no directory."""
    lines = [line.strip() for line in said.strip().splitlines()] or [""]
    why = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])
    if why.startswith(_NO_REPOSITORY):
        return f"{why} ({_LEADS_NOWHERE})"
    if lines[-1].endswith(_PROMISED):
        return f"{why} ({_NOT_FETCHED})"
    advice = lines[-1] if "safe.directory" in lines[-1] else ""
    return why.partition(": ")[2] + f" ({advice})" if advice else why


def _entries(out: bytes) -> Iterator[tuple[list[str], str]]:
    """Give what is said of each path of a list, and the path."""
    for line in names_in(out):
        head, _, path = line.partition("\t")
        yield head.split(), path


def _fields(out: bytes) -> list[str]:
    # As Python opens files: a name in UTF-8 is none of a file where the locale says otherwise.
    return os.fsdecode(out).split("\0")


def _touches_of(text: bytes) -> Iterator[Touch]:
    head, *fields = _fields(text)
    commit, *parents = head.split() or [""]
    beside = tuple(_changes(fields))
    for raw in beside:
        yield Touch(commit, raw, beside, is_first=not parents)


def _changes(fields: Sequence[str]) -> Iterator[Raw]:
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
