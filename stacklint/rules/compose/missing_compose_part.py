"""The rule `missing-compose-part`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.stackfiles import (
    KEPT_IN_CONFIG,
    NAMED_LATER,
    absent,
    elsewhere,
    left_behind,
    parts,
)
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.stackfiles import Named
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits, Settings


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def missing_compose_part(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """File that a compose file is made of, and the stack or the deployment does not have."""
    named = list(parts(stack))
    for gap in absent(named, stack, tree, settings.filled_later):
        hit = _hit(gap.named, f"not there{gap.hint}", NAMED_LATER)
        # What holds secrets is often put there by hand.
        is_sure = gap.near is not None or _is_yaml(gap.named)
        yield hit if is_sure else hit.guessed(Severity.WARNING)
    for find in (left_behind, elsewhere):
        for left in find(named, stack, tree, settings.filled_later):
            hit = _hit(left, "not copied into the deployment", KEPT_IN_CONFIG)
            is_sure = tree.is_file(left.path) or _is_yaml(left)
            # Who deploys with stacklint cannot put it there by hand: it makes no such deployment.
            yield hit if is_sure else hit.guessed(Severity.WARNING)._replace(is_refused=True)


def _is_yaml(named: Named) -> bool:
    """Tell whether it is a compose file too, which nobody puts in place by hand."""
    return named.at.path[0] in {"include", "services"}


def _hit(named: Named, why: str, hint: str) -> Hit:
    return Hit(
        named.at,
        f"{named.written} ({named.by}) is {why}: docker compose starts nothing of the stack",
        notes=(("hint", hint),),
    )
