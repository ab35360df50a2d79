"""The only door to other programs."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from deployer.errors import ProgramFailed, ProgramMissing
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from subprocess import Popen

TIMEOUT = 600.0
"""Seconds that a program may take; loading an image is the slowest thing that is asked for."""


class Ran(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


class Shell:
    """Runs programs, without a shell in between, their input closed."""

    __slots__ = ("_environment",)

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def without(self, is_left_out: Callable[[str], bool]) -> Shell:
        """Give one that runs programs without some variables, chosen by their names."""
        return Shell({k: v for k, v in self._environment.items() if not is_left_out(k)})

    def knowing(self, **values: str) -> Shell:
        """Give one that runs programs with other values of some variables."""
        return Shell({**self._environment, **values})

    def ask(
        self,
        *arguments: str,
        told: str | None = None,
        timeout: float = TIMEOUT,
        within: str | None = None,
    ) -> Ran:
        """Run a program to its end, however it ends; `within` is the directory that it runs in.

        Raises ProgramMissing where it is not installed, ProgramFailed where it takes too long.
        """
        try:
            done = subprocess.run(
                arguments,
                cwd=within,
                env=self._environment,
                input=told,
                stdin=subprocess.DEVNULL if told is None else None,
                capture_output=True,
                check=False,
                text=True,
                errors="replace",
                timeout=timeout,
            )
        except FileNotFoundError as error:
            raise ProgramMissing(arguments[0]) from error
        except subprocess.TimeoutExpired as error:
            raise ProgramFailed(arguments, f"no answer within {timeout:.0f} s") from error
        except OSError as error:
            said = (error.strerror or "cannot be started").lower()
            raise ProgramFailed(arguments, said) from error
        return Ran(done.returncode, done.stdout, done.stderr)

    def run(self, *arguments: str, told: str | None = None, timeout: float = TIMEOUT) -> str:
        """Run a program and give what it prints; ProgramFailed where it says no."""
        ran = self.ask(*arguments, told=told, timeout=timeout)
        if ran.code:
            raise ProgramFailed(arguments, last_words(ran))
        return ran.out

    def pipe(self, source: Sequence[str], sink: Sequence[str]) -> None:
        """Let one program write what another reads; ProgramFailed where either says no."""
        try:
            with (
                subprocess.Popen(
                    source,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                ) as giver,
                subprocess.Popen(
                    sink, env=self._environment, stdin=giver.stdout, stderr=subprocess.PIPE
                ) as taker,
            ):
                said, complained = _flow(giver, taker)
        except FileNotFoundError as error:
            raise ProgramMissing(str(error.filename)) from error
        for arguments, code, words in ((sink, taker, said), (source, giver, complained)):
            if code.returncode:
                raise ProgramFailed(tuple(arguments), words.decode("utf-8", "replace").strip())


def _flow(giver: Popen[bytes], taker: Popen[bytes]) -> tuple[bytes, bytes]:
    """Wait for both, and give what taker and giver complain of; who is ended waits for neither."""
    if giver.stdout is not None:
        giver.stdout.close()
    try:
        return taker.communicate()[1], giver.communicate()[1]
    except BaseException:
        giver.kill()
        taker.kill()
        raise


def first_words(ran: Ran) -> str:
    """Give the first complaint: of programs in a pipeline, what stopped the others."""
    lines = [line.strip() for line in ran.err.splitlines() if line.strip()]
    return lines[0] if lines else f"exit code {ran.code}"


def last_words(ran: Ran) -> str:
    """Give the last line that a program said, which is where the reason stands."""
    lines = [line.strip() for line in (ran.err or ran.out).splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {ran.code}"
