"""The rule `spec-regenerated-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.command import written_out
from stacklint.model.guards import runs_only_without
from stacklint.model.operating import (
    driving,
    is_throw_away,
    meant_spec,
    told,
)
from stacklint.model.script import ScriptKind
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.command import Command
    from stacklint.model.fleet import Fleet
    from stacklint.model.script import Script
    from stacklint.rule import Hits


@rule(category="scripts", severity=Severity.ERROR, harm=Harm.DATA)
def spec_regenerated_by_script(script: Script, fleet: Fleet) -> Hits:
    """`deploy init` over a spec that git tracks."""
    for command in script.commands:
        for output in written_out(_output(command)):
            if output and not (is_throw_away(output) or runs_only_without(command, output)):
                yield from _hits(script, command, output, fleet)


def _output(command: Command) -> str:
    is_of_fork = command.program == "stack" and command.words[1:2] == ("init",)
    if driving(command) == ("deploy", "init") or is_of_fork:
        return command.option("--output") or ""
    return ""


def _hits(script: Script, command: Command, output: str, fleet: Fleet) -> Hits:
    claims = meant_spec(output, command, fleet.claims)
    if claims is not None:
        yield Hit(
            script.at(command),
            f"`deploy init` writes {claims.file} again: its paths, settings and comments are gone",
            also=(Label(fleet.spec(claims).at(), "kept in git"),),
            notes=(("hint", _hint(script, output)),),
            # A page shows how the first spec is made, and that is what the command is for.
            severity=Severity.INFO if script.is_prose else None,
            value=claims.file,
        )
    elif "$" in output or "{{" in output:
        yield Hit(
            script.at(command),
            "`deploy init` writes a spec here; if git tracks it, its settings are gone",
            severity=Severity.INFO,
            confidence=Confidence.LOW,
            profile=Profile.AUDIT,
            value=told(command),
        )


def _hint(script: Script, output: str) -> str:
    if script.kind is ScriptKind.ANSIBLE:
        return f"let it run once only: `creates: {output}`"
    return f"let it run once only: `[ -f {output} ] || laconic-so …`"
