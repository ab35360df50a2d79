"""Docker compose's command line: what a directory asks for, and bringing up a service of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import PreflightFailed
from deployer.shell import last_words
from deployer.targets.compose.project import as_created, project_of
from deployer.targets.compose.variables import CONFIG, shielded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deployer.shell import Ran
    from deployer.targets.compose.docker import Docker
    from deployer.targets.compose.project import Project
    from deployer.targets.compose.setting import Setting

PODS, JOBS = "compose", "compose-jobs"
_WHAT = "`docker compose config`"


class Compose:
    """The compose files of a deployment directory."""

    __slots__ = ("_docker", "_setting")

    def __init__(self, docker: Docker, setting: Setting) -> None:
        self._docker = docker
        self._setting = setting

    def project(self, files: str, containers: Mapping[str, str]) -> Project:
        """Read what the files of a directory ask for; PreflightFailed where compose refuses them.

        `containers` are ids by service, of what runs. Paths are resolved in two goes: `env_file`
        is what lies in `files`, all else is seen from the deployment directory.
        """
        within = f"{files}/{PODS}"
        if not Path(within).is_dir():
            raise PreflightFailed((f"{within} is not there: this is no deployment directory",))
        docker = shielded(self._docker, files)
        read = docker.ask(
            *("compose", *self._named(files, (PODS, JOBS)), "--project-directory", within),
            *("config", "--no-path-resolution", "--format", "json"),
            within=within,
        )
        made = as_created(_said(read), containers)
        again = docker.ask(*self._told(), "--format", "json", told=_said(read))
        hashes = docker.ask(*self._told(), "--no-normalize", "--hash", "*", told=made)
        lines = (line.split() for line in _said(hashes).splitlines())
        return project_of(_said(again), {line[0]: line[1] for line in lines if len(line) > 1})

    def _told(self) -> tuple[str, ...]:
        setting = self._setting
        return (
            *("compose", "--file", "-", "--project-name", setting.project),
            # Compose judged it before, when what a profile leaves out was still there.
            *("--project-directory", setting.base, "--profile", "*"),
            *("config", "--no-consistency"),
        )

    def every_service(self, files: str) -> frozenset[str]:
        """Give the names of all services, also of those that a profile leaves out."""
        return self._names(files, (PODS, JOBS))

    def jobs(self, files: str) -> frozenset[str]:
        """Give the names of services that are in files of jobs alone."""
        return self.every_service(files) - self._names(files, (PODS,))

    def _names(self, files: str, folders: tuple[str, ...]) -> frozenset[str]:
        within = f"{files}/{PODS}"
        ran = shielded(self._docker, files).ask(
            *("compose", *self._named(files, folders), "--project-directory", within),
            *("--profile", "*", "config", "--services"),
            within=within,
        )
        return frozenset(_said(ran).split())

    def up(self, service: str, *, is_job: bool, is_forced: bool, more: str = "") -> Ran:
        """Bring up a service of the deployment directory, and wait for what it depends on.

        `more` is the path of a file that is laid over those of the directory.

        What it depends on comes up too where it does not run, or is not as it is written. Without
        dependencies, compose 2.26 puts another checksum on the container, which the next plain `up`
        takes for a change, and does not wait for the database (measured).
        """
        setting = self._setting
        folders = (PODS, JOBS) if is_job else (PODS,)
        forced = ("--force-recreate",) if is_forced else ()
        over = ("--file", more) if more else ()
        return shielded(self._docker, setting.place).ask(
            *("compose", "--progress", "quiet", *self._named(setting.place, folders), *over),
            *("--project-directory", setting.base, "up", "--detach", "--no-build"),
            *("--pull", "never", *forced, service),
        )

    def _named(self, files: str, folders: tuple[str, ...]) -> tuple[str, ...]:
        found = [path for folder in folders for path in _files(f"{files}/{folder}")]
        variables = f"{files}/{CONFIG}"
        filled = ("--env-file", variables) if Path(variables).is_file() else ()
        named = (word for path in found for word in ("--file", path))
        return (*named, *filled, "--project-name", self._setting.project)


def _files(folder: str) -> list[str]:
    if not Path(folder).is_dir():
        return []
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yml"))  # noqa: PTH208 -- names
    return [f"{folder}/{name}" for name in names if name.startswith("docker-compose-")]


def _said(ran: Ran) -> str:
    if ran.code:
        raise PreflightFailed((f"{_WHAT} refuses the files: {last_words(ran)}",))
    return ran.out
