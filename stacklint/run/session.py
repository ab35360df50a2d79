"""What the commands that lint have in common: what is asked, and of what it is asked."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.yaml.libyaml import IS_FAST
from stacklint.repo.overlay import Overlay
from stacklint.report.run import Repair, Run
from stacklint.run.linter import Linter
from stacklint.run.scoping import scope_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from stacklint.finding import Severity
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Asked, Scope
    from stacklint.run.workspace import Workspace


class Session(NamedTuple):
    """One workspace, what is asked about it, and the linter for it."""

    workspace: Workspace
    linter: Linter
    scope: Scope
    asked: Asked
    started: float

    def over(self, texts: Mapping[str, bytes]) -> Session:
        """Give the same session over a tree in which some files say something else."""
        scope = self.scope
        tree = Overlay(scope.tree, texts)
        return self._replace(scope=scope._replace(tree=tree))

    def at(self, paths: tuple[str, ...]) -> Session:
        """Give the same session with other paths to look at."""
        workspace = self.workspace.at(paths)
        linter = self.linter._replace(workspace=workspace)
        return self._replace(workspace=workspace, linter=linter)

    def unsaved(self, texts: Mapping[str, bytes]) -> Session:
        """Give the same session where files have texts that are not on the disk git looks at."""
        changed = {path for path, data in texts.items() if self.scope.tree.read(path) != data}
        scope = self.over(texts).scope
        if scope.touched is not None:
            scope = scope._replace(touched=scope.touched | changed)
        return self._replace(scope=scope)

    @property
    def has_baseline(self) -> bool:
        """One is named, or something lies where it belongs."""
        return bool(self.asked.baseline) or os.path.lexists(self.baseline_path)

    @property
    def own_files(self) -> tuple[str | Path, ...]:
        """The configuration and the baseline, wherever they lie."""
        return tuple(x for x in (self.workspace.config.file, self.baseline_path) if x is not None)

    @property
    def baseline_file(self) -> Path:
        """Where the baseline is, or would be."""
        from pathlib import Path  # noqa: PLC0415 -- only where there is one

        return Path(self.baseline_path)

    @property
    def baseline_path(self) -> str:
        """The same, as text."""
        if self.asked.baseline:
            return os.path.join(os.getcwd(), self.asked.baseline)
        config = self.workspace.config
        start = self.workspace.folder if config.file is None else os.path.dirname(config.file)
        return os.path.join(start, config.baseline)

    @property
    def threshold(self) -> Severity:
        """The severity from which on a finding fails a run."""
        named = self.asked.fail_on
        return self.workspace.config.fail_on if named is None else named

    def run(self, looked: Looked, repairs: tuple[Repair, ...] = ()) -> Run:
        """Give what came of it to a report."""
        workspace, choice = self.workspace, self.asked.choice
        pin = self.linter.selection.for_file("").pin
        notes = (
            *self.scope.notes,
            *sorted(set(looked.notes)),
            *_slow_note(),
            *_none_note(self, looked),
        )
        return Run(
            findings=tuple(looked.outcome.findings),
            documents=looked.outcome.documents,
            specs=len(looked.specs),
            stacks=len(looked.stacks),
            files=len(looked.files),
            seconds=time.perf_counter() - self.started,
            profile=pin.profile,
            release=".".join(map(str, pin.release or ())),
            threshold=self.threshold,
            without_stack=tuple(sorted(looked.without_stack, key=lambda x: x.spec)),
            notes=notes,
            beyond=looked.outcome.beyond,
            prefix=workspace.prefix,
            below=workspace.below,
            root=workspace.folder,
            registry=workspace.config.registry,
            judges_change=self.scope.base is not None,
            repairs=repairs,
            is_partial=bool(choice.select or choice.ignore) or self.scope.touched is not None,
        )


def _none_note(session: Session, looked: Looked) -> tuple[str, ...]:
    if looked.specs or looked.stacks:
        return ()
    # Imported late: nearly always there is something.
    from stacklint.run.nothing_found import why_nothing  # noqa: PLC0415

    return why_nothing(session.workspace, session.scope, looked)


def _slow_note() -> tuple[str, ...]:
    if IS_FAST:
        return ()
    return ("PyYAML has no libyaml here: reading is ten times slower than it need be",)


def session_of(workspace: Workspace, asked: Asked, started: float) -> Session:
    """Make the session for a workspace; NoBase where what it is compared with is not to be had."""
    linter = Linter(
        workspace=workspace,
        selection=workspace.selection(asked.choice),
        today=_today,
        expired_count=not asked.staged,
        clock=time.perf_counter if asked.timings else None,
    )
    return Session(workspace, linter, scope_of(workspace, asked), asked, started)


def _today() -> date:
    from datetime import date  # noqa: PLC0415 -- few comments have a date

    return date.today()  # noqa: DTZ011 -- `until=` means the operator's own day
