"""The rule `spec-regenerated-by-script`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.scripts.carrying import carried, is_put_back, taken_away
from stacklint.model.scripts.ci.runners import is_only_looked_at
from stacklint.model.scripts.command import BY_HAND, Command, written_out
from stacklint.model.scripts.courses import is_one_course
from stacklint.model.scripts.guards import (
    depends_on_answer,
    is_asked_for,
    is_chosen_over,
    runs_only_without,
)
from stacklint.model.scripts.operating import (
    driving,
    is_throw_away,
    meant_spec,
    told,
)
from stacklint.model.scripts.script import ScriptKind
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.scripts.script import Script, Task
    from stacklint.rule import Hits

_IN_TURN = frozenset({ScriptKind.ANSIBLE, ScriptKind.MAKEFILE, ScriptKind.SHELL})


@rule(category="scripts", severity=Severity.ERROR, harm=Harm.DATA)
def spec_regenerated_by_script(script: Script, fleet: Fleet) -> Hits:
    """`deploy init` over a spec that git tracks."""
    made: set[str] = set()
    for command in script.commands:
        yield from _put_over(script, command, made, fleet)
        for output in filter(None, written_out(_output(command))):
            made.add(command.path(output) or output)
            if not (is_throw_away(output) or _is_wanted(command)):
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
    away = None if claims is None else _taken_before(script, command, claims, fleet)
    # A file that the script itself takes away is missing in every run.
    if away is None and runs_only_without(command, output):
        return
    is_kept = is_put_back(script.commands, command, output) or is_only_looked_at(command, script)
    if claims is not None and not is_kept:
        hit = _hit(script, command, f"`deploy init` writes {claims.file} again", claims, fleet)
        is_choice = is_chosen_over(command, output) and (away is None or is_asked_for(away))
        severity = Severity.WARNING if is_choice else None
        yield hit._replace(notes=_notes(script, output, away), severity=hit.severity or severity)
    elif claims is None and ("$" in output or "{{" in output):
        yield Hit(
            script.at(command),
            "`deploy init` writes a spec here; if git tracks it, its settings are gone",
            severity=Severity.INFO,
            confidence=Confidence.LOW,
            profile=Profile.AUDIT,
            value=told(command),
        )


def _taken_before(
    script: Script, command: Command, claims: Claims, fleet: Fleet
) -> Command | Task | None:
    """Find what takes a spec away before a command writes it, in the same course of the script."""
    if script.kind not in _IN_TURN:
        return None
    pieces: list[Command | Task] = [*script.commands[: script.commands.index(command)]]
    for piece in (*pieces, *script.tasks):
        where = piece if isinstance(piece, Command) else None
        paths = [] if piece.is_confirmed else taken_away(piece)
        is_spec = any(meant_spec(x, where, fleet.claims) == claims for x in paths if x)
        is_before = isinstance(piece, Command) or piece.start < command.start
        if is_spec and is_before and is_one_course(piece, command, script):
            return piece
    return None


def _notes(script: Script, output: str, away: Command | Task | None) -> tuple[tuple[str, str], ...]:
    if away is None:
        return (("hint", _hint(script, output)),)
    line = script.document.text.count("\n", 0, away.start) + 1
    return (("hint", f"line {line} takes the file away: to ask for it behind that keeps nothing"),)


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
    is_choice = BY_HAND in piece.guards or is_asked_for(piece)
    return Severity.WARNING if is_choice else None


def _hint(script: Script, output: str) -> str:
    if script.kind is ScriptKind.ANSIBLE:
        return f"let it run once only: `creates: {output}`"
    return f"let it run once only: `[ -f {output} ] || laconic-so …`"
