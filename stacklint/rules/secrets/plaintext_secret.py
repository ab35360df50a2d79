"""The rule `plaintext-secret`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.examples import is_example
from stacklint.model.secrets.plaintext_hints import may_hold_plaintext, may_keys_hold_plaintext
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, Role, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.secrets.plaintext import Plain
    from stacklint.rule import Hits, Source

_IN_GIT = "in git it stays, in every clone"


@rule(
    category="secrets",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.LEAK,
)
def plaintext_secret(source: Source) -> Hits:
    """Secret that stands in a file of the repository."""
    if not _may_hold_plaintext(source):
        return
    is_unreal = is_example(source.document.name)
    for plain in _plaintext(source):
        hit = _hit(source, plain)
        if is_unreal or plain.is_guessed:
            hit = hit._replace(severity=Severity.INFO, profile=Profile.STRICT)
        elif source.role is Role.SCRIPT or not plain.is_sure:
            hit = hit.guessed(Severity.WARNING)
        yield hit


def _may_hold_plaintext(source: Source) -> bool:
    if source.role is Role.STACK:
        return False
    if source.role is Role.SCRIPT:
        return may_hold_plaintext(source.document.text.lower())
    document = source.document
    return may_keys_hold_plaintext(document.names) or may_hold_plaintext(document.said)


def _plaintext(source: Source) -> Iterator[Plain]:
    # Imported late: its patterns take two starts of the interpreter to compile.
    from stacklint.model.secrets.plaintext import plaintext, plaintext_in_text  # noqa: PLC0415

    document = source.document
    if source.role is Role.SCRIPT:
        return plaintext_in_text(document.text)
    return iter(()) if document.root is None else plaintext(document.root)


def _hit(source: Source, plain: Plain) -> Hit:
    at = Place(source.document, plain.path, range=Span(plain.node.start, plain.node.end))
    return Hit(
        at,
        f"{plain.words}: {_IN_GIT}",
        notes=(("hint", "keep it in a file that git ignores, named under `credentials-files`"),),
    )
