"""The rule `missing-bind-source`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.stackfiles import KEPT_IN_CONFIG, absent, bound, left_behind
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.stackfiles import Absent, Named
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits, Settings

# A program is kept in git; a key, or what a machine decides, may come from elsewhere.
_PROGRAMS = (".sh", ".py", ".js", ".sql")


_MADE = "docker compose puts an empty directory of root in its place"
_STOPS = "docker compose does not start it, since a bind in the long form makes no directory"
_LATER = "what comes from elsewhere is named under `filled-later`"


@rule(
    category="compose",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    targets=frozenset({Target.COMPOSE}),
)
def missing_bind_source(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """File or directory that is bound and that the stack or the deployment does not have."""
    named = list(bound(stack))
    for gap in absent(named, stack, tree, settings.filled_later):
        hit = _hit(gap.named, f"not there{gap.hint}", _LATER)
        yield hit if _is_sure(gap) else hit.guessed(Severity.WARNING)
    for left in left_behind(named, stack, tree, settings.filled_later):
        hit = _hit(left, "not copied into the deployment", KEPT_IN_CONFIG)
        if tree.is_file(left.path):
            yield hit
        elif tree.is_dir(left.path):
            # It may be there to hold what is written, and that may begin empty.
            yield hit.guessed(Severity.WARNING)


def _hit(named: Named, why: str, hint: str) -> Hit:
    consequence = _MADE if named.is_made else _STOPS
    return Hit(
        named.at,
        f"`{named.written}` of `{named.by}` is {why}: {consequence}",
        notes=(("hint", hint),),
    )


def _is_sure(gap: Absent) -> bool:
    is_program = gap.named.path.endswith(_PROGRAMS)
    return gap.near is not None or (is_program and gap.has_folder)
