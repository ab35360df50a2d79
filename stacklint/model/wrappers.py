"""Programs that run another: what is put before a command, and what a command is a script for."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.command import Command

SHELLS = frozenset({"bash", "sh", "zsh", "dash"})
"""Programs that read commands."""

# What is put before a command, with those of its options that have a value behind them.
_WRAPPERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("chronic", "command", "exec", "nohup", "setsid", "time", "unbuffer"), ()),
    "doas": ("-u", "-C"),
    "env": ("-u", "-C"),
    "flock": ("-w", "--timeout", "-E"),
    "ionice": ("-c", "-n"),
    "nice": ("-n",),
    "sshpass": ("-p", "-f"),
    "stdbuf": ("-i", "-o", "-e"),
    "systemd-run": (
        *("-C", "-E", "-H", "-M", "-p", "-u", "--description", "--gid", "--host", "--machine"),
        *("--nice", "--on-active", "--on-boot", "--on-calendar", "--property", "--service-type"),
        *("--setenv", "--slice", "--timer-property", "--uid", "--unit", "--working-directory"),
    ),
    "sudo": ("-u", "-g", "-D", "--user", "--group", "--chdir"),
    "taskset": (),
    "timeout": ("-k", "-s", "--kill-after", "--signal"),
    "xargs": ("-I", "-L", "-P", "-a", "-d", "-n"),
}
# A lock, a mask of processors and a time stand before the command.
_WITH_WORD = frozenset({"flock", "taskset", "timeout"})
# Behind the lock, `flock` takes a script as a shell does.
_SCRIPT_OF_LOCK = (("-c",), ("--command",))
_CONTAINERS = frozenset({"docker", "podman", "nerdctl", "docker-compose", "kubectl"})
DEPLOYERS = frozenset({"laconic-so", "stack"})
"""Programs that drive deployments."""

_DEPLOYS = re.compile(r"\b(?:laconic-so|stack)\s+\S")
_TAKES_A_SCRIPT = re.compile(r"-[a-z]*c")
# Options of `ssh` that have a value behind them.
_WITH_VALUE = frozenset(f"-{letter}" for letter in "BbcDEeFIiJLlmOopQRSWw")
_SET = re.compile(r"[A-Za-z_]\w*=")


def unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take away `sudo`, `env A=b` and the like: what they run is the command."""
    while words and posixpath.basename(words[0]) in _WRAPPERS:
        wrapper = posixpath.basename(words[0])
        words = words[1:]
        while words and (words[0].startswith("-") or _SET.match(words[0])):
            words = words[2:] if words[0] in _WRAPPERS[wrapper] else words[1:]
        if wrapper in _WITH_WORD:
            words = words[1:]
        if wrapper == "flock" and words[:1] in _SCRIPT_OF_LOCK:
            words = ("sh", "-c", *words[1:])
    return words


def in_container(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a container is to run where that is laconic-so: all else acts on its own files."""
    if not words or posixpath.basename(words[0]) not in _CONTAINERS or "exec" not in words[:4]:
        return ()
    # The first word behind `exec` and its options is the container, whatever its name is.
    behind = range(words.index("exec") + 2, len(words) - 1)
    return next((words[i:] for i in behind if _is_of_deployer(words[i:])), ())


def _is_of_deployer(words: tuple[str, ...]) -> bool:
    program = posixpath.basename(words[0])
    is_told = program in SHELLS and _DEPLOYS.search(_behind_c(words)) is not None
    return program in DEPLOYERS or is_told


def inner_script(command: Command) -> str:
    """Give the script that a command runs, in another shell or on another host."""
    words = command.words
    if command.program in SHELLS or command.program == "script":
        return _behind_c(words)
    if command.program in {"su", "runuser"}:
        return command.option("-c", "--command") or ""
    if command.program == "eval":
        return " ".join(words[1:])
    return _of_ssh(words[1:]) if command.program == "ssh" else ""


def _behind_c(words: tuple[str, ...]) -> str:
    """Give what a shell is to run, behind `-c` or `-ec`."""
    pairs = pairwise(words)
    return next((text for option, text in pairs if _TAKES_A_SCRIPT.fullmatch(option)), "")


def _of_ssh(words: tuple[str, ...]) -> str:
    """Give what `ssh` is to run: a script in quotes, or all that stands behind the host."""
    scripts = [word for word in words if " " in word.strip()]
    if scripts:
        return scripts[-1]
    is_host_told = False
    while words and (words[0].startswith("-") or not is_host_told):
        is_host_told = is_host_told or not words[0].startswith("-")
        words = words[2:] if words[0] in _WITH_VALUE else words[1:]
    return " ".join(words)


def reads_commands(command: Command) -> bool:
    """Tell whether a command runs what it is fed: a shell without a script, or one elsewhere."""
    if command.program == "ssh":
        return True
    return command.program in SHELLS and all(x.startswith("-") for x in command.words[1:])
