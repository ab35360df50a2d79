"""The rule `spec-rewritten-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.scripts.operating import driving, edited_by, meant_spec, written_by
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script, Task
    from stacklint.rule import Hits


@rule(
    category="scripts",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
)
def spec_rewritten_by_script(script: Script, fleet: Fleet) -> Hits:
    """Tracked spec that a script writes or edits."""
    for piece, claims in _rewritten(script, fleet):
        yield Hit(
            script.at(piece),
            f"{claims.file} is rewritten where it is tracked: comments and quotes may be lost, and"
            " the checkout on the host no longer takes `git pull`",
            also=(Label(fleet.spec(claims).at(), "this spec"),),
            notes=(("hint", "render to a copy that git ignores"),),
            value=claims.file,
        )


def _rewritten(script: Script, fleet: Fleet) -> Iterator[tuple[Command | Task, Claims]]:
    for command in script.commands:
        if driving(command) is not None:
            continue
        for path in written_by(command):
            claims = meant_spec(path, command, fleet.claims)
            if claims is not None:
                yield command, claims
    for task in script.tasks:
        for path in edited_by(task):
            claims = meant_spec(path, None, fleet.claims)
            if claims is not None:
                yield task, claims
