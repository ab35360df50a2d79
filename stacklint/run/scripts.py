"""The scripts of a run, looked at when all specs are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.engine import Engine
from stacklint.model.scripts.script import Scripts
from stacklint.repo.scripts import read_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.fleet import Fleet
    from stacklint.run.linter import Linter
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Scope


def look_at_scripts(
    linter: Linter, scope: Scope, looked: Looked, fleet: Fleet, paths: Iterable[str]
) -> None:
    """Run the rules about scripts; the findings are added to what was seen.

    Of a change, a script is judged that it touches, and one that a spec which it touches makes
    wrong: a second spec beside the one that the script meant.
    """
    engine = Engine(linter.selection, looked.allows, looked.outcome, clock=linter.clock)
    read = read_scripts(scope.tree, paths)
    scripts = Scripts(read.scripts)
    touched = scope.touched
    for path, why in read.unread:
        name = linter.workspace.as_typed(path)
        looked.notes.append(f"{name} {why}: its commands were not looked at")
    looked.scripts |= {x.file for x in scripts.all if touched is None or x.file in touched}
    is_whole = touched is None and linter.workspace.paths == (".",)

    def judged(file: str) -> bool:
        return file in looked.scripts or file in looked.specs

    engine.look_at_scripts(scripts, fleet, scope.tree, judged)
    if is_whole:
        engine.note_scripts(scripts)
