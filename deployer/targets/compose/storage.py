"""Taking a step on a volume; no byte goes before it is somewhere else, or was named to go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from deployer.errors import StepFailed
from deployer.found import Home
from deployer.migration.route import Route
from deployer.plan import Action
from deployer.targets.compose.live import MARK
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployer.plan import Step
    from deployer.shell import Shell
    from deployer.targets.compose.docker import Docker
    from deployer.targets.compose.live import Container, Kept
    from deployer.targets.compose.setting import Setting
    from deployer.targets.compose.steps import Services

_THEIRS = "com.docker.compose"


class Copy(Protocol):
    """Copies data, for good or not at all."""

    def __call__(
        self, shell: Shell, prefix: tuple[str, ...], source: str, target: str, run: str
    ) -> None:
        """Copy what is in a directory into one that is absent or empty, and verify it.

        `prefix` is put before each program (`docker exec NODE`), none for this host. Raises
        StepFailed, and leaves both as they were.
        """


class Storage:
    """The volumes of a project, to be acted upon."""

    __slots__ = ("_copy", "_docker", "_services", "_setting")

    def __init__(self, docker: Docker, services: Services, setting: Setting, copy: Copy) -> None:
        self._docker = docker
        self._services = services
        self._setting = setting
        self._copy = copy

    def take(self, step: Step) -> None:
        """Take a step on a volume."""
        acts: dict[Action, Callable[[Step], None]] = {
            Action.CREATE: self._make,
            Action.REPLACE: self._replace,
            Action.MOVE: self._move,
            Action.ERASE: self._erase,
        }
        act = acts.get(step.action)
        if act is not None:
            act(step)

    def copies(self, step: Step) -> Iterator[Route]:
        """Give from where to where a step copies."""
        shell, move = self._docker.shell, step.move
        if step.action is Action.MOVE and move is not None and move.source and move.goal:
            yield Route(shell, (), move.source.path, move.goal.path)
        kept = self._named(step) if step.action is Action.REPLACE else None
        if kept is not None and not kept.device:
            aside = f"{Path(kept.mountpoint).parent}{self._ending}"
            yield Route(shell, (), kept.mountpoint, f"{aside}/{Path(kept.mountpoint).name}")

    def _make(self, step: Step) -> None:
        """Make the directory behind a volume; what docker keeps comes with who mounts it."""
        goal = None if step.move is None else step.move.goal
        if goal is None or goal.home is not Home.HOST:
            self._bring_back(step)
            return
        try:
            Path(goal.path).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = f"{goal.path} cannot be made: {why_of(error)}"
            raise StepFailed(step.resource.title, why) from error

    def _move(self, step: Step) -> None:
        move = step.move
        if move is None or move.source is None or move.goal is None:
            raise StepFailed(step.resource.title, "there is nothing to copy, or nowhere to")
        # What docker has no name for is found by where the guard saw it.
        unnamed = self._docker.volumes_named(move.source.inside) if move.source.inside else ()
        self._guard_idle(step, self._named(step) or next(iter(unnamed), None))
        self._guard_readable(step, move.source.path)
        self._copy(self._docker.shell, (), move.source.path, move.goal.path, self._setting.mark)

    def _replace(self, step: Step) -> None:
        """Let a volume of docker go, so that it comes again in its new place."""
        kept = self._named(step)
        if kept is not None:
            users = self._guard_idle(step, kept)
            if not kept.device:
                self._set_aside(step, kept)
            self._services.drop(users)
            self._docker.run("volume", "rm", kept.name)
        self._make(step)

    def _erase(self, step: Step) -> None:
        """Take away a volume that was named for it; the directory of a bound one stays."""
        kept = self._named(step)
        if kept is not None:
            self._services.drop(self._guard_idle(step, kept))
            self._docker.run("volume", "rm", kept.name)

    def _named(self, step: Step) -> Kept | None:
        """Give the volume that compose made for a title, whatever its name in docker."""
        project, title = self._setting.project, step.resource.key.name
        labelled = (x for x in self._docker.volumes() if (x.project, x.title) == (project, title))
        found = next(labelled, None)
        if found is not None:
            return found
        return next(iter(self._docker.volumes_named(f"{project}_{title}")), None)

    def _guard_idle(self, step: Step, kept: Kept | None) -> tuple[Container, ...]:
        """Give the stopped containers of a volume; StepFailed where one runs or is another's."""
        if kept is None:
            return ()
        found = self._docker.containers()
        users = tuple(x for x in found if any(y.volume == kept.name for y in x.mounts))
        for user in users:
            if user.is_up:
                raise StepFailed(step.resource.title, f"{user.name} still uses it: stop that first")
            if user.project != self._setting.project:
                why = f"container {user.name} of another deployment uses it: remove that first"
                raise StepFailed(step.resource.title, why)
        return users

    def _guard_readable(self, step: Step, path: str) -> None:
        if not os.access(path, os.R_OK | os.X_OK):
            why = f"{path} cannot be read: run it as root, who alone can copy what docker keeps"
            raise StepFailed(step.resource.title, why)

    def _set_aside(self, step: Step, kept: Kept) -> None:
        """Copy what docker keeps to a volume of another name, since its own has to go."""
        self._guard_readable(step, kept.mountpoint)
        if not os.listdir(kept.mountpoint):  # noqa: PTH208 -- text
            return
        labels = (f"{MARK}{label}" for label in self._marks(step))
        self._fill(f"{kept.name}{self._ending}", tuple(labels), kept, step)

    def _bring_back(self, step: Step) -> None:
        """Fill a volume that docker keeps with what this very run set aside of it, if it did."""
        labels = [f"label={MARK}{label}" for label in self._marks(step)]
        chosen = (word for label in labels for word in ("--filter", label))
        names = self._docker.run("volume", "ls", "--quiet", *chosen).split()
        for aside in self._docker.volumes_named(*names):
            name = aside.name.removesuffix(self._ending)
            if not self._docker.volumes_named(name):
                project, title = self._setting.project, step.resource.key.name
                made = (f"{_THEIRS}.project={project}", f"{_THEIRS}.volume={title}")
                self._fill(name, made, aside, step)

    @property
    def _ending(self) -> str:
        return f".keep-{self._setting.mark}"

    def _marks(self, step: Step) -> tuple[str, ...]:
        setting = self._setting
        return (
            f"project={setting.project}",
            f"volume={step.resource.key.name}",
            f"run={setting.mark}",
        )

    def _fill(self, name: str, labels: tuple[str, ...], source: Kept, step: Step) -> None:
        """Make a volume that docker keeps, with what is in another one."""
        marked = (word for label in labels for word in ("--label", label))
        self._docker.run("volume", "create", *marked, name)
        made = self._docker.volumes_named(name)
        if not made or made[0].device or os.listdir(made[0].mountpoint):  # noqa: PTH208 -- text
            raise StepFailed(step.resource.title, f"docker volume {name} is there already")
        shell, mark = self._docker.shell, self._setting.mark
        self._copy(shell, (), source.mountpoint, made[0].mountpoint, mark)
