"""Stacks by the name that a spec gives them, each read once."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from stacklint.model.bundle import Bundle, Pod, Stack
from stacklint.model.compose.file import Compose
from stacklint.model.stack import PodName, StackFile
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Sequence
from stacklint.repo.discover import parsed
from stacklint.repo.trees import modules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document

# One component of an absolute path (`/srv/x/web`) is too little to recognise a folder by.
_LEAST_TAIL = 2
# No folder lies deeper, and a name that is made to be long would be tried for hours.
_MOST_TAIL = 30


class Library:
    """The stacks that a tree and other checkouts hold.

    `roots` are the other checkouts (`stack-roots` of the configuration), as paths from the root
    of the tree.
    """

    __slots__ = ("_documents", "_meant", "_stacks", "roots", "tree")

    def __init__(self, tree: Tree, roots: tuple[str, ...] = ()) -> None:
        self.tree = tree
        self.roots = roots
        self._stacks: dict[str, Stack | None] = {}
        self._meant: dict[tuple[str, str], Stack | None] = {}
        self._documents: dict[str, Document | None] = {}

    def bundle(self, spec: Spec) -> Bundle:
        """Join a spec with its stack, or say why that was not found."""
        why = _why_unnamed(spec)
        if why:
            return Bundle(spec, None, why, self.roots)
        name = spec.stack or ""
        stack = self._found(name, posixpath.dirname(spec.file))
        return Bundle(spec, stack, "" if stack else self._why_missing(name), self.roots)

    def _found(self, name: str, folder: str) -> Stack | None:
        """Give the stack that specs in a folder mean by a name."""
        key = name, folder
        if key not in self._meant:
            stacks = map(self.stack, self._places(name, folder))
            self._meant[key] = next((stack for stack in stacks if stack is not None), None)
        return self._meant[key]

    def _places(self, name: str, folder: str) -> Iterator[str]:
        """Give the directories where a stack of that name may lie, the likeliest first."""
        for root in ("", *self.roots):
            if not name.startswith("/"):
                yield posixpath.normpath(posixpath.join(root, name))
        # Of a checkout within a checkout, the copy that holds the spec is meant.
        for root in (folder, *_upwards(folder), *self.roots):
            yield from _tails(name, root)
        if "/" not in name:
            for root in self.roots:
                yield posixpath.normpath(posixpath.join(root, "stacks", name))

    def _why_missing(self, name: str) -> str:
        from stacklint.model.spelling import closest_stack  # noqa: PLC0415 -- only for mistakes
        from stacklint.repo.git import GitFailed  # noqa: PLC0415 -- only for mistakes

        if name.startswith(("/", "~")):
            return f"{name} has no counterpart in this repository ({self._hint()})"
        unseen = ""
        # What git cannot say, the disk alone does.
        with suppress(GitFailed):
            unseen = self._why_unseen(posixpath.normpath(name))
        if unseen:
            return f"{name} {unseen}"
        if "/" not in name:
            return f"`{name}` is a stack of laconic-so's own ({self._hint()})"
        near = closest_stack(name, self.tree)
        more = "" if near is None else f"; did you mean {near}?"
        return f"{name} is not in this repository ({self._hint()}{more})"

    def _hint(self) -> str:
        """Name the setting that would help, with what of it leads nowhere."""
        gone = [root for root in self.roots if not self.tree.is_at_hand(root)]
        return f"stack-roots: there is no {' nor '.join(gone)}" if gone else "stack-roots"

    def _why_unseen(self, directory: str) -> str:
        """Say what keeps a stack off the disk that this repository has all the same."""
        module = next((x for x in modules_of(self.tree) if directory.startswith(f"{x}/")), None)
        if module is not None and not self.tree.names(module):
            return f"lies in a submodule that is empty here (git submodule update --init {module})"
        if posixpath.join(directory, "stack.yml") in self.tree.files():
            return "is in git, and not on the disk (deleted, or left out of a sparse checkout)"
        return ""

    def stack(self, directory: str) -> Stack | None:
        """Give the stack of a directory, read once; None where there is none."""
        if directory not in self._stacks:
            self._stacks[directory] = self._read_stack(directory)
        return self._stacks[directory]

    def _read_stack(self, directory: str) -> Stack | None:
        document = self.document(posixpath.join(directory, "stack.yml"))
        if document is None:
            return None
        file = StackFile(document, directory)
        pods = [self._pod(file, pod, "compose") for pod in file.pods]
        jobs = [self._pod(file, job, "compose-jobs") for job in file.jobs]
        found = [x for x in (*pods, *jobs) if x is not None]
        is_whole = len(found) == len(pods) + len(jobs) and _is_readable(document, found)
        return Stack(
            file,
            tuple(pod for pod in pods if pod is not None),
            tuple(job for job in jobs if job is not None),
            is_whole,
        )

    def _pod(self, stack: StackFile, pod: PodName, folder: str) -> Pod | None:
        for path in self._compose_paths(stack, pod, folder):
            document = self.document(path)
            if document is not None:
                return Pod(pod.name, Compose(document))
        return None

    def _compose_paths(self, stack: StackFile, pod: PodName, folder: str) -> Iterator[str]:
        base = posixpath.normpath(posixpath.join(stack.directory, "..", ".."))
        if pod.path is None and pod.repository is None:
            yield posixpath.normpath(f"{base}/{folder}/docker-compose-{pod.name}.yml")
            return
        path = pod.path or ""
        if pod.repository is None:
            # The fork: a path below the root of the repository that holds the stack.
            for start in _upwards(stack.directory):
                yield posixpath.normpath(posixpath.join(start, path, "composefile.yml"))
            return
        checkout = pod.repository.split("@")[0].rsplit("/", 1)[-1]
        for root in self.roots:
            for start in (f"{root}/{checkout}", f"{root}/../{checkout}"):
                yield posixpath.normpath(posixpath.join(start, path, "docker-compose.yml"))

    def document(self, path: str) -> Document | None:
        """Read a file once; None where there is none."""
        if path not in self._documents:
            data = self.tree.read(path)
            self._documents[path] = None if data is None else parsed(path, data)
        return self._documents[path]


def _is_readable(stack: Document, pods: list[Pod]) -> bool:
    return all(x.fault is None for x in (stack, *(pod.compose.document for pod in pods)))


def _why_unnamed(spec: Spec) -> str:
    if spec.document.fault is not None:
        return "it cannot be read"
    if spec.stack and not has_token(spec.stack):
        return ""
    if spec.is_merged or isinstance(spec.node("stack"), Sequence):
        return "it merges several stacks"
    return "a template names its stack" if spec.is_opaque("stack") else "it names no stack"


def _tails(name: str, root: str) -> Iterator[str]:
    parts = [part for part in name.split("/") if part and part != "."]
    first = max(0 if name.startswith("/") else 1, len(parts) - _MOST_TAIL)
    for start in range(first, len(parts) - _LEAST_TAIL + 1):
        if ".." not in parts[start:] and not has_token(parts[start]):
            yield posixpath.normpath(posixpath.join(root, *parts[start:]))


def _upwards(directory: str) -> Iterator[str]:
    while directory not in {"", ".", "/"} and not directory.endswith(".."):
        directory = posixpath.dirname(directory)
        yield directory or "."
