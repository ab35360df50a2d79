"""Programs that run another: what is put before a command is taken away."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.shell.options import behind_options
from stacklint.model.scripts.shell.sessions import of_parallel, of_screen, of_tmux

if TYPE_CHECKING:
    from collections.abc import Callable

SHELLS = frozenset({"ash", "bash", "dash", "ksh", "sh", "zsh"})
"""Programs that read commands."""
DEPLOYERS = frozenset({"laconic-so", "stack"})
"""Programs that drive deployments."""
GROUPS = frozenset({"deploy", "deployment"})
"""Words that their commands about deployments begin with."""

WITH_SCRIPT: dict[str, tuple[str, ...]] = {
    "gcloud": ("--command",),
    "nix-shell": ("--command", "--run"),
    "runuser": ("-c", "--command"),
    "sg": ("-c",),
    "su": ("-c", "--command"),
    "vagrant": ("-c", "--command"),
}
"""Programs that take a script behind an option."""


class _Wrapper(NamedTuple):
    """What stands before a command: options that have a value behind them, and some words."""

    valued: tuple[str, ...] = ()
    words: int = 0


_PLAIN = (
    *("builtin", "caffeinate", "chronic", "command", "coproc", "cronic", "exec", "nohup"),
    *("run-one", "setsid", "time", "unbuffer"),
)
_WRAPPERS = {
    **dict.fromkeys(_PLAIN, _Wrapper()),
    "busybox": _Wrapper(),
    "chrt": _Wrapper(words=1),
    "doas": _Wrapper(("-u", "-C")),
    "env": _Wrapper(("-u", "-C")),
    # A lock, a mask of processors and a time stand before the command.
    "flock": _Wrapper(("-w", "--timeout", "-E"), words=1),
    "ionice": _Wrapper(("-c", "-n")),
    "nice": _Wrapper(("-n",)),
    "nsenter": _Wrapper(("-t", "--target")),
    "runuser": _Wrapper(("-u", "-g", "-G", "--user", "--group", "--supp-group")),
    "sshpass": _Wrapper(("-p", "-f")),
    "stdbuf": _Wrapper(("-i", "-o", "-e")),
    "systemd-cat": _Wrapper(("-t", "-p")),
    "systemd-inhibit": _Wrapper(),
    "systemd-run": _Wrapper(
        (
            *("-C", "-E", "-H", "-M", "-p", "-u", "--description", "--gid", "--host", "--machine"),
            *("--nice", "--on-active", "--on-boot", "--on-calendar", "--property"),
            *("--service-type", "--setenv", "--slice", "--timer-property", "--uid", "--unit"),
            "--working-directory",
        )
    ),
    "sudo": _Wrapper(("-u", "-g", "-C", "-D", "-R", "--user", "--group", "--chdir", "--chroot")),
    "taskset": _Wrapper(words=1),
    "timeout": _Wrapper(("-k", "-s", "--kill-after", "--signal"), words=1),
    "watch": _Wrapper(("-n", "--interval")),
    "xargs": _Wrapper(
        (
            *("-E", "-I", "-L", "-P", "-a", "-d", "-n", "-s", "--arg-file", "--delimiter"),
            *("--max-args", "--max-lines", "--max-procs", "--max-chars"),
        )
    ),
}
_SESSIONS: dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {
    "parallel": of_parallel,
    "screen": of_screen,
    "tmux": of_tmux,
}
# Behind the lock, `flock` takes a script as a shell does.
_SCRIPT_OF_LOCK = (("-c",), ("--command",))
_AS_A_SHELL = re.compile(r"-[A-Za-z]*[is]|--login|--shell")
# Programs that are told a command and do not run it.
_TELL = frozenset(
    {
        *("alias", "debug", "die", "echo", "error", "fail", "fatal", "info", "log", "logger"),
        *("note", "print", "printf", "say", "usage", "warn", "which"),
    }
)


def is_wrapper(word: str) -> bool:
    """Tell whether a program runs what stands behind it."""
    return posixpath.basename(word) in {*_WRAPPERS, *SHELLS, *WITH_SCRIPT}


def unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take away `sudo`, `env A=b` and the like: what they run is the command."""
    while words and (inner := _within(words)) != words:
        words = ("sh", "-c", *inner) if len(inner) == 1 and " " in inner[0].strip() else inner
    return words


def _within(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what the first word runs; the words where it runs nothing."""
    name = posixpath.basename(words[0])
    if name in _SESSIONS:
        return _SESSIONS[name](words[1:])
    if name not in _WRAPPERS or not set(WITH_SCRIPT.get(name, ())).isdisjoint(words):
        return words
    wrapper = _WRAPPERS[name]
    inner = behind_options(words[1:], wrapper.valued)[wrapper.words :]
    if name == "flock" and inner[:1] in _SCRIPT_OF_LOCK:
        return ("sh", "-c", *inner[1:])
    if not inner and name in {"doas", "sudo"} and any(map(_AS_A_SHELL.fullmatch, words)):
        return ("sh",)
    return inner


def deploying(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the laconic-so that a program runs which nobody knows: `retry 3 laconic-so deploy …`."""
    if posixpath.basename(words[0]) in {*_TELL, *DEPLOYERS}:
        return words
    found = (i for i, word in enumerate(words) if i and posixpath.basename(word) == "laconic-so")
    at = next(found, len(words))
    return words if GROUPS.isdisjoint(words[at:]) else words[at:]
