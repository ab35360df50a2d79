"""The rule `malformed-interpolation`."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.interpolation import malformed
from stacklint.model.nodes import Scalar, walk
from stacklint.model.place import Place
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.document import Document
    from stacklint.rule import Hits

_OF_NAMES = f"{ascii_letters}{digits}_"


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def malformed_interpolation(stack: Stack) -> Hits:
    """Variable in a compose file that docker compose cannot read."""
    for pod in (*stack.pods, *stack.jobs):
        document = pod.compose.document
        if document.root is not None and "${" in document.text and not document.masked:
            yield from _hits(document)


def _hits(document: Document) -> Hits:
    for path, node in walk(document.root) if document.root is not None else ():
        written = malformed(node.value) if isinstance(node, Scalar) else ""
        if written:
            yield Hit(Place(document, path).value, _words(written), words="no variable")


def _words(written: str) -> str:
    start, end = f"`{written}` is no variable", "docker compose refuses the file"
    if not written.endswith("}"):
        return f"{start}, since nothing closes it: {end}"
    if written[2:].lstrip(_OF_NAMES).startswith(("=", ":=")):
        return f"{start}: a default has `-` or `:-` before it, not `=`; {end}"
    return f"{start} that docker compose knows: it refuses the file; a shell gets `${written}`"
