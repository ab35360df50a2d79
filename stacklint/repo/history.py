"""Earlier versions of specs and stacks: what a change is compared with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from stacklint.model.revision import NoPast, pods_revision
from stacklint.repo.past import Commits
from stacklint.repo.root import git_directory
from stacklint.repo.versions import (
    Base,
    Blobs,
    blobs_at,
    compose_revision_of,
    earlier,
    revision_of,
    stack_revision_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose
    from stacklint.model.revision import (
        ComposeRevision,
        Past,
        PodsRevision,
        Revision,
        StackRevision,
    )
    from stacklint.model.spec import Spec
    from stacklint.model.stack import StackFile
    from stacklint.model.yaml.document import Document
    from stacklint.repo.git import Git
    from stacklint.repo.versions import Earlier


class History(Protocol):
    """The earlier versions of specs and stacks, whatever they are compared with."""

    def prepare(self, paths: Iterable[str]) -> None:
        """Read at once what will be asked for one by one."""

    def expect(self, files: tuple[str, ...]) -> None:
        """Begin to look, of the few that were not prepared: a spec comes next.

        The files are those of its stack.
        """

    def revision(self, spec: Spec) -> Revision | None:
        """Give a spec with its earlier version, None where there is none to compare with."""

    def stack_revision(self, stack: StackFile) -> StackRevision | None:
        """Give a stack with its earlier version, None where there is none to compare with."""

    def compose_revision(self, compose: Compose) -> ComposeRevision | None:
        """Give a compose file with its earlier version, None where there is none."""

    def earlier(self, document: Document) -> Earlier | None:
        """Give the version of any file before its last change, None where there is none."""

    def past(self, spec: Spec) -> Past:
        """Give all that was committed of a spec, which is read only where somebody asks."""


class NoHistory:
    """Nothing to compare with: no git, or no commit yet."""

    def prepare(self, paths: Iterable[str]) -> None:
        """Have nothing to read."""

    def expect(self, files: tuple[str, ...]) -> None:
        """Have nothing to look for."""
        del files

    def revision(self, spec: Spec) -> Revision | None:
        """Give nothing."""
        del spec
        return None

    def stack_revision(self, stack: StackFile) -> StackRevision | None:
        """Give nothing."""
        del stack
        return None

    def compose_revision(self, compose: Compose) -> ComposeRevision | None:
        """Give nothing."""
        del compose
        return None

    def earlier(self, document: Document) -> Earlier | None:
        """Give nothing."""
        del document
        return None

    def past(self, spec: Spec) -> Past:
        """Give nothing."""
        del spec
        return NoPast()


class SinceBase:
    """A tree against a base; `blob_of` finds a file of the base, `renames` lead to old paths."""

    def __init__(
        self,
        git: Git,
        base: str,
        change: str,
        blob_of: Callable[[str], str | None],
        renames: Mapping[str, str],
        merging: tuple[str, ...],
        texts: Blobs,
    ) -> None:
        self.git = git
        self.base = base
        self.change = change
        self.blob_of = blob_of
        self.renames = renames
        self.merging = merging
        self.texts = texts

    def prepare(self, paths: Iterable[str]) -> None:
        """Read the versions of the base."""
        olds = (self.blob_of(self.renames.get(path, path)) for path in paths)
        self.texts.prepare(blob for blob in olds if blob)

    def expect(self, files: tuple[str, ...]) -> None:
        """Have nothing to look for: what the base holds is known."""
        del files

    def revision(self, spec: Spec) -> Revision | None:
        """Give a spec with its version in the base."""
        base = self._base(spec.file)
        return None if base is None else revision_of(self.texts, base, self.change, spec)

    def stack_revision(self, stack: StackFile) -> StackRevision | None:
        """Give a stack with its version in the base."""
        base = self._base(stack.file)
        return None if base is None else stack_revision_of(self.texts, base, stack)

    def compose_revision(self, compose: Compose) -> ComposeRevision | None:
        """Give a compose file with its version in the base."""
        base = self._base(compose.file)
        return None if base is None else compose_revision_of(self.texts, base, compose)

    def earlier(self, document: Document) -> Earlier | None:
        """Give the version of the base."""
        base = self._base(document.name)
        return None if base is None else earlier(self.texts, base, document)

    def past(self, spec: Spec) -> Past:
        """Give what HEAD and the commits before it had of a spec."""
        return Commits(self.git, spec, lambda: self.renames.get(spec.file, spec.file))

    def _base(self, path: str) -> Base | None:
        old = self.renames.get(path, path)
        blob = self.blob_of(old)
        if blob is None:
            return None
        return Base(
            blob,
            old,
            self.base,
            is_settled=False,
            find_others=lambda: blobs_at(self.git, self.merging, path),
        )


class Pods:
    """The compose files of stacks, each compared once for all the specs that share it."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._found: dict[Stack, PodsRevision | None] = {}

    def revision(self, stack: Stack) -> PodsRevision | None:
        """Give the files of a stack that a change takes mounts away from; None for none."""
        if stack not in self._found:
            changes = (self.history.compose_revision(pod.compose) for pod in stack.pods)
            self._found[stack] = pods_revision(changes)
        return self._found[stack]


def merge_heads(git: Git) -> tuple[str, ...]:
    """Name the commits that are being merged into HEAD."""
    try:
        with open(os.path.join(git_directory(git.root), "MERGE_HEAD"), encoding="utf-8") as file:
            return tuple(file.read().split())
    except OSError:
        return git.coming()
