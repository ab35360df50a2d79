"""The working tree against HEAD, and what HEAD has as it is against its last change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.repo.git import Git, GitFailed
from stacklint.repo.history import merge_heads
from stacklint.repo.past import Commits
from stacklint.repo.root import is_partial
from stacklint.repo.touches import Touches, is_elsewhere
from stacklint.repo.versions import (
    Base,
    Blobs,
    blobs_at,
    compose_revision_of,
    earlier,
    revision_of,
    stack_revision_of,
    through_link,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stacklint.model.compose.file import Compose
    from stacklint.model.revision import ComposeRevision, Past, Revision, StackRevision
    from stacklint.model.spec import Spec
    from stacklint.model.stack import StackFile
    from stacklint.model.yaml.document import Document
    from stacklint.repo.git_output import Raw, Touch
    from stacklint.repo.history import History
    from stacklint.repo.versions import Earlier


class SinceHead:
    """The working tree against HEAD; a file that HEAD has as it is, against its last change.

    `unsaved` are files whose text is not the one on the disk, which git looks at.
    """

    def __init__(
        self,
        git: Git,
        touches: Touches,
        merging: tuple[str, ...],
        blobs: Blobs,
        unsaved: frozenset[str] = frozenset(),
    ) -> None:
        self.git = git
        self.unsaved = unsaved
        self.touches = touches
        self.merging = merging
        self.blobs = blobs

    def prepare(self, paths: Iterable[str]) -> None:
        """Read the versions before the last changes, which most specs will be compared with."""
        touches = (self.touches.get(path) for path in paths)
        self.blobs.prepare(x.raw.before for x in touches if x is not None and x.raw.before)

    def expect(self, files: tuple[str, ...]) -> None:
        """Let git look for the last commits; a second core does it meanwhile."""
        self.touches.begin(files)

    def revision(self, spec: Spec) -> Revision | None:
        """Give a spec with the version that HEAD has, or had before the spec's last change."""
        base = self._base(spec.document, self.touches.get(spec.file))
        return None if base is None else revision_of(self.blobs, base, "working tree", spec)

    def stack_revision(self, stack: StackFile) -> StackRevision | None:
        """Give a stack of this repository in the same way."""
        base = self._base_in_stack(stack.document)
        return None if base is None else stack_revision_of(self.blobs, base, stack)

    def compose_revision(self, compose: Compose) -> ComposeRevision | None:
        """Give a compose file of this repository in the same way.

        What was before a last change is information alone: of each stack for itself, that is too
        much to ask the remote of a partial clone for.
        """
        base = self._base_in_stack(compose.document)
        if base is None or (base.is_settled and self._is_far(base.blob)):
            return None
        return compose_revision_of(self.blobs, base, compose)

    def _is_far(self, blob: str) -> bool:
        return blob not in self.blobs.read and is_partial(self.git.root)

    def _base_in_stack(self, document: Document) -> Base | None:
        if is_elsewhere(document.name):
            return None
        return self._base(document, self.touches.of_stack(document.name))

    def earlier(self, document: Document) -> Earlier | None:
        """Give the version that HEAD has, or had before the last change."""
        base = self._base(document, self.touches.get(document.name))
        return None if base is None else earlier(self.blobs, base, document)

    def past(self, spec: Spec) -> Past:
        """Give what HEAD and the commits before it had of a spec."""
        return Commits(self.git, spec, lambda: self._path_at_head(spec.file))

    def _path_at_head(self, path: str) -> str:
        return self.changes[path].old_path if path in self.changes else path

    def _base(self, document: Document, touch: Touch | None) -> Base | None:
        if touch is not None and self.blobs.holds(touch.raw.after, document):
            return _before(touch)
        raw = self.changes.get(document.name)
        if raw is not None:
            return self._at_head(raw.before, raw.old_path, raw.path)
        if touch is not None and self._is_unseen(document.name):
            return self._at_head(touch.raw.after, document.name, document.name)
        # Git sees no change: a filter changes the text, or a merge made what HEAD has.
        if touch is None or touch.raw.after not in blobs_at(self.git, ("HEAD",), document.name):
            return None
        return _before(touch)

    def _is_unseen(self, path: str) -> bool:
        """Tell whether git does not look at a text that may be another one than HEAD's."""
        return path in self.unsaved or self.git.is_overlooked(path)

    def _at_head(self, blob: str | None, path: str, now: str) -> Base | None:
        if blob is None:
            return None
        return Base(
            blob,
            path,
            "HEAD",
            is_settled=False,
            find_others=lambda: blobs_at(self.git, self.merging, now),
        )

    @cached_property
    def changes(self) -> Mapping[str, Raw]:
        """What differs from HEAD to git, which knows of renames and of converted line ends."""
        try:
            found = {raw.path: raw for raw in self.git.diff("HEAD")}
            staged = self.git.diff("--cached", "HEAD")
        except GitFailed:
            return {}
        # A file that was renamed and then written anew looks new in the working tree.
        found |= {x.path: x for x in staged if x.status == "R" and x.path in found}
        links = {path: raw for path, raw in found.items() if raw.status == "T"}
        found |= {path: through_link(self.git, raw) for path, raw in links.items()}
        # Imported late: most checks are of what HEAD has.
        from stacklint.repo.moved import moved_on_disk  # noqa: PLC0415

        return found | moved_on_disk(self.git, found.values())


def _before(touch: Touch) -> Base | None:
    if touch.raw.before is None:
        return None
    name = f"{touch.commit[:9]}^"
    return Base(touch.raw.before, touch.raw.old_path, name, is_settled=True)


def since_head(git: Git, paths: Iterable[str], unsaved: frozenset[str] = frozenset()) -> History:
    """Prepare to compare what is in the working tree with what git has of it."""
    return SinceHead(git, Touches(git, paths), merge_heads(git), Blobs(git), unsaved)
