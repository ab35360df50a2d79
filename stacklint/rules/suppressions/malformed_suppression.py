"""The rule `malformed-suppression`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetComment
from stacklint.rule import Hit, rule
from stacklint.rules.suppressions.unused_suppression import comment_place

if TYPE_CHECKING:
    from stacklint.rule import AllowUse, Hits


@rule(
    category="suppressions",
    severity=Severity.ERROR,
    harm=Harm.MEANING,
    fix=Safety.SAFE,
)
def malformed_suppression(use: AllowUse) -> Hits:
    """Suppression comment that cannot be read, or that names no rule there is."""
    allow = use.allow
    if allow.fault is not None:
        yield Hit(comment_place(use), f"this suppresses nothing: {allow.fault}", words=_FORM)
        return
    for name in dict.fromkeys(allow.rules):
        if name in _ALWAYS_COUNT:
            words = f"`{name}` cannot be suppressed: what it finds is put right or deleted"
            yield Hit(comment_place(use), words, value=name)
        if name in use.known:
            continue
        meant = use.aliases.get(name) or _close(name, use.known)
        hint = f"; did you mean `{meant}`?" if meant else ""
        yield Hit(
            comment_place(use),
            f"`{name}` suppresses nothing: there is no such rule{hint}",
            _fix(use, name, meant) if meant else None,
            value=name,
        )


# A comment cannot speak for comments, but for one that is not needed at the moment.
_ALWAYS_COUNT = frozenset(
    {
        "expired-suppression",
        "malformed-suppression",
        "stale-baseline-entry",
        "suppression-without-reason",
    }
)

_FORM = "write allow[RULE] -- reason"


def _fix(use: AllowUse, name: str, meant: str) -> Fix:
    comment = use.allow.comment
    start, end = comment.text.index("[") + 1, comment.text.index("]")
    names = [meant if other == name else other for other in use.allow.rules]
    text = f"{comment.text[:start]}{', '.join(names)}{comment.text[end:]}"
    return Fix(f"{name} → {meant}", Safety.SAFE, (SetComment(comment.start, text),))


def _close(name: str, known: tuple[str, ...]) -> str | None:
    """Give the one known name that is a single letter away."""
    close = [other for other in known if _is_one_away(name, other)]
    return close[0] if len(close) == 1 else None


def _is_one_away(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[:start] + short[start : start + 2][::-1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long
