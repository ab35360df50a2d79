"""Earlier versions of specs: what a change is compared with."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from stacklint.model.document import text_document
from stacklint.model.named import NamedTuple
from stacklint.model.revision import Revision
from stacklint.model.sections import changed_sections
from stacklint.model.spec import Spec, is_spec
from stacklint.repo.discover import parsed
from stacklint.repo.git import WALKED, Git, GitFailed, Touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stacklint.model.document import Document
    from stacklint.repo.git import Raw


class Base(NamedTuple):
    """Where the earlier version of a file is: its blob, its path then, and the commit's name."""

    blob: str
    path: str
    name: str
    is_settled: bool
    other_blobs: tuple[str, ...] = ()


class History(Protocol):
    """The earlier versions of specs, whatever they are compared with."""

    def prepare(self, paths: Iterable[str]) -> None:
        """Read at once what will be asked for one by one."""

    def revision(self, spec: Spec) -> Revision | None:
        """Give a spec with its earlier version, None where there is none to compare with."""


class NoHistory:
    """Nothing to compare with: no git, or no commit yet."""

    def prepare(self, paths: Iterable[str]) -> None:
        """Have nothing to read."""

    def revision(self, spec: Spec) -> Revision | None:
        """Give nothing."""
        del spec
        return None


class Blobs:
    """Contents of blobs, read in one go where they are known before."""

    def __init__(self, git: Git, read: dict[str, bytes] | None = None) -> None:
        self.git = git
        self.read: dict[str, bytes] = {} if read is None else read

    def prepare(self, names: Iterable[str]) -> None:
        """Read many at once."""
        self.read.update(self.git.fetch(names))

    def get(self, name: str) -> bytes | None:
        """Give the content of a blob, None where this clone does not hold it."""
        found = self.read.get(name)
        return self.git.blob(name) if found is None else found


class SinceHead:
    """The working tree against HEAD; a spec that HEAD has as it is, against its last change."""

    def __init__(
        self,
        git: Git,
        touches: Mapping[str, Touch],
        merging: tuple[str, ...],
        blobs: Blobs,
    ) -> None:
        self.git = git
        self.touches = touches
        self.merging = merging
        self.blobs = blobs

    def prepare(self, paths: Iterable[str]) -> None:
        """Read the versions before the last changes, which most specs will be compared with."""
        touches = (self.touches.get(path) for path in paths)
        self.blobs.prepare(x.raw.before for x in touches if x is not None and x.raw.before)

    def revision(self, spec: Spec) -> Revision | None:
        """Give a spec with the version that HEAD has, or had before the spec's last change."""
        base = self._base(spec)
        return None if base is None else _revision(self.blobs, base, "working tree", spec)

    def _base(self, spec: Spec) -> Base | None:
        touch = self.touches.get(spec.file)
        if touch is not None and touch.raw.after in blob_names(spec.document):
            return _before(touch)
        raw = self.changes.get(spec.file)
        if raw is not None:
            return self._at_head(raw)
        # Git sees no change: a filter changes the text, or a merge made what HEAD has.
        if touch is None or touch.raw.after not in _blobs_at(self.git, ("HEAD",), spec.file):
            return None
        return _before(touch)

    def _at_head(self, raw: Raw) -> Base | None:
        if raw.before is None:
            return None
        others = _blobs_at(self.git, self.merging, raw.path)
        return Base(raw.before, raw.old_path, "HEAD", is_settled=False, other_blobs=others)

    @cached_property
    def changes(self) -> Mapping[str, Raw]:
        """What differs from HEAD to git, which knows of renames and of converted line ends."""
        try:
            found = {raw.path: raw for raw in self.git.diff("HEAD")}
            staged = self.git.diff("--cached", "HEAD")
        except GitFailed:
            return {}
        # A file that was renamed and then written anew looks new in the working tree.
        return found | {x.path: x for x in staged if x.status == "R" and x.path in found}


def _before(touch: Touch) -> Base | None:
    if touch.raw.before is None:
        return None
    name = f"{touch.commit[:9]}^"
    return Base(touch.raw.before, touch.raw.old_path, name, is_settled=True)


class SinceBase:
    """A tree against a base; `blobs` are the files of the base, `renames` lead to old paths."""

    def __init__(
        self,
        git: Git,
        base: str,
        change: str,
        blobs: Mapping[str, str],
        renames: Mapping[str, str],
        merging: tuple[str, ...],
        texts: Blobs,
    ) -> None:
        self.git = git
        self.base = base
        self.change = change
        self.blobs = blobs
        self.renames = renames
        self.merging = merging
        self.texts = texts

    def prepare(self, paths: Iterable[str]) -> None:
        """Read the versions of the base."""
        olds = (self.blobs.get(self.renames.get(path, path)) for path in paths)
        self.texts.prepare(blob for blob in olds if blob)

    def revision(self, spec: Spec) -> Revision | None:
        """Give a spec with its version in the base."""
        old = self.renames.get(spec.file, spec.file)
        blob = self.blobs.get(old)
        if blob is None:
            return None
        others = _blobs_at(self.git, self.merging, spec.file)
        base = Base(blob, old, self.base, is_settled=False, other_blobs=others)
        return _revision(self.texts, base, self.change, spec)


def _revision(blobs: Blobs, base: Base, change: str, spec: Spec) -> Revision | None:
    text = _text_at(blobs, base.blob, spec)
    if text is None or text == spec.document.text:
        return None
    return Revision(
        after=spec,
        base=base.name,
        change=base.name.removesuffix("^") if base.is_settled else change,
        is_settled=base.is_settled,
        touched=changed_sections(text, spec.document.text),
        read_before=lambda: _spec_of(blobs, base.blob, base.path, spec),
        read_others=lambda: tuple(_spec_of(blobs, x, base.path, spec) for x in base.other_blobs),
        is_restored=lambda: _is_restored(blobs.git, spec),
    )


def _text_at(blobs: Blobs, blob: str, now: Spec) -> str | None:
    data = _data_at(blobs, blob, now)
    return None if data is None else data.decode("utf-8", "replace").removeprefix("\ufeff")


def _data_at(blobs: Blobs, blob: str, now: Spec) -> bytes | None:
    """Give the content of a blob, with the line ends that git puts into the working tree."""
    data = blobs.get(blob)
    if data is None or b"\r\n" in data or "\r\n" not in now.document.text:
        return data
    return data.replace(b"\n", b"\r\n")


def _spec_of(blobs: Blobs, blob: str, path: str, now: Spec) -> Spec:
    data = _data_at(blobs, blob, now) or b""
    document = parsed(path, data, is_template=now.document.masked)
    if document.fault is not None or not is_spec(document):
        document = text_document(path, "")
    return Spec(document, now.wanted_dialect)


def _is_restored(git: Git, spec: Spec) -> bool:
    return git.had_blob(spec.file, blob_names(spec.document))


def blob_names(document: Document) -> tuple[str, ...]:
    """Give the names that git may give to a text: as it is, and with line feeds alone."""
    data = (("\ufeff" if document.bom else "") + document.text).encode()
    own = blob_name_of(data)
    return (own, blob_name_of(data.replace(b"\r\n", b"\n"))) if b"\r\n" in data else (own,)


def blob_name_of(data: bytes) -> str:
    """Give the name that git gives to a content, before any filter of git's."""
    head = b"blob %d\0" % len(data)
    return _sha1(head + data)


def _sha1(data: bytes) -> str:
    """Compute a SHA-1 without OpenSSL, which `hashlib` loads: that takes a start."""
    try:
        from _sha1 import sha1  # type: ignore[import-not-found]  # noqa: PLC0415
    except ImportError:
        from hashlib import sha1  # noqa: PLC0415
    return str(sha1(data, usedforsecurity=False).hexdigest())


def since_head(git: Git, paths: Iterable[str]) -> History:
    """Prepare to compare specs in the working tree with what git has of them."""
    paths = list(paths)
    try:
        touches = last_touches(git, paths)
    except GitFailed:
        return NoHistory()
    return SinceHead(git, touches, merge_heads(git), Blobs(git))


def last_touches(git: Git, paths: Iterable[str]) -> dict[str, Touch]:
    """Find, for each path, the last commit that touched it."""
    wanted = set(paths)
    if len(wanted) > _FEW:
        others = {path for path in wanted if not path.lower().endswith(WALKED)}
        found = _first_touches(git.touches(), wanted - others)
        return found | (_first_touches(git.touches(others), others) if others else {})
    found = _first_touches(git.touches(wanted), wanted)
    # Asked about alone, a renamed file looks added.
    added = {path for path, touch in found.items() if touch.raw.before is None}
    return found | _first_touches(git.touches(), added) if added else found


# A walk through all YAML files gives thousands of lines, one for a few files hardly any.
_FEW = 20


def _first_touches(touches: Iterable[Touch], wanted: set[str]) -> dict[str, Touch]:
    left, found = set(wanted), {}
    for touch in touches:
        if touch.raw.path in left:
            left.discard(touch.raw.path)
            found[touch.raw.path] = touch
            if not left:
                break
    return found


def merge_heads(git: Git) -> tuple[str, ...]:
    """Name the commits that are being merged into HEAD."""
    try:
        return tuple((git.directory() / "MERGE_HEAD").read_text().split())
    except OSError:
        return ()


def _blobs_at(git: Git, commits: Iterable[str], path: str) -> tuple[str, ...]:
    found: list[str] = []
    for commit in commits:
        try:
            found.append(
                git.ask("rev-parse", "--verify", "--quiet", f"{commit}:{path}").decode().strip()
            )
        except GitFailed:
            continue
    return tuple(found)
