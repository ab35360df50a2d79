"""The specs of a run, held against each other when all have been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.engine import Engine
from stacklint.model.fleet import Fleet
from stacklint.model.named import NamedTuple
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.discover import look_at
from stacklint.repo.log import changed_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from stacklint.model.fleet import Host
    from stacklint.run.linter import Linter
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Scope
    from stacklint.run.workspace import Workspace


def fleet_of(linter: Linter, scope: Scope, looked: Looked) -> Fleet:
    """Give all specs of a run side by side."""
    around = _Around(linter.workspace, scope, {})
    return Fleet(looked.claims, looked.specs.__contains__, around)


def look_at_fleet(linter: Linter, scope: Scope, looked: Looked, fleet: Fleet) -> None:
    """Run the rules about all specs together; the findings are added to what was seen."""
    workspace = linter.workspace
    engine = Engine(linter.selection, looked.allows, looked.outcome, clock=linter.clock)
    # A single spec is held against nothing; few rules have something to say of it alone.
    if len(fleet.claims) > 1 or any(one.may_clash_alone for one in fleet.claims):
        engine.look_at_fleet(fleet, workspace.config.settings, looked.specs.__contains__)
    # Of some files or of a change, nobody can say that a suppression has nothing to silence.
    if scope.touched is None and workspace.paths == (".",):
        engine.note_fleet(looked.specs)
        looked.notes += _fit_nothing(workspace, looked.specs)


def _fit_nothing(workspace: Workspace, specs: Collection[str]) -> Iterator[str]:
    """Say which patterns of hosts seem to be a slip: nobody misses what is not compared."""
    for host, patterns in workspace.config.hosts.items():
        for pattern in patterns if specs else ():
            if not (pattern.startswith("!") or any(map(workspace.matcher((pattern,)), specs))):
                yield f"`{pattern}` in `hosts.{host}` fits no spec, and none is compared for it"


class _Around(NamedTuple):
    """What clashing specs need beside their claims."""

    workspace: Workspace
    scope: Scope
    read: dict[str, Spec]

    def host_of(self, file: str) -> Host:
        """Ask the configuration and the inventory."""
        return self.workspace.host_of(file)

    def spec(self, file: str) -> Spec:
        """Read a spec for its places."""
        if file not in self.read:
            is_template = self.workspace.is_template(file)
            document = look_at(self.scope.tree, file, is_template=is_template).document
            # What was a spec a moment ago may be gone by now.
            found = text_document(file, "") if document is None else document
            self.read[file] = Spec(found, self.workspace.config.dialect)
        return self.read[file]

    def changed_at(self, file: str) -> int | None:
        """Ask git for the last commit that touched a file."""
        git = self.workspace.git
        return None if git is None else changed_at(git, file)
