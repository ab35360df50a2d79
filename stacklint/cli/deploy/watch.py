"""What a run tells while it happens: a line for each thing that is done, live on a terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from stacklint.cli.output import print_text
from stacklint.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console
    from rich.progress import Progress, TaskID

    from deployer.run.apply import Act
    from stacklint.model.change import Data

_WORDS = 24
_BACK = "R"
"""The step of a run that takes it back."""


def tell(line: str) -> None:
    """Print a line at once; a run goes on when nobody reads what it says any more."""
    try:
        print_text(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Lines:
    """Writes a line for each thing when it ends; of the way back, one for all of it."""

    def __init__(self, *, unicode: bool) -> None:
        self._done, self._failed, self._back = (
            ("✓", "✗", "↩") if unicode else ("ok", "failed", "ok")
        )
        self._fault = ""
        self._is_going_back = False

    def has_told(self, words: str) -> bool:
        """Tell whether people have read already why it does not work."""
        return bool(self._fault) and self._fault in words

    def note(self, words: str) -> None:
        """Say something that is good to know."""
        self._say(f"   note: {visible(words)}")

    def begin(self, act: Act, words: str) -> None:
        """Say why it goes back, unless that was said; all else is said when it ends."""
        if act.step != _BACK:
            return
        self._is_going_back = True
        if not self.has_told(words):
            self._fault = words
            self._say(f" {self._failed} {visible(words)}")

    def progress(self, act: Act, words: str) -> None:
        """Say nothing: of what it waits for, a log has the end."""

    def end(self, act: Act, words: str, seconds: float) -> None:
        """Say that it is done."""
        if act.step == _BACK:
            self._is_going_back = False
            self._ended(self._back, act, words, seconds)
        elif not self._is_going_back:
            self._ended(self._done, act, words, seconds)

    def failed(self, act: Act, words: str, seconds: float) -> None:
        """Say that it did not work."""
        self._fault = self._fault or words
        self._ended(self._failed, act, words, seconds)

    def _ended(self, mark: str, act: Act, words: str, seconds: float) -> None:
        said = f"{visible(act.words):<{_WORDS}}  {visible(words)}"
        self._say(f" {mark} {said.rstrip()}  {seconds:.1f} s")

    def _say(self, line: str) -> None:
        tell(line)


class Live(Lines):
    """Shows what goes on, each beside a spinner and its time, and the same lines above it."""

    def __init__(self, *, unicode: bool, console: Console | None = None) -> None:
        super().__init__(unicode=unicode)
        self._console = console
        self._shown: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def begin(self, act: Act, words: str) -> None:
        """Let a spinner say what begins."""
        super().begin(act, words)
        self._show(act, "" if act.step == _BACK else f"  {words}")

    def progress(self, act: Act, words: str) -> None:
        """Let its spinner say what it waits for."""
        self._show(act, f": {words}")

    def end(self, act: Act, words: str, seconds: float) -> None:
        """Take its spinner away, and say that it is done."""
        self._hide(act)
        super().end(act, words, seconds)

    def failed(self, act: Act, words: str, seconds: float) -> None:
        """Take its spinner away, and say that it did not work."""
        self._hide(act)
        super().failed(act, words, seconds)

    def close(self) -> None:
        """Take all spinners away."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None
            self._tasks.clear()

    def _show(self, act: Act, more: str) -> None:
        from stacklint.cli.deploy.spinners import spinners  # noqa: PLC0415 -- there is a terminal

        if self._shown is None:
            self._shown = spinners(self._console)
            self._shown.start()
        words = visible(f"{act.words}{more}".rstrip())
        if act.words in self._tasks:
            self._shown.update(self._tasks[act.words], description=words)
        else:
            self._tasks[act.words] = self._shown.add_task(words, total=None)

    def _hide(self, act: Act) -> None:
        task = self._tasks.pop(act.words, None)
        if task is not None and self._shown is not None:
            self._shown.remove_task(task)
            self._shown.refresh()

    def _say(self, line: str) -> None:
        if self._shown is None:
            super()._say(line)
        else:
            self._shown.console.print(line, markup=False, highlight=False, soft_wrap=True)


class Events:
    """Writes one JSON object for each thing that begins, goes on and ends."""

    def __init__(self, event: Callable[[Mapping[str, Data]], None]) -> None:
        self._event = event

    def note(self, words: str) -> None:
        """Write a note."""
        self._event({"step": "S0", "event": "progress", "reason": words})

    def begin(self, act: Act, words: str) -> None:
        """Write that something begins."""
        self._event({"event": "begin", "reason": words, **_of(act)})

    def progress(self, act: Act, words: str) -> None:
        """Write what it waits for."""
        self._event({"event": "progress", "reason": words, **_of(act)})

    def end(self, act: Act, words: str, seconds: float) -> None:
        """Write that it is done."""
        self._event({"event": "end", "reason": words, **_of(act), **_took(seconds)})

    def failed(self, act: Act, words: str, seconds: float) -> None:
        """Write that it did not work."""
        self._event({"event": "failed", "reason": words, **_of(act), **_took(seconds)})


def _of(act: Act) -> dict[str, Data]:
    found: dict[str, Data] = {"step": act.step}
    if act.key is not None:
        found["object"] = {**act.key._asdict()}
    return {**found, "action": act.action} if act.action else found


def _took(seconds: float) -> dict[str, Data]:
    return {"seconds": round(seconds, 1)}
