"""Docker's command line: what there is on this host."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deployer.errors import ProgramFailed, ProgramMissing, Unreachable
from deployer.shell import TIMEOUT, last_words
from deployer.targets.compose.live import containers_of, volumes_of

if TYPE_CHECKING:
    from deployer.shell import Ran, Shell
    from deployer.targets.compose.live import Container, Kept

_PROJECT = "label=com.docker.compose.project="
_DEAD = ("docker daemon", "docker api", "error during connect")


class Docker:
    """The docker daemon of this host."""

    __slots__ = ("shell",)

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def ask(self, *arguments: str, told: str | None = None, within: str | None = None) -> Ran:
        """Run docker to its end; Unreachable where its daemon does not answer."""
        return guarded(self.shell.ask("docker", *arguments, told=told, within=within))

    def run(self, *arguments: str, timeout: float = TIMEOUT) -> str:
        """Run docker, and give what it prints; ProgramFailed where it says no."""
        ran = guarded(self.shell.ask("docker", *arguments, timeout=timeout))
        if ran.code:
            raise ProgramFailed(("docker", *arguments), last_words(ran))
        return ran.out

    def greet(self) -> None:
        """Raise what keeps compose from being used on this host."""
        self.run("version", "--format", "{{.Server.Version}}")
        if self.shell.ask("docker", "compose", "version").code:
            raise ProgramMissing("docker compose")

    def containers(self, project: str = "") -> tuple[Container, ...]:
        """Give all containers of the host, or of a project, running or not."""
        chosen = ("--filter", f"{_PROJECT}{project}") if project else ()
        names = self.run("ps", "--all", "--quiet", "--no-trunc", *chosen).split()
        if not names:
            return ()
        # One that has gone since makes it fail, and the others are printed all the same.
        return containers_of(self.ask("inspect", "--type", "container", *names).out)

    def volumes(self) -> tuple[Kept, ...]:
        """Give all volumes of the host."""
        names = self.run("volume", "ls", "--quiet").split()
        return self.volumes_named(*names)

    def volumes_named(self, *names: str) -> tuple[Kept, ...]:
        """Give the volumes of these names that exist."""
        return volumes_of(self.ask("volume", "inspect", *names).out) if names else ()

    def own_volumes(self, image: str) -> frozenset[str]:
        """Give the places for which an image has a volume of its own; none where it is not here."""
        shown = ("--format", "{{json .Config.Volumes}}", "--", image)
        ran = self.ask("image", "inspect", *shown)
        return frozenset() if ran.code else frozenset(json.loads(ran.out) or ())

    def networks(self) -> frozenset[str]:
        """Give the names of all networks of the host."""
        return frozenset(self.run("network", "ls", "--format", "{{.Name}}").split())

    def drop_networks(self, project: str) -> None:
        """Take away the networks of a project whose containers are gone."""
        chosen = ("--filter", f"{_PROJECT}{project}")
        for name in self.run("network", "ls", "--quiet", *chosen).split():
            users = self.run("network", "inspect", "--format", "{{len .Containers}}", name)
            if users.strip() == "0":
                self.run("network", "rm", name)


def guarded(ran: Ran) -> Ran:
    """Give how docker ended; Unreachable where its daemon did not hear it."""
    said = ran.err.lower() if ran.code else ""
    if not any(words in said for words in _DEAD):
        return ran
    if "permission denied" in said:
        why = "you may not ask its daemon: run it as root, or join the group of its socket"
    else:
        why = f"nobody answers ({last_words(ran)}): start its daemon, or set DOCKER_HOST"
    raise Unreachable("docker", why)
