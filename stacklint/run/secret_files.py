"""What git keeps, looked at once for a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.engine import Engine
from stacklint.model.secrets.files import may_be_secret
from stacklint.model.secrets.kept import kept_of

if TYPE_CHECKING:
    from stacklint.model.fleet import Fleet
    from stacklint.run.linter import Linter
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Scope


def look_at_secret_files(linter: Linter, scope: Scope, looked: Looked, fleet: Fleet) -> None:
    """Run the rules about what git keeps; the findings are added to what was seen.

    Of a change, a file is judged that it touches, and one that a spec names which it touches.
    """
    touched = scope.touched
    files = [x for x in _files(linter, scope) if touched is None or x in touched]
    if not files and not any(claims.credentials for claims in looked.claims):
        return
    engine = Engine(linter.selection, looked.allows, looked.outcome, clock=linter.clock)

    def judged(file: str) -> bool:
        return touched is None or file in touched or file in looked.specs

    kept = kept_of(scope.tree, files, fleet)
    engine.look_at_kept(kept, judged)


def _files(linter: Linter, scope: Scope) -> list[str]:
    """List what looks like a secret among the files that are named, or lie below."""
    tree, workspace = scope.tree, linter.workspace
    folders = [path for path in workspace.paths if path == "." or tree.is_dir(path)]
    found = {path for path in workspace.paths if path not in folders and may_be_secret(path)}
    if folders:
        below = tuple("" if path == "." else path + "/" for path in folders)
        files = filter(may_be_secret, tree.files())
        found |= {x for x in files if x.startswith(below) and not workspace.is_excluded(x)}
    return sorted(found)
