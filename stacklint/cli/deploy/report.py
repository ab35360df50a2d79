"""What a run shows: its plan, what happens, and how it ended; as text or as events."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Protocol

from deployer.errors import LeftBroken, RolledBack
from deployer.guard.refusal import GuardRefused
from deployer.plan.data import plan_data
from deployer.plan.text import Heading, plan_text
from stacklint.cli.deploy import say_why
from stacklint.cli.deploy.refused import refused_data, refused_lines
from stacklint.cli.deploy.screen import columns, harmless, heading_of
from stacklint.cli.deploy.watch import Events, Lines, Live, tell
from stacklint.cli.errors import say
from stacklint.cli.output import look_of
from stacklint.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deployer.errors import DeployError
    from deployer.run.apply import Watcher
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from stacklint.model.change import Data

_EVENTS = 1
"""The version of the format of events."""


class Reporter(Protocol):
    """Where a run is shown."""

    @property
    def watcher(self) -> Watcher:
        """Who hears what happens."""

    def plan(self, judged: Judged) -> None:
        """Show the plan."""

    def done(self, outcome: Outcome, word: str) -> None:
        """Show how a run ended well; `word` is for what was done."""

    def stopped(self, error: DeployError, code: int) -> None:
        """Show what stopped a run, and what to type."""


def reporter_of(kind: str, time: Callable[[], str], run: str) -> Reporter:
    """Give the reporter of a format."""
    return AsEvents(time, run) if kind == "json" else AsText()


def _heading(judged: Judged) -> Heading:
    """Say what a plan is for."""
    before = 0 if judged.before is None else judged.before.number
    return heading_of(judged.candidate)._replace(
        revision=before,
        after=0 if judged.is_same else judged.revision,
        commits=judged.candidate.commits,
    )


class AsText:
    """Text for people, wide as their terminal."""

    def __init__(self) -> None:
        look = look_of("auto")
        kind = Live if sys.stdout.isatty() else Lines
        self._lines = kind(unicode=look.unicode)

    @property
    def watcher(self) -> Watcher:
        """Give the lines."""
        return self._lines

    def plan(self, judged: Judged) -> None:
        """Print the plan, what would make it fail, and notes."""
        text = plan_text(judged.plan, _heading(judged), columns())
        tell(harmless(text.split("\n")))
        for trouble in judged.found.troubles:
            tell(f"would fail: {visible(trouble)}")
        for note in judged.found.notes:
            tell(f"note: {visible(note)}")

    def done(self, outcome: Outcome, word: str) -> None:
        """Say of which revision, and whether there was anything to do."""
        self._close()
        what = f"revision {outcome.revision}" if outcome.revision else "the deployment"
        tell(f"{what} {word}" if outcome.is_changed else f"{what} {word}: nothing to do")

    def stopped(self, error: DeployError, code: int) -> None:
        """Say what stopped it; of volumes, each with its ways out."""
        del code
        self._close()
        if isinstance(error, RolledBack | LeftBroken) and self._lines.has_told(error.why):
            say("\n".join(map(visible, error.outcome.split("\n"))))
            return
        if not isinstance(error, GuardRefused):
            say_why(error)
            return
        for line in refused_lines(error):
            say(visible(line) if line.startswith(" ") else f"refused: {visible(line)}")
        say("  Nothing was touched.")

    def _close(self) -> None:
        if isinstance(self._lines, Live):
            self._lines.close()


def _ok(word: str) -> dict[str, Data]:
    return {"reason": word, "exit": 0}


class AsEvents:
    """One JSON object on each line of stdout, and nothing else there."""

    def __init__(self, time: Callable[[], str], run: str) -> None:
        self._time = time
        self._common: dict[str, Data] = {"version": _EVENTS, "run": run}
        self._events = Events(self._event)

    @property
    def watcher(self) -> Watcher:
        """Give the events."""
        return self._events

    def plan(self, judged: Judged) -> None:
        """Write the plan as an event."""
        one = judged.candidate
        self._common |= {"deployment": one.identity.deployment_id, "target": one.target.value}
        data = plan_data(judged.plan, _heading(judged))
        more: dict[str, Data] = {"plan": data, "plan_hash": judged.plan.name}
        troubles: list[Data] = [*judged.found.troubles]
        notes: list[Data] = [*judged.found.notes]
        said: dict[str, Data] = {"troubles": troubles, "notes": notes}
        self._event({"step": "S7", "event": "plan", **said, **more})

    def done(self, outcome: Outcome, word: str) -> None:
        """Write the result."""
        revision: Data = {"to": outcome.revision, "changed": outcome.is_changed}
        self._event({"step": "S16", "event": "result", "revision": revision, **_ok(word)})

    def stopped(self, error: DeployError, code: int) -> None:
        """Write each refusal, and the result."""
        for refusal in error.refusals if isinstance(error, GuardRefused) else ():
            about: dict[str, Data] = {"object": {"volume": refusal.volume}}
            self._event({"step": "S6", "event": "refused", **about, **refused_data(refusal)})
        self._event({"step": "S16", "event": "result", "reason": str(error), "exit": code})
        say_why(error)

    def _event(self, fields: Mapping[str, Data]) -> None:
        tell(json.dumps({**self._common, "time": self._time(), **fields}))
