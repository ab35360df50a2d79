"""The rule `malformed-interpolation`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.interpolation import malformed
from stacklint.model.compose.replaced import unreplaced
from stacklint.model.pattern import Pattern
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Scalar, children, walk
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Node
    from stacklint.rule import Hits

_ASSIGNED = Pattern(r"\$\{[A-Za-z0-9_]*:?=")


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def malformed_interpolation(spec: Spec | None, stack: Stack) -> Hits:
    """Variable in a compose file that docker compose cannot read."""
    for at, written in unreplaced(spec, _malformed(stack), lambda x: x[0].path):
        yield Hit(at, _words(written), words="no variable")


# Many specs share a stack.
@lru_cache(maxsize=64)
def _malformed(stack: Stack) -> tuple[tuple[Place, str], ...]:
    documents = [pod.compose.document for pod in (*stack.pods, *stack.jobs)]
    return tuple(found for document in documents for found in _found(document))


def _found(document: Document) -> Iterator[tuple[Place, str]]:
    root = document.mapping
    if root is None or "${" not in document.text or document.masked:
        return
    # Nearly all files are right, and to look for that needs no paths.
    if any(map(malformed, _texts(root))):
        for path, node in walk(root):
            written = malformed(node.value) if isinstance(node, Scalar) else ""
            if written:
                yield Place(document, path).value, written


def _texts(root: Node) -> Iterator[str]:
    """Give the texts with a variable at a node and below, in no order."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Scalar):
            if "${" in node.value:
                yield node.value
        else:
            nodes.extend(child for _, child in children(node))


def _words(written: str) -> str:
    start, end = f"`{written}` is no variable", "docker compose refuses the file"
    if not written.endswith("}"):
        return f"{start}, since nothing closes it: {end}"
    if _ASSIGNED.match(written):
        return f"{start}: a default has `-` or `:-` before it, not `=`; {end}"
    return f"{start} that docker compose knows: it refuses the file; a shell gets `${written}`"
