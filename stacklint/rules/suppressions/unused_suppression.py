"""The rule `unused-suppression`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetComment
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.rule import AllowUse, Hits


@rule(
    category="suppressions",
    severity=Severity.WARNING,
    harm=Harm.ORDER,
    fix=Safety.SAFE,
)
def unused_suppression(use: AllowUse) -> Hits:
    """Suppression comment that silences nothing."""
    allow = use.allow
    if allow.fault is not None:
        return
    idle = [name for name in allow.rules if name in use.judged and name not in use.used]
    for name in idle:
        left = tuple(other for other in allow.rules if other not in idle)
        yield Hit(
            comment_place(use),
            f"`{name}` finds nothing here: the comment would hide its next finding",
            Fix("remove it", Safety.SAFE, (SetComment(allow.comment.start, _without(use, left)),)),
            words="silences nothing",
            value=name,
        )


def comment_place(use: AllowUse) -> Place:
    """Give the place of a suppression comment."""
    comment = use.allow.comment
    return Place(use.document, (), range=Span(comment.start, comment.end))


def _without(use: AllowUse, left: tuple[str, ...]) -> str | None:
    """Give the comment with the names that are left, None where none is."""
    if not left:
        return None
    text = use.allow.comment.text
    start, end = text.index("[") + 1, text.index("]")
    return f"{text[:start]}{', '.join(left)}{text[end:]}"
