"""Deployment directories for tests of the compose target, on a real docker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

from deployer.found import Condition, Earlier
from deployer.guard import judge
from deployer.plan import Action, plan_of
from deployer.plan.moves import Asked, with_known
from deployer.shell import Shell
from deployer.targets.compose.setting import Setting
from deployer.targets.compose.target import ComposeTarget
from deployer.wanted.resource import Key, Resource, Role, Wanted
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from deployer.found import Found, Readiness
    from deployer.plan import Plan
    from stacklint.model.change import Data

_NAMES = ("PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG")
ENVIRONMENT = {
    **{name: os.environ[name] for name in _NAMES if name in os.environ},
    "CERC_HOST_UID": "0",
    "CERC_HOST_GID": "0",
}
PODS, JOBS = "compose/docker-compose-notes.yml", "compose-jobs/docker-compose-load.yml"
_PATIENCE = 60


def has_docker() -> bool:
    """Tell whether a docker daemon answers that has the images of the lab."""
    if shutil.which("docker") is None:
        return False
    asked = ["docker", "image", "inspect", "lab/busybox:1", "lab/web:1"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def bound(device: str) -> dict[str, Data]:
    return {"driver": "local", "driver_opts": {"type": "none", "device": device, "o": "bind"}}


def copied(shell: Shell, prefix: tuple[str, ...], source: str, target: str, run: str) -> None:
    """Copy data as a caller would, by the means of this host."""
    del run
    shell.run(*prefix, "mkdir", "-p", target)
    shell.run(*prefix, "cp", "-a", f"{source}/.", target)


class Ran(NamedTuple):
    """What a run saw, planned and came to."""

    found: Found
    plan: Plan
    readiness: dict[str, Readiness]

    @property
    def steps(self) -> list[str]:
        return [f"{step.action.value} {step.resource.title}" for step in self.plan.changes]

    @property
    def reasons(self) -> dict[str, str]:
        return {step.resource.title: step.reason for step in self.plan.changes}


class Site:
    """A deployment directory and its project; what was recorded of the last run is `earlier`."""

    def __init__(self, root: Path, project: str) -> None:
        self.place = root / "deployment"
        self.project = project
        self.earlier = Earlier()

    def write(self, files: Mapping[str, str | bytes], folder: str = "") -> None:
        write(self.place / folder, dict(files))

    def target(
        self, files: str = "", environment: Mapping[str, str] = ENVIRONMENT
    ) -> ComposeTarget:
        judged = self.place / files if files else self.place
        setting = Setting(str(self.place), str(judged), self.project, "2026-11-28T12:00:00Z")
        return ComposeTarget(Shell(environment), setting, copied)

    def wanted(self, files: str = "") -> Wanted:
        """Give what the files of a directory ask for, as `deployer.wanted` says it."""
        folder = self.place / files
        found: list[Resource] = []
        for path, role in ((PODS, Role.WORKLOAD), (JOBS, Role.JOB)):
            if (folder / path).is_file():
                data = json.loads((folder / path).read_text(encoding="utf-8"))
                found += [
                    self._of("volume", x, y or {}) for x, y in data.get("volumes", {}).items()
                ]
                found.append(Resource(Key("file", "", path), {}, Role.CONFIG, path, "", None))
                found += [self._of("service", x, y, role) for x, y in data["services"].items()]
        return Wanted(tuple({(x.key, x.role): x for x in found}.values()), ())

    def _of(
        self, kind: str, name: str, body: dict[str, Data], role: Role = Role.VOLUME
    ) -> Resource:
        return Resource(Key(kind, self.project, name), body, role, name, "", None)

    def look(self, files: str = "", environment: Mapping[str, str] = ENVIRONMENT) -> Found:
        return self.target(files, environment).observe(self.wanted(files), self.earlier)

    def plan(self, asked: Asked | None = None) -> Ran:
        found, wanted = with_known(self.look(), self.earlier), self.wanted()
        moves = judge(wanted, found, asked or Asked(), can_copy=True)
        return Ran(found, plan_of(wanted, found, moves), {})

    def deploy(self, asked: Asked | None = None) -> Ran:
        """Look, judge, plan, do it, wait until all is settled, and record it."""
        ran, target = self.plan(asked), self.target()
        assert not ran.found.troubles, ran.found.troubles
        for step in ran.plan.changes:
            target.execute(step)
        services = [x.key for x in self.wanted().resources if x.key.kind == "service"]
        readiness = {key.name: self.settled(key) for key in services}
        bindings = target.observe(self.wanted(), Earlier()).bindings
        self.earlier = Earlier(tuple(services), bindings, self.target().digests())
        return Ran(ran.found, ran.plan, readiness)

    def settled(self, key: Key) -> Readiness:
        """Wait until a service is ready, or has failed."""
        target, end = self.target(), time.monotonic() + _PATIENCE
        while True:
            found = target.readiness(key)
            if found.condition is not Condition.WAITING or time.monotonic() > end:
                return found
            time.sleep(0.3)

    def do(self, action: Action, name: str) -> None:
        """Take one step on a service."""
        resource = next(x for x in self.wanted().resources if x.key == self.key(name))
        plan = plan_of(Wanted((resource,), ()), self.look())
        self.target().execute(plan.steps[0]._replace(action=action))

    def key(self, service: str) -> Key:
        return Key("service", self.project, service)

    def docker(self, *arguments: str) -> str:
        done = subprocess.run(
            ["docker", *arguments], capture_output=True, text=True, check=False, env=ENVIRONMENT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def inside(self, service: str, *command: str) -> str:
        return self.docker("exec", f"{self.project}-{service}-1", *command)

    def ids(self) -> dict[str, str]:
        """The containers by service, with what tells that one was made or started again."""
        label = f"label=com.docker.compose.project={self.project}"
        listed = self.docker("ps", "-aq", "--filter", label).split()
        shown = '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}} {{.State.StartedAt}}'
        lines = self.docker("inspect", "--format", shown, *listed).splitlines() if listed else []
        return {line.partition(" ")[0]: line.partition(" ")[2] for line in lines}

    def clear(self) -> None:
        """Take away all that the tests of this site have made."""
        label = f"label=com.docker.compose.project={self.project}"
        for kind, listing, removal in (
            ("container", ("ls", "--all"), ("rm", "--force", "--volumes")),
            ("volume", ("ls",), ("rm",)),
            ("network", ("ls",), ("rm",)),
        ):
            names = self.docker(kind, *listing, "--quiet", "--filter", label).split()
            if names:
                self.docker(kind, *removal, *names)
        kept = self.docker("volume", "ls", "--quiet", "--filter", f"name={self.project}").split()
        if kept:
            self.docker("volume", "rm", *kept)
