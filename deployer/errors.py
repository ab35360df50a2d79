"""What stops a deployment: a small tree of errors that carry data; `str` says what to do."""

from __future__ import annotations


class DeployError(Exception):
    """Something failed before anything was changed."""


class Refused(DeployError):
    """The guard does not let this happen."""


class NoStack(DeployError):
    """The stack is not there, or cannot be read as a whole."""

    def __init__(self, spec: str, why: str) -> None:
        super().__init__(spec, why)
        self.spec = spec
        self.why = why

    def __str__(self) -> str:
        """Say which spec, and why."""
        return f"{self.spec}: its stack cannot be used, since {self.why}"


class BadInput(DeployError):
    """A file that is named is missing, or is not what it should be."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why

    def __str__(self) -> str:
        """Say which file, and what is wrong."""
        return f"{self.path} {self.why}"


class NotWritten(DeployError):
    """The system did not let us write; nothing is left behind."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why

    def __str__(self) -> str:
        """Say what could not be written, and what the system said."""
        return f"{self.path} was not made, and nothing is left of it: {self.why}"


class NotEdited(DeployError):
    """A spec stays as it is, because the edit could not be proven right."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why

    def __str__(self) -> str:
        """Say which spec, and why."""
        return f"{self.path} stays as it is: {self.why}"


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


class CannotDo(Refused):
    """Something is asked for that would not be done right."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what = what
        self.why = why

    def __str__(self) -> str:
        """Say what, and why not."""
        return f"{self.what}: {self.why}"
