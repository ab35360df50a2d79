"""The rule `unresolved-template-token`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.leftovers import Waits, leftovers
from stacklint.model.rendering import Rendering
from stacklint.model.tokens import markers, may_hold_token
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.leftovers import Leftover
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits, Settings


@rule(category="gitops", severity=Severity.ERROR, harm=Harm.MEANING)
def unresolved_template_token(spec: Spec, rendering: Rendering, settings: Settings) -> Hits:
    """Template token that nothing fills in any more."""
    if not may_hold_token(spec.document.text):
        return
    declared = settings.template_tokens
    if rendering is Rendering.RENDERED:
        yield from _left_in(spec, declared)
    elif declared:
        yield from _undeclared(spec, declared)
    elif rendering is Rendering.UNSAID:
        yield from _unsaid(spec)


def _left_in(spec: Spec, declared: tuple[str, ...]) -> Iterator[Hit]:
    for token in leftovers(spec):
        hit = Hit(
            _at(spec, token),
            f"`{token.shown}` was left in by the renderer, and is deployed as it stands",
            words="nothing fills this in any more",
        )
        if token.waits is Waits.SURELY or token.is_declared(declared):
            yield hit
        elif token.waits is Waits.PERHAPS:
            yield hit.guessed(Severity.WARNING)._replace(confidence=Confidence.MEDIUM)
    for start, end in markers(spec.document):
        name = spec.document.text[start:end].strip("# \t")
        yield Hit(
            Place(spec.document, (), range=Span(start, end)),
            f"the renderer has put nothing in the place of `{name}`: what belongs there is missing",
            severity=Severity.WARNING,
            value=name,
        )


def _undeclared(spec: Spec, declared: tuple[str, ...]) -> Iterator[Hit]:
    for token in leftovers(spec):
        if token.waits is not Waits.NEVER and not token.is_declared(declared):
            yield Hit(
                _at(spec, token),
                f"`{token.shown}` is none of the tokens that this repository declares:"
                " perhaps nothing fills it in",
                notes=(("hint", "name it under `template-tokens` in the configuration"),),
                severity=Severity.WARNING,
                confidence=Confidence.MEDIUM,
                profile=Profile.STRICT,
            )


def _unsaid(spec: Spec) -> Iterator[Hit]:
    found = [token for token in leftovers(spec) if token.waits is Waits.SURELY]
    if not found:
        return
    tokens = f"`{found[0].shown}`" + (f" and {len(found) - 1} more" if len(found) > 1 else "")
    yield Hit(
        _at(spec, found[0]),
        f"{tokens}: nobody says whether this file is rendered before it is deployed",
        notes=(("hint", "name the file under `templates` or `rendered` in the configuration"),),
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        profile=Profile.AUDIT,
    )


def _at(spec: Spec, token: Leftover) -> Place:
    return Place(spec.document, token.path, range=Span(token.start, token.end))
