"""The rule `missing-bind-source`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.stackfiles import absent, bound
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.stackfiles import Absent
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits, Settings

# A program is kept in git; a key, or what a machine decides, may come from elsewhere.
_PROGRAMS = (".sh", ".py", ".js", ".sql")


@rule(
    category="compose",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    targets=frozenset({Target.COMPOSE}),
)
def missing_bind_source(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """File or directory that is bound and that the stack does not have."""
    for gap in absent(bound(stack), stack, tree, settings.filled_later):
        hit = Hit(
            gap.named.at,
            f"`{gap.named.written}` of `{gap.named.service.name}` is not there{gap.hint}: docker"
            " compose puts an empty directory of root in its place",
            notes=(("hint", "what comes from elsewhere is named under `filled-later`"),),
        )
        yield hit if _is_sure(gap) else hit.guessed(Severity.WARNING)


def _is_sure(gap: Absent) -> bool:
    is_program = gap.named.path.endswith(_PROGRAMS)
    return gap.near is not None or (is_program and gap.has_folder)
