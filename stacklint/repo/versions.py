"""Earlier versions of files: their contents, and what they make of a spec or a stack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.model.compose.file import Compose
from stacklint.model.named import NamedTuple
from stacklint.model.revision import ComposeRevision, Revision, StackRevision
from stacklint.model.spec import Spec
from stacklint.model.spec_shape import is_spec
from stacklint.model.stack import StackFile
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.sections import changed_sections
from stacklint.repo.discover import parsed
from stacklint.repo.git import GitFailed
from stacklint.repo.traced import had_blob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacklint.model.yaml.document import Document
    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Raw


# To load OpenSSL takes 4 ms; it names a text of 4 KB in 6 µs, and CPython's own code in 33.
_WORTH_OPENSSL = 150

_SHA1_NAME = 40


class Base(NamedTuple):
    """Where the earlier version of a file is: its blob, its path then, and the commit's name.

    `find_others` gives the blobs of the other parents of a merge.
    """

    blob: str
    path: str
    name: str
    is_settled: bool
    find_others: Callable[[], tuple[str, ...]] = tuple


class Earlier(NamedTuple):
    """The versions of a file before its last change, several before a merge, and whose they are.

    `is_settled` is set where that change is committed.
    """

    documents: tuple[Document, ...]
    base: str
    is_settled: bool


class Blobs:
    """Contents of blobs, read in one go where they are known before."""

    def __init__(self, git: Git, read: dict[str, bytes] | None = None) -> None:
        self.git = git
        self.read: dict[str, bytes] = {} if read is None else read
        self._sha1: Callable[[bytes], str] = sha1_of

    def prepare(self, names: Iterable[str]) -> None:
        """Read many at once."""
        self.read.update(self.git.fetch(names))
        if len(self.read) > _WORTH_OPENSSL:
            self._sha1 = _openssl_sha1()

    def holds(self, name: str | None, document: Document) -> bool:
        """Tell whether a blob has the text of a file."""
        is_short = name is None or len(name) == _SHA1_NAME
        return name in blob_names(document, self._sha1 if is_short else sha256_of)

    def get(self, name: str) -> bytes | None:
        """Give the content of a blob, None where this clone does not hold it."""
        found = self.read.get(name)
        return self.git.blob(name) if found is None else found


def revision_of(blobs: Blobs, base: Base, change: str, spec: Spec) -> Revision | None:
    """Give a spec with its earlier version; None where the text is the same, or not to be had."""
    text = _other_text(blobs, base, spec.document)
    if text is None:
        return None
    return Revision(
        after=spec,
        base=base.name,
        change=base.name.removesuffix("^") if base.is_settled else change,
        is_settled=base.is_settled,
        touched=changed_sections(text, spec.document.text),
        read_before=lambda: _spec_of(blobs, base.blob, base.path, spec),
        read_others=lambda: tuple(_spec_of(blobs, x, base.path, spec) for x in base.find_others()),
        is_restored=lambda: _is_restored(blobs.git, spec),
    )


def stack_revision_of(blobs: Blobs, base: Base, stack: StackFile) -> StackRevision | None:
    """Give a `stack.yml` with its earlier version; None as for a spec."""
    now = stack.document
    if _other_text(blobs, base, now) is None:
        return None

    def read(blob: str) -> StackFile:
        return StackFile(_earlier_document(blobs, blob, base, now), stack.directory)

    return StackRevision(
        after=stack,
        base=base.name,
        is_settled=base.is_settled,
        read_before=lambda: read(base.blob),
        read_others=lambda: tuple(map(read, base.find_others())),
    )


def compose_revision_of(blobs: Blobs, base: Base, compose: Compose) -> ComposeRevision | None:
    """Give a compose file with its earlier version; None as for a spec."""
    now = compose.document
    text = _other_text(blobs, base, now)
    if text is None:
        return None

    def read(blob: str) -> Compose:
        return Compose(_earlier_document(blobs, blob, base, now))

    return ComposeRevision(
        after=compose,
        text_before=text,
        base=base.name,
        is_settled=base.is_settled,
        read_before=lambda: read(base.blob),
        read_others=lambda: tuple(map(read, base.find_others())),
    )


def earlier(blobs: Blobs, base: Base, now: Document) -> Earlier:
    """Give a file, whatever it was, as it was before."""
    found = (_data_at(blobs, blob, now) for blob in (base.blob, *base.find_others()))
    return Earlier(
        tuple(parsed(base.path, x) for x in found if x is not None), base.name, base.is_settled
    )


def blobs_at(git: Git, commits: Iterable[str], path: str) -> tuple[str, ...]:
    """Name what some commits have at a path; those that have nothing there are left out."""
    found: list[str] = []
    for commit in commits:
        try:
            found.append(
                git.ask("rev-parse", "--verify", "--quiet", f"{commit}:{path}").decode().strip()
            )
        except GitFailed:
            continue
    return tuple(found)


def through_link(git: Git, raw: Raw) -> Raw:
    """Take what a link of HEAD leads to for what was there before the file in its place."""
    asked = os.fsencode(f"HEAD:{raw.old_path}\n")
    found = git.ask("cat-file", "--batch-check", "--follow-symlinks", told=asked).split()
    return raw._replace(before=found[0].decode()) if found[1:2] == [b"blob"] else raw


def _earlier_document(blobs: Blobs, blob: str, base: Base, now: Document) -> Document:
    """Parse an earlier version of a file; an empty one where it is not to be had."""
    return parsed(base.path, _data_at(blobs, blob, now) or b"")


def _other_text(blobs: Blobs, base: Base, now: Document) -> str | None:
    """Give the earlier text of a file; None where that is the same, or not to be had."""
    data = _data_at(blobs, base.blob, now)
    text = None if data is None else data.decode("utf-8", "replace").removeprefix("\ufeff")
    return None if text == now.text else text


def _data_at(blobs: Blobs, blob: str, now: Document) -> bytes | None:
    """Give the content of a blob as a checkout has it: decrypted, and with its line ends."""
    data = blobs.get(blob)
    data = data and blobs.git.checked_out(now.name, blob, data)
    # One character is found far quicker than two.
    if data is None or "\r" not in now.text or b"\r\n" in data or "\r\n" not in now.text:
        return data
    return data.replace(b"\n", b"\r\n")


def _spec_of(blobs: Blobs, blob: str, path: str, now: Spec) -> Spec:
    return spec_in(_data_at(blobs, blob, now.document) or b"", path, now)


def spec_in(data: bytes, path: str, now: Spec) -> Spec:
    """Read an earlier version of a spec; an empty one where the file was no spec then."""
    document = parsed(path, data, is_template=now.document.masked)
    if document.fault is not None or not is_spec(document):
        document = text_document(path, "")
    return Spec(document, now.wanted_dialect)


def _is_restored(git: Git, spec: Spec) -> bool:
    return had_blob(git, spec.file, all_blob_names(spec.document))


def sha1_of(data: bytes) -> str:
    """Compute a SHA-1 without OpenSSL, which `hashlib` loads: that takes a start."""
    try:
        from _sha1 import sha1  # type: ignore[import-not-found]  # noqa: PLC0415
    except ImportError:
        from hashlib import sha1  # noqa: PLC0415
    return str(sha1(data, usedforsecurity=False).hexdigest())


def sha256_of(data: bytes) -> str:
    """Compute the hash of a repository that was made with `--object-format=sha256`."""
    from hashlib import sha256  # noqa: PLC0415 -- few repositories need it

    return sha256(data).hexdigest()


def _openssl_sha1() -> Callable[[bytes], str]:
    """Give what computes a SHA-1 with OpenSSL, where Python has that."""
    try:
        from _hashlib import openssl_sha1  # noqa: PLC0415 -- see above
    except ImportError:
        return sha1_of
    return lambda data: openssl_sha1(data, usedforsecurity=False).hexdigest()


def blob_names(document: Document, hashed: Callable[[bytes], str] = sha1_of) -> tuple[str, ...]:
    """Give the names that git may give to a text: as it is, and with line feeds alone."""
    data = document.written.encode()
    own = hashed(b"blob %d\0" % len(data) + data)
    if b"\r" not in data or b"\r\n" not in data:
        return (own,)
    data = data.replace(b"\r\n", b"\n")
    return own, hashed(b"blob %d\0" % len(data) + data)


def all_blob_names(document: Document) -> tuple[str, ...]:
    """Give the names that git may give to a text, whichever hash a repository was made with."""
    return *blob_names(document), *blob_names(document, sha256_of)
