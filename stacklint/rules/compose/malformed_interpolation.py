"""The rule `malformed-interpolation`."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose_replaced import is_below, replaced_by
from stacklint.model.interpolation import malformed
from stacklint.model.nodes import Scalar, walk
from stacklint.model.place import Place
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.document import Document
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_OF_NAMES = f"{ascii_letters}{digits}_"


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def malformed_interpolation(spec: Spec | None, stack: Stack) -> Hits:
    """Variable in a compose file that docker compose cannot read."""
    replaced = replaced_by(spec)
    for at, written in _malformed(stack):
        if not is_below(at.path, replaced):
            yield Hit(at, _words(written), words="no variable")


# Many specs share a stack.
@lru_cache(maxsize=64)
def _malformed(stack: Stack) -> tuple[tuple[Place, str], ...]:
    documents = [pod.compose.document for pod in (*stack.pods, *stack.jobs)]
    texts = (text for document in documents for text in _texts(document))
    found = ((at, malformed(text)) for at, text in texts)
    return tuple((at, written) for at, written in found if written)


def _texts(document: Document) -> Iterator[tuple[Place, str]]:
    if document.root is None or "${" not in document.text or document.masked:
        return
    for path, node in walk(document.root):
        if isinstance(node, Scalar):
            yield Place(document, path).value, node.value


def _words(written: str) -> str:
    start, end = f"`{written}` is no variable", "docker compose refuses the file"
    if not written.endswith("}"):
        return f"{start}, since nothing closes it: {end}"
    if written[2:].lstrip(_OF_NAMES).startswith(("=", ":=")):
        return f"{start}: a default has `-` or `:-` before it, not `=`; {end}"
    return f"{start} that docker compose knows: it refuses the file; a shell gets `${written}`"
