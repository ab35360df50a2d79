"""The rule `missing-env-file`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.stackfiles import absent, env_files
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits, Settings


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
)
def missing_env_file(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """File of variables that the stack does not have."""
    named = (x for x in env_files(stack) if not x.service.has_profiles)
    for gap in absent(named, stack, tree, settings.filled_later):
        hit = Hit(
            gap.named.at,
            f"`env_file` of `{gap.named.service.name}` is {gap.named.written}, which is not"
            f" there{gap.hint}: docker compose starts nothing of the stack",
            notes=(("hint", "a file that comes from elsewhere is named under `filled-later`"),),
        )
        # What holds secrets is often put there by hand.
        yield hit if gap.near is not None else hit.guessed(Severity.WARNING)
