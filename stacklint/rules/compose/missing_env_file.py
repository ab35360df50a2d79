"""The rule `missing-env-file`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.stackfiles import (
    KEPT_IN_CONFIG,
    NAMED_LATER,
    absent,
    env_files,
    left_behind,
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
def missing_env_file(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """File of variables that the stack does not have, or the deployment will not."""
    named = list(env_files(stack))
    for gap in absent(named, stack, tree, settings.filled_later):
        hit = _hit(gap.named, f"not there{gap.hint}", NAMED_LATER)
        # What holds secrets is often put there by hand.
        yield hit if gap.near is not None else hit.guessed(Severity.WARNING)
    for left in left_behind(named, stack, tree, settings.filled_later):
        hit = _hit(left, "not copied into the deployment", KEPT_IN_CONFIG)
        yield hit if tree.is_file(left.path) else hit.guessed(Severity.WARNING)


def _hit(named: Named, why: str, hint: str) -> Hit:
    return Hit(
        named.at,
        f"`env_file` of `{named.by}` is {named.written}, which is {why}: docker compose"
        " starts nothing of the stack",
        notes=(("hint", hint),),
    )
