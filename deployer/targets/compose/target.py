"""Docker compose as a target: looks at the project of a deployment, and acts upon it."""

from __future__ import annotations

from functools import cached_property
from time import time
from typing import TYPE_CHECKING

from deployer.errors import NotReady, PreflightFailed, ProgramFailed, StepFailed
from deployer.found import Condition, Found, Readiness, Running
from deployer.targets.compose import services, volumes
from deployer.targets.compose.compose import Compose
from deployer.targets.compose.digests import digest_of
from deployer.targets.compose.docker import Docker
from deployer.targets.compose.files import file_sightings
from deployer.targets.compose.logs import last_line, merged
from deployer.targets.compose.look import Look
from deployer.targets.compose.project import NO_PROJECT
from deployer.targets.compose.readiness import is_awaited, needed, readiness_of
from deployer.targets.compose.steps import Services
from deployer.targets.compose.storage import Storage
from deployer.targets.compose.troubles import notes, troubles
from deployer.targets.compose.unnamed import heirs, unnamed
from deployer.targets.exec_and_logs import docker_door, no_service
from deployer.targets.local_images import local_images

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deployer.found import Earlier
    from deployer.migration.route import Route
    from deployer.plan import Plan, Step
    from deployer.shell import Shell
    from deployer.targets.compose.live import Container
    from deployer.targets.compose.project import Project
    from deployer.targets.compose.setting import Setting
    from deployer.targets.compose.storage import Copy
    from deployer.targets.exec_and_logs import Door
    from deployer.wanted.resource import Key, Wanted

_LINES, _FEW_LINES = 100, 10


class ComposeTarget:
    """The compose project of a deployment directory; the shell's environment says which docker."""

    def __init__(self, shell: Shell, setting: Setting, copy: Copy) -> None:
        self._shell = shell
        self._setting = setting
        self._docker = Docker(shell)
        self._compose = Compose(self._docker, setting)
        self._services = Services(self._docker, self._compose, setting)
        self._storage = Storage(self._docker, self._services, setting, copy)

    def images(self, names: Sequence[str]) -> Mapping[str, str]:
        """Give the ids of the images that this host has, by name."""
        return local_images(self._shell, names)

    def digests(self) -> dict[str, str]:
        """Give the checksums of what each service mounts, as it lies in the files, by service."""
        setting = self._setting
        found = self._project.services
        return {name: digest_of(found[name], setting, setting.files) for name in found}

    def image_names(self) -> tuple[str, ...]:
        """Give the names of the images that the files ask for, each once."""
        return tuple(dict.fromkeys(x.image for x in self._project.services.values()))

    @cached_property
    def _project(self) -> Project:
        return self._compose.project(self._setting.files, _ids(self._ours()))

    def _ours(self) -> tuple[Container, ...]:
        found = self._docker.containers(self._setting.project)
        return tuple(filter(self._setting.owns, found))

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        """Look at the project; Unreachable, ProgramMissing where nobody can."""
        self._docker.greet()
        containers = self._docker.containers()
        refused: tuple[str, ...] = ()
        project = NO_PROJECT
        try:
            project = self._project
        except PreflightFailed as error:
            refused = error.troubles
        names = tuple(service.image for service in project.services.values())
        images, kept = self.images(names), self._docker.volumes()
        networks = self._docker.networks() if project.networks else frozenset[str]()
        look = Look(self._setting, wanted, earlier, project, containers, kept, images, networks)
        return self._found(look, refused)

    def _found(self, look: Look, refused: tuple[str, ...]) -> Found:
        seen = services.sightings(look) | volumes.volume_sightings(look)
        nameless = unnamed(look, self._docker.own_volumes)
        return Found(
            sightings=seen | file_sightings(look),
            bindings=volumes.bindings(look, heirs(look, nameless)),
            prospects=volumes.prospects(look),
            leftovers=tuple(services.leftovers(look, self._idle(look))),
            troubles=(*refused, *troubles(look)),
            notes=tuple(notes(look)),
            set_aside=tuple(volumes.set_aside(look)),
            unnamed=nameless,
        )

    def _idle(self, look: Look) -> frozenset[str]:
        """Give the services that only run when somebody asks for their profile.

        What the last revision ran is none of them: its profile was asked for, and is not now.
        """
        if not any(services.leftovers(look, frozenset())):
            return frozenset()
        try:
            known = self._compose.every_service(self._setting.files)
        except PreflightFailed:
            return frozenset(container.service for container in look.ours)
        return known - look.earlier.digests.keys()

    def copies(self, plan: Plan) -> tuple[Route, ...]:
        """Give from where to where the bytes of volumes are copied."""
        steps = (x for x in plan.changes if x.resource.key.kind == volumes.KIND)
        return tuple(route for step in steps for route in self._storage.copies(step))

    def execute(self, step: Step) -> None:
        """Take a step, by the files in the deployment directory."""
        acts = {
            services.KIND: self._services.take,
            volumes.KIND: self._storage.take,
            "file": self._services.check_file,
        }
        act = acts.get(step.resource.key.kind)
        if act is None:
            why = f"compose has no {step.resource.key.kind}"
            raise StepFailed(step.resource.title, why)
        try:
            act(step)
        except ProgramFailed as error:
            raise StepFailed(step.resource.title, error.words) from error
        except StepFailed as error:
            raise self._blamed(error, step.resource.key) from error

    def _blamed(self, error: StepFailed, key: Key) -> StepFailed:
        """Say what is wrong with the services that one waits for, and keep what they said."""
        ours = self._ours()
        needs = [name for x in ours if x.service == key.name for name in needed(x)]
        found = {name: self.readiness(key._replace(name=name)) for name in dict.fromkeys(needs)}
        failed = {x: y.words for x, y in found.items() if y.condition is Condition.FAILED}
        if not failed:
            return error
        words = "; ".join(f"{name}: {said}" for name, said in failed.items())
        evidence = "\n".join(self.evidence(key._replace(name=name)) for name in failed)
        return NotReady(error.what, f"{error.why} ({words})", evidence)

    def readiness(self, key: Key) -> Readiness:
        """Tell how far a service or a job is."""
        ours = self._ours()
        there = [x for x in ours if x.service == key.name and not x.is_aside]
        if not there:
            return self._absent(key)
        found = readiness_of(there, time(), is_ending=is_awaited(key.name, ours))
        is_told = there[0].status == "running" and bool(there[0].probe)
        if found.condition is not Condition.FAILED or is_told:
            return found
        last = last_line(*self._logged(there[0], _FEW_LINES))
        return found._replace(words=f"{found.words}: {last}" if last else found.words)

    def _absent(self, key: Key) -> Readiness:
        """Tell of a service without a container: a job that ran may have lost its own."""
        if key.name in self._compose.jobs(self._setting.place):
            return Readiness(Condition.READY, "it has run; its container is gone")
        return Readiness(Condition.FAILED, "it has no container")

    def running(self) -> tuple[Running, ...]:
        """Give the containers of the project, but for those that somebody runs aside."""
        ours, now = self._ours(), time()
        there = sorted((x for x in ours if not x.is_aside), key=lambda x: (x.is_job, x.name))
        return tuple(_running(x, ours, now) for x in there)

    def evidence(self, key: Key) -> str:
        """Give the state and the last lines of each container of a service."""
        texts = [
            f"{x.name}: {_summary(x)}\n{merged(*self._logged(x, _LINES))}"
            for x in self._services.of(key.name)
        ]
        return "\n".join(texts) or f"{key.name} has no container\n"

    def door(self, service: str) -> Door:
        """Lead into the container of a service."""
        there = {x.service: x for x in self._ours() if not x.is_aside}
        if service not in there:
            raise no_service(service, there)
        found = there[service]
        closed = "" if found.is_up else f"container {found.name} of `{service}` is {found.status}"
        return docker_door(found.name, closed)

    def _logged(self, container: Container, lines: int) -> tuple[str, str]:
        ran = self._docker.ask("logs", "--timestamps", "--tail", str(lines), container.identity)
        return ran.out, ran.err


def _summary(container: Container) -> str:
    """Say what docker says of a container; while one runs, its exit code says nothing."""
    parts = [container.status]
    if container.status != "running":
        parts.append(f"exit code {container.exit_code}")
    parts.append(f"{container.restarts} restarts")
    if container.health:
        parts.append(
            f"{container.health}: {container.probe}" if container.probe else container.health
        )
    return ", ".join(parts)


def _running(container: Container, ours: Sequence[Container], now: float) -> Running:
    is_ending = is_awaited(container.service, ours)
    found = readiness_of([container], now, is_ending=is_ending)
    return Running(
        owner=container.service,
        pod=container.name,
        service=container.service,
        condition=found.condition,
        state=container.status,
        words=found.words,
        restarts=container.restarts,
        age=now - container.started if container.started > 0 else None,
    )


def _ids(containers: Sequence[Container]) -> dict[str, str]:
    return {x.service: x.identity for x in containers if not x.is_aside}
