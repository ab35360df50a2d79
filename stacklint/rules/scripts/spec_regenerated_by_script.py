"""The rule `spec-regenerated-by-script`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.carrying import carried, is_put_back
from stacklint.model.command import BY_HAND, Command, written_out
from stacklint.model.guards import depends_on_answer, runs_only_without
from stacklint.model.operating import (
    driving,
    is_throw_away,
    meant_spec,
    told,
)
from stacklint.model.runners import is_only_looked_at
from stacklint.model.script import ScriptKind
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.script import Script, Task
    from stacklint.rule import Hits


@rule(category="scripts", severity=Severity.ERROR, harm=Harm.DATA)
def spec_regenerated_by_script(script: Script, fleet: Fleet) -> Hits:
    """`deploy init` over a spec that git tracks."""
    made: set[str] = set()
    for command in script.commands:
        yield from _put_over(script, command, made, fleet)
        for output in written_out(_output(command)):
            made.add(command.path(output) or output)
            is_harmless = is_throw_away(output) or runs_only_without(command, output)
            if output and not (is_harmless or _is_wanted(command)):
                yield from _hits(script, command, output, fleet)
    for task in script.tasks:
        yield from _put_over(script, task, made, fleet)


def _is_wanted(piece: Command | Task) -> bool:
    """Tell whether a person was asked, and what was answered counts."""
    return piece.is_confirmed and depends_on_answer(piece)


def _put_over(script: Script, piece: Command | Task, made: set[str], fleet: Fleet) -> Hits:
    """Find the spec that is replaced by what `deploy init` wrote elsewhere."""
    sources, targets = carried(piece)
    sources &= made
    if not sources or _is_wanted(piece):
        return
    into = {posixpath.join(x, posixpath.basename(source)) for x in targets for source in sources}
    command = piece if isinstance(piece, Command) else None
    for target in sorted({*targets, *into}):
        claims = meant_spec(target, command, fleet.claims)
        if claims is not None and not runs_only_without(piece, claims.file):
            what = f"what `deploy init` wrote is put over {claims.file}"
            hit = _hit(script, piece, what, claims, fleet)
            yield hit._replace(notes=(("hint", "compare the two, and take over what is new"),))


def _output(command: Command) -> str:
    is_of_fork = command.program == "stack" and command.words[1:2] == ("init",)
    if driving(command) == ("deploy", "init") or is_of_fork:
        return command.option("--output") or ""
    return ""


def _hits(script: Script, command: Command, output: str, fleet: Fleet) -> Hits:
    claims = meant_spec(output, command, fleet.claims)
    is_kept = is_put_back(script.commands, command, output) or is_only_looked_at(command, script)
    if claims is not None and not is_kept:
        hit = _hit(script, command, f"`deploy init` writes {claims.file} again", claims, fleet)
        yield hit._replace(notes=(("hint", _hint(script, output)),))
    elif claims is None and ("$" in output or "{{" in output):
        yield Hit(
            script.at(command),
            "`deploy init` writes a spec here; if git tracks it, its settings are gone",
            severity=Severity.INFO,
            confidence=Confidence.LOW,
            profile=Profile.AUDIT,
            value=told(command),
        )


def _hit(script: Script, piece: Command | Task, what: str, claims: Claims, fleet: Fleet) -> Hit:
    return Hit(
        script.at(piece),
        f"{what}: its paths, settings and comments are gone",
        also=(Label(fleet.spec(claims).at(), "kept in git"),),
        severity=_severity(script, piece),
        value=claims.file,
    )


def _severity(script: Script, piece: Command | Task) -> Severity | None:
    # A page shows how the first spec is made, and that is what the command is for.
    if script.is_prose:
        return Severity.INFO
    # Who starts a job by hand may want it; the settings are gone all the same.
    return Severity.WARNING if BY_HAND in piece.guards else None


def _hint(script: Script, output: str) -> str:
    if script.kind is ScriptKind.ANSIBLE:
        return f"let it run once only: `creates: {output}`"
    return f"let it run once only: `[ -f {output} ] || laconic-so …`"
