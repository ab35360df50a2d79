"""Taking a step on a service: its containers come, stop and go."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from deployer.errors import StepFailed
from deployer.plan import Action
from deployer.shell import TIMEOUT, last_words
from deployer.targets.compose.unnamed import overlay
from deployer.targets.compose.volumes import is_same
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deployer.plan import Step
    from deployer.targets.compose.compose import Compose
    from deployer.targets.compose.docker import Docker
    from deployer.targets.compose.live import Container
    from deployer.targets.compose.project import Project
    from deployer.targets.compose.setting import Setting

_ABSENT = "its file is not in the directory: put the files of the revision in place first"


class Services:
    """The services of a project, to be acted upon."""

    def __init__(self, docker: Docker, compose: Compose, setting: Setting) -> None:
        self._docker = docker
        self._compose = compose
        self._setting = setting

    def take(self, step: Step) -> None:
        """Take a step on a service."""
        name = step.resource.key.name
        if step.action is Action.STOP:
            self._stop(name)
        elif step.action is Action.REMOVE:
            self._remove(name)
        elif step.action is not Action.KEEP:
            self._start(step)

    def of(self, service: str) -> tuple[Container, ...]:
        """Give the containers of a service, those too that somebody runs aside."""
        found = self._docker.containers(self._setting.project)
        return tuple(x for x in found if x.service == service and self._setting.owns(x))

    @cached_property
    def _project(self) -> Project:
        """What the directory asks for; who puts other files there takes another target."""
        return self._compose.project(self._setting.place, {})

    def _start(self, step: Step) -> None:
        is_job = step.resource.role is Role.JOB
        # A container that does not run reads its files anew when it starts.
        is_up = any(x.is_up for x in self.of(step.resource.key.name) if not x.is_aside)
        is_forced = step.action is not Action.CREATE and (is_up or is_job)
        if step.unnamed:
            self._mount_again(step)
        self._up(step, is_forced=is_forced)
        self._check_volumes(step)

    def _mount_again(self, step: Step) -> None:
        """Make a container with volumes without a name, which the next one then takes over."""
        with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(overlay(step.resource.key.name, step.unnamed), file)
            file.flush()
            self._up(step, is_forced=True, more=file.name)

    def _up(self, step: Step, *, is_forced: bool, more: str = "") -> None:
        name, is_job = step.resource.key.name, step.resource.role is Role.JOB
        ran = self._compose.up(name, is_job=is_job, is_forced=is_forced, more=more)
        if ran.code:
            raise StepFailed(step.resource.title, last_words(ran))

    def _check_volumes(self, step: Step) -> None:
        """See that docker took the volumes as they are wanted: it keeps old ones without a word."""
        project = self._project
        service = project.services.get(step.resource.key.name)
        titles = () if service is None else service.volumes
        wanted = {x.name: x for x in (project.volumes.get(title) for title in titles) if x}
        for kept in self._docker.volumes_named(*wanted):
            goal = wanted[kept.name]
            if not is_same(kept, goal):
                where, to = (x.device or "a volume that docker keeps" for x in (kept, goal))
                why = f"its volume `{goal.title}` still is {where} and not {to}: docker kept it"
                raise StepFailed(step.resource.title, why)

    def _stop(self, name: str) -> None:
        self.stop([container for container in self.of(name) if container.is_up])

    def stop(self, containers: Sequence[Container]) -> None:
        """Stop containers, each with the time that it has for that."""
        if containers:
            patience = TIMEOUT + max(container.grace for container in containers)
            self._docker.run("stop", *(x.identity for x in containers), timeout=patience)

    def _remove(self, name: str) -> None:
        self._stop(name)
        self.drop(self.of(name))
        if not self._docker.containers(self._setting.project):
            self._docker.drop_networks(self._setting.project)

    def drop(self, containers: Sequence[Container]) -> None:
        """Take stopped containers away; volumes without a name, which they may have, stay."""
        if containers:
            self._docker.run("rm", *(container.identity for container in containers))

    def check_file(self, step: Step) -> None:
        """See that a file is in its place: who put the revision there has written it."""
        path = Path(self._setting.place, step.resource.key.name)
        if step.action is not Action.REMOVE and not path.is_file():
            raise StepFailed(step.resource.title, _ABSENT)
