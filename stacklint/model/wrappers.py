"""Programs that run another: what is put before a command, and what a command is a script for."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.command import Command

SHELLS = frozenset({"bash", "sh", "zsh", "dash"})
"""Programs that read commands."""

# What is put before a command, with those of its options that have a value behind them.
_WRAPPERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("chronic", "command", "exec", "nohup", "setsid", "time"), ()),
    "doas": ("-u", "-C"),
    "env": ("-u", "-C"),
    "flock": ("-w", "--timeout", "-E"),
    "ionice": ("-c", "-n"),
    "nice": ("-n",),
    "sshpass": ("-p", "-f"),
    "stdbuf": ("-i", "-o", "-e"),
    "sudo": ("-u", "-g", "-D", "--user", "--group", "--chdir"),
    "taskset": (),
    "timeout": ("-k", "-s", "--kill-after", "--signal"),
    "xargs": ("-I", "-L", "-P", "-a", "-d", "-n"),
}
# A lock, a mask of processors and a time stand before the command.
_WITH_WORD = frozenset({"flock", "taskset", "timeout"})
_CONTAINERS = frozenset({"docker", "podman", "nerdctl", "docker-compose", "kubectl"})
_DEPLOYERS = frozenset({"laconic-so", "stack"})
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
    return words


def in_container(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a container is to run where that is laconic-so: all else acts on its own files."""
    if not words or posixpath.basename(words[0]) not in _CONTAINERS or "exec" not in words[:4]:
        return ()
    behind = words.index("exec") + 1
    named = (i for i, word in enumerate(words) if posixpath.basename(word) in _DEPLOYERS)
    # The first word behind `exec` and its options is the container, whatever its name is.
    at = next((i for i in named if i > behind and words[i + 1 : i + 2]), 0)
    return words[at:] if at else ()


def inner_script(command: Command) -> str:
    """Give the script that a command runs, in another shell or on another host."""
    words = command.words
    if command.program in SHELLS:
        at = next((i for i, word in enumerate(words) if word in {"-c", "-lc", "-ec"}), -1)
        return words[at + 1] if 0 <= at < len(words) - 1 else ""
    if command.program in {"su", "runuser"}:
        return command.option("-c", "--command") or ""
    if command.program == "eval":
        return " ".join(words[1:])
    return _of_ssh(words[1:]) if command.program == "ssh" else ""


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
