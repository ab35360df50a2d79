"""What stops a deployment: a small tree of errors that carry data; `str` says what to do."""

from __future__ import annotations

from shlex import quote
from typing import ClassVar


class DeployError(Exception):
    """Something failed before anything was changed."""


class Refused(DeployError):
    """The guard does not let this happen."""


class Because(DeployError):
    """Something, and why; `words` makes a sentence of the two."""

    words: ClassVar[str] = "{what}: {why}"

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what = what
        self.why = why

    def __str__(self) -> str:
        """Say of what, and why."""
        return self.words.format(what=self.what, why=self.why)


class NoStack(Because):
    """The stack of a spec is not there, or cannot be read as a whole."""

    words = "{what}: its stack cannot be used, since {why}"


class BadInput(Because):
    """A file that is named is missing, or is not what it should be."""

    words = "{what} {why}"


class Damaged(BadInput):
    """A file of a deployment directory is gone, or nothing that could ever be read."""


class NotWritten(Because):
    """The system did not let us write; nothing is left behind."""

    words = "{what} was not made, and nothing is left of it: {why}"


class NotEdited(Because):
    """A spec stays as it is, because the edit could not be proven right."""

    words = "{what} stays as it is: {why}"


class AlreadyThere(Refused):
    """What would be made exists; `instead` says what to do."""

    def __init__(self, path: str, instead: str) -> None:
        super().__init__(path, instead)
        self.path = path
        self.instead = instead

    def __str__(self) -> str:
        """Say what is there, and what to do instead."""
        return f"{self.path} is there already and stays as it is: {self.instead}"


class SpecHasErrors(Refused):
    """The linter finds errors; each of `findings` is a rule with its place."""

    def __init__(self, spec: str, findings: tuple[tuple[str, str], ...]) -> None:
        super().__init__(spec, findings)
        self.spec = spec
        self.findings = findings

    def __str__(self) -> str:
        """Say how many, and what to do."""
        count = len(self.findings)
        errors = "error" if count == 1 else "errors"
        return (
            f"{self.spec} has {count} {errors}: mend what `stacklint check {self.spec}` shows, or "
            "allow it with a reason"
        )


class CannotDo(Because, Refused):
    """Something is asked for that would not be done right."""


class PreflightFailed(DeployError):
    """What was checked before anything stops says that it would fail; nothing is touched."""

    def __init__(self, troubles: tuple[str, ...]) -> None:
        super().__init__(troubles)
        self.troubles = troubles

    def __str__(self) -> str:
        """Say the first trouble, and how many more there are."""
        more = len(self.troubles) - 1
        return self.troubles[0] + (f" (and {more} more)" if more else "")


class Unreachable(PreflightFailed):
    """Nobody answers where the deployment runs, or it cannot be asked."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__((f"{what}: {why}",))
        self.what = what
        self.why = why


class ProgramMissing(PreflightFailed):
    """A program is not installed."""

    def __init__(self, program: str) -> None:
        super().__init__((f"`{program}` is not installed, or not on PATH: install it first",))
        self.program = program


class ProgramFailed(DeployError):
    """A program said no, or did not answer; `words` is what it said last."""

    def __init__(self, arguments: tuple[str, ...], words: str) -> None:
        super().__init__(arguments, words)
        self.arguments = arguments
        self.words = words

    def __str__(self) -> str:
        """Say which command, and what it said."""
        return f"`{' '.join(self.arguments[:3])}` failed: {self.words}"


class StepFailed(Because):
    """A step of a plan did not work; `what` is the name that its author knows it by."""


class NotReady(StepFailed):
    """A workload did not get ready; `evidence` is what tells why."""

    def __init__(self, what: str, why: str, evidence: str) -> None:
        super().__init__(what, why)
        self.evidence = evidence


class NotServing(DeployError):
    """A revision is in place, and something of it is not ready; `unready` says what, and why."""

    def __init__(self, place: str, revision: int, unready: tuple[tuple[str, str], ...]) -> None:
        super().__init__(place, revision, unready)
        self.place = place
        self.revision = revision
        self.unready = unready

    def __str__(self) -> str:
        """Say what is not ready, and where to look."""
        number = f"revision {self.revision}" if self.revision else "what was asked for"
        look = f"`stacklint deploy status --dir {quote(self.place)}`"
        return f"{number} is in place, and {self.what}. {look} shows all of it"

    @property
    def what(self) -> str:
        """Say what is not ready, and why."""
        return "; ".join(f"{title} is not ready: {words}" for title, words in self.unready)


class Interrupted(DeployError):
    """Somebody stopped a run; `step` is what it was doing, empty where nothing was done yet.

    `how` says by what (`interrupted`, `ended by SIGTERM`), `command` is what to type.
    """

    def __init__(self, how: str, step: str, command: str) -> None:
        super().__init__(how, step, command)
        self.how = how
        self.step = step
        self.command = command

    def __str__(self) -> str:
        """Say where, and what goes on from there."""
        if not self.step:
            return f"{self.how}, and nothing was touched"
        again = f"`{self.command}` goes on from there"
        return f"{self.how} at `{self.step}`, and what runs may be half changed: {again}"


class Locked(DeployError):
    """Another run has this deployment; `holder` says who and since when."""

    def __init__(self, place: str, holder: str) -> None:
        super().__init__(place, holder)
        self.place = place
        self.holder = holder

    def __str__(self) -> str:
        """Say who holds it."""
        return f"{self.place} is being worked on by {self.holder}: wait until that is done"


class RolledBack(DeployError):
    """A revision did not get ready, and the last one runs again."""

    def __init__(self, why: str, kept: str, revision: int) -> None:
        super().__init__(why, kept, revision)
        self.why = why
        self.kept = kept
        self.revision = revision

    def __str__(self) -> str:
        """Say why, what runs, and where the evidence is."""
        return f"{self.why}. Revision {self.revision} runs again. Evidence: {self.kept}"

    @property
    def outcome(self) -> str:
        """Say how it ended, to who saw why, and that the last revision runs again."""
        return f"failed and rolled back. Evidence: {self.kept}"


class LeftBroken(DeployError):
    """A revision did not get ready, and nothing could be put back in its place."""

    def __init__(self, why: str, state: str, commands: tuple[str, ...]) -> None:
        super().__init__(why, state, commands)
        self.why = why
        self.state = state
        self.commands = commands

    def __str__(self) -> str:
        """Say why, what runs now, and what to type."""
        return f"{self.why}. {self._rest}"

    @property
    def outcome(self) -> str:
        """Say how it ended, to who saw why."""
        return f"failed and not rolled back. {self._rest}"

    @property
    def _rest(self) -> str:
        typed = "".join(f"\n  {command}" for command in self.commands)
        return f"{self.state} To type:{typed}"
