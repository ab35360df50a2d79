"""Scripts within a command: what a shell is told, here, in a container or on another host."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import HOME
from stacklint.model.scripts.shell.options import behind_options
from stacklint.model.scripts.shell.place import Place
from stacklint.model.scripts.shell.wrappers import (
    DEPLOYERS,
    GROUPS,
    SHELLS,
    WITH_SCRIPT,
    is_wrapper,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.scripts.command import Command

_CONTAINERS = frozenset({"docker", "podman", "nerdctl", "docker-compose", "kubectl"})
_DEPLOYS = re.compile(r"\b(?:laconic-so|stack)\s+\S")
_TAKES_A_SCRIPT = re.compile(r"-[a-z]*c")
_HERE = frozenset({"eval", "script", "trap"})
_ENDS = frozenset({"0", "EXIT", "exit"})
# Programs that have a script run here, by another user or at another time.
_AS_ANOTHER = frozenset({"at", "batch", "newgrp", "nix-shell", "runuser", "sg", "su"})
_READS = re.compile(r"-[a-z]*s")
# Options of `ssh` that have a value behind them.
_OF_SSH = tuple(f"-{letter}" for letter in "BbcDEeFIiJLlmOopQRSWw")
# Programs that have many hosts run a command, with their options that have a value.
_MANY_HOSTS = {
    **dict.fromkeys(
        ("pssh", "parallel-ssh"), ("-A", "-H", "-O", "-e", "-h", "-l", "-o", "-p", "-t", "-x")
    ),
    "clush": ("-f", "-g", "-l", "-o", "-t", "-u", "-w", "-x"),
    "pdsh": ("-R", "-f", "-g", "-l", "-t", "-u", "-w", "-x"),
}


def in_container(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a container is to run where that is laconic-so: all else acts on its own files."""
    if not words or posixpath.basename(words[0]) not in _CONTAINERS:
        return ()
    if "exec" in words[:4]:
        # The first word behind `exec` and its options is the container, whatever its name is.
        behind = range(words.index("exec") + 2, len(words) - 1)
        return next((words[i:] for i in behind if _is_of_deployer(words[i:])), ())
    if "run" in words[:4]:
        behind = range(words.index("run") + 1, len(words) - 1)
        return next((x for i in behind if (x := _run_by_image(words[i:]))), ())
    return ()


def _is_of_deployer(words: tuple[str, ...]) -> bool:
    program = posixpath.basename(words[0])
    is_told = program in SHELLS and _DEPLOYS.search(behind_c(words)) is not None
    return program in DEPLOYERS or is_told


def _run_by_image(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a new container runs: an image may be laconic-so itself."""
    name = re.split("[:@]", posixpath.basename(words[0]))[0]
    if name == "laconic-so" and not GROUPS.isdisjoint(words):
        return (name, *words[1:])
    return words if name in SHELLS and _is_of_deployer(words) else ()


def inner_script(command: Command) -> str:
    """Give the script that a command runs, in another shell or on another host."""
    words, program = command.words, command.program
    if program in SHELLS or program == "script":
        return behind_c(words)
    if program in WITH_SCRIPT:
        return command.option(*WITH_SCRIPT[program]) or ""
    if program in _MANY_HOSTS:
        return " ".join(behind_options(words[1:], _MANY_HOSTS[program]))
    return _SCRIPTS[program](command) if program in _SCRIPTS else ""


def _of_trap(command: Command) -> str:
    script, *signals = (*(word for word in command.words[1:] if word != "--"), "")
    return script if signals[:-1] and not script.startswith("-") else ""


def _of_ansible(command: Command) -> str:
    """Give what a module runs on all hosts; one that deletes a file is an `rm`."""
    module = (command.option("-m", "--module-name") or "command").rpartition(".")[2]
    told = command.option("-a", "--args") or ""
    if module == "file" and "state=absent" in told:
        path = next((x[5:] for x in told.split() if x.startswith("path=")), "")
        return f"rm -rf {path}"
    return told if module in {"command", "raw", "shell"} else ""


def is_for_the_end(command: Command) -> bool:
    """Tell whether a command says what a script does when it ends, or that it does nothing then."""
    return command.program == "trap" and not _ENDS.isdisjoint(command.words[2:])


def is_away(command: Command) -> bool:
    """Tell whether the script of a command runs on another host."""
    return command.program not in {*SHELLS, *_HERE, *_AS_ANOTHER}


def begins(command: Command) -> Place:
    """Tell where the script of a command begins: here, or in somebody's home."""
    if command.program in {*SHELLS, *_HERE}:
        return Place(command.directory)
    is_login = not {"-", "-l", "--login"}.isdisjoint(command.words)
    return Place(HOME) if is_login or command.program not in WITH_SCRIPT else Place(None)


def behind_c(words: tuple[str, ...]) -> str:
    """Give what a shell is to run, behind `-c` or `-ec`."""
    pairs = pairwise(words)
    return next((text for option, text in pairs if _TAKES_A_SCRIPT.fullmatch(option)), "")


def _of_ssh(command: Command) -> str:
    """Give what `ssh` is to run: all that stands behind the host, as one script."""
    words = command.words[1:]
    behind = words
    is_host_told = False
    while behind and (behind[0].startswith("-") or not is_host_told):
        is_host_told = is_host_told or not behind[0].startswith("-")
        behind = behind[2:] if behind[0] in _OF_SSH else behind[1:]
    scripts = [word for word in words if " " in word.strip()]
    # What stands before a script in quotes may be options and a host that a variable holds.
    is_whole = not scripts or (behind and is_wrapper(behind[0]))
    return " ".join(behind) if is_whole else scripts[-1]


def reads_commands(command: Command) -> bool:
    """Tell whether a command runs what it is fed: a shell without a script, or one elsewhere."""
    words, program = command.words[1:], command.program
    if program in {"at", "batch", "newgrp", "ssh", "su"}:
        return "-f" not in words
    if program not in SHELLS or behind_c(words):
        return False
    return all(x.startswith("-") for x in words) or any(map(_READS.fullmatch, words))


_SCRIPTS: dict[str, Callable[[Command], str]] = {
    **dict.fromkeys(("autossh", "mosh", "ssh"), _of_ssh),
    "ansible": _of_ansible,
    "eval": lambda command: " ".join(command.words[1:]),
    "trap": _of_trap,
}
