"""The variables of `config.env`, and those of whoever runs us that must not stand before them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.targets.compose.docker import Docker

if TYPE_CHECKING:
    from deployer.shell import Shell

CONFIG = "config.env"
_COMPOSE = "COMPOSE_"
_NEEDED = ("DOCKER_", "PATH", "HOME")


def variables_of(data: bytes) -> dict[str, str]:
    """Give the variables of a file, as text, by name."""
    lines = data.decode("utf-8", "replace").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def shielded(docker: Docker, files: str) -> Docker:
    """Give docker as compose is to run: the spec says what it fills in, not who happens to run it.

    Compose takes a variable of its environment rather than that of `--env-file`, and options such
    as COMPOSE_REMOVE_ORPHANS from there.
    """
    return Docker(_without(docker.shell, files))


def _without(shell: Shell, files: str) -> Shell:
    path = Path(files, CONFIG)
    names = variables_of(path.read_bytes()).keys() if path.is_file() else frozenset[str]()
    return shell.without(
        lambda name: name.startswith(_COMPOSE) or (name in names and not name.startswith(_NEEDED))
    )
