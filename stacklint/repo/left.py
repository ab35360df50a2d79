"""What a change left of a spec: only the version before it tells that there was one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.spec_shape import OWN_KEYS, is_spec
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.parse import Fault, FaultKind
from stacklint.model.yaml.scalars import is_null
from stacklint.repo.discover import Found, Shape, candidates, look_at, parsed

if TYPE_CHECKING:
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document
    from stacklint.repo.history import History
    from stacklint.repo.versions import Earlier


def recognised(found: Found, tree: Tree, history: History) -> Found:
    """Take for a spec what its last change left of one: nothing, or not its first keys."""
    if not found.may_be_left:
        return found
    document = parsed(found.path, tree.read(found.path) or b"")
    before = history.earlier(document) if _is_bare(document) else None
    if before is None or not before.documents or not all(map(is_spec, before.documents)):
        return found
    has_keys = document.mapping is not None and bool(document.mapping.entries)
    if has_keys and before.is_settled:
        # Somebody may have wanted a fragment of one; that is asked once.
        return found
    if _is_elsewhere(found.path, before, tree, history):
        return found
    if document.fault is None and not has_keys:
        words = f"it {_what(document)}, where {before.base} has a spec"
        document.fault = Fault(FaultKind.LOST, words, 0)
    return Found(found.path, Shape.SPEC, document)


def _is_elsewhere(path: str, before: Earlier, tree: Tree, history: History) -> bool:
    """Tell whether a spec went to another file, so that this one is something of its own.

    Git tells no rename of a file that is still there.
    """
    lines = [_lines(document) for document in before.documents]
    for file in candidates(tree, [""], lambda _path: False):
        other = look_at(tree, file).document if file != path else None
        is_alike = other is not None and all(2 * len(x & _lines(other)) >= len(x) for x in lines)
        if other is not None and is_alike and _came_from(other, path, history):
            return True
    return False


def _lines(document: Document) -> set[str]:
    return set(filter(None, map(str.strip, document.text.splitlines())))


def _came_from(other: Document, path: str, history: History) -> bool:
    """Tell whether a file is new, or was another one before."""
    before = history.earlier(other)
    return before is None or any(document.name == path for document in before.documents)


def _is_bare(document: Document) -> bool:
    """Tell whether a file has no key but those of a spec, and is no list."""
    root = resolved(document.root)
    if isinstance(root, Mapping):
        return all(entry.name in OWN_KEYS for entry in root.entries)
    return not isinstance(root, Sequence)


def _what(document: Document) -> str:
    root = resolved(document.root)
    return "is empty" if isinstance(root, Mapping) or is_null(root) or root is None else "is text"
