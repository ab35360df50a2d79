"""Files of a stack that its compose files name: binds, files of variables, parts of them.

Source of the facts: `create` copies the directories of `config` that services name into the
deployment, and nothing else; where a stack has no such directory, laconic-so takes its own.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.compose.beside import files_beside
from stacklint.model.compose.binds import binds_of
from stacklint.model.compose.envfile import OF_CONFIG, env_files_of
from stacklint.model.hooks import hook_text
from stacklint.model.named import NamedTuple
from stacklint.model.spelling import closest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.place import Place

KEPT_IN_CONFIG = "keep it in a directory below `config`: these are copied"
"""What to do with a file that is left behind."""
NAMED_LATER = "a file that comes from elsewhere is named under `filled-later`"
"""What to do with a file that is not there yet."""


class Named(NamedTuple):
    """A file or directory that is named, and by whom; `path` and `config` are below the root.

    `is_needed` is false where compose does without it, `is_made` where docker makes nothing of it.
    """

    by: str
    written: str
    path: str
    config: str
    at: Place
    is_needed: bool = True
    is_made: bool = True

    @property
    def is_of_config(self) -> bool:
        """It is below the directory that is copied into the deployment."""
        return self.path.startswith(self.config + "/")

    @property
    def is_beside(self) -> bool:
        """It is beside a compose file, or below: nothing of that gets into the deployment."""
        own, base = posixpath.dirname(self.at.document.name), posixpath.dirname(self.config)
        folders = (posixpath.join(base, x) for x in ("compose", "compose-jobs"))
        return any(self.path.startswith(folder + "/") for folder in (own, *folders))

    @property
    def is_elsewhere(self) -> bool:
        """It is in no place of which a deployment has anything, and not what that makes itself."""
        is_made = self.path == self.at.document.beside(OF_CONFIG)
        return not (self.is_of_config or self.is_beside or is_made)

    @property
    def parts(self) -> list[str]:
        """Its components below that directory."""
        return self.path[len(self.config) + 1 :].split("/")


class Absent(NamedTuple):
    """A named file that is not there; `near` is a name beside it that nobody uses.

    `has_folder` says that the stack has its directory of `config`: none is taken in its place.
    """

    named: Named
    near: str | None
    has_folder: bool

    @property
    def hint(self) -> str:
        """What was perhaps meant, in words."""
        return "" if self.near is None else f" (there is {self.near})"


def absent(
    named: Iterable[Named], stack: Stack, tree: Tree, later: Collection[str]
) -> Iterator[Absent]:
    """Give the files of `config` that are needed and not there.

    `later` are names that are filled from elsewhere before the start; what the stack's own hooks
    name is theirs to make. The fork copies other directories.
    """
    found = [] if stack.file.is_of_fork else list(named)
    missing = [x for x in found if x.is_needed and x.is_of_config and not _is_there(x.path, tree)]
    hooks = hook_text(stack, tree) if missing else ""
    used = {x.path for x in found}
    for one in missing:
        if one.parts[-1] not in hooks and not any(part in later for part in one.parts):
            folder = tree.is_dir(posixpath.join(one.config, one.parts[0]))
            yield Absent(one, _near(one, tree, used), folder and len(one.parts) > 1)


def left_behind(
    named: Iterable[Named], stack: Stack, tree: Tree, later: Collection[str]
) -> Iterator[Named]:
    """Give the needed files that the deployment is without, wherever they are in the stack."""
    return _unmade([x for x in named if x.is_needed and x.is_beside], stack, tree, later)


def elsewhere(
    named: Iterable[Named], stack: Stack, tree: Tree, later: Collection[str]
) -> Iterator[Named]:
    """Give the needed files that are outside of all that a deployment is made of."""
    return _unmade([x for x in named if x.is_needed and x.is_elsewhere], stack, tree, later)


def _unmade(
    named: list[Named], stack: Stack, tree: Tree, later: Collection[str]
) -> Iterator[Named]:
    """Leave out what hooks make, and what comes from elsewhere before the start."""
    hooks = hook_text(stack, tree) if named else ""
    for one in named:
        name = posixpath.basename(one.path)
        if not stack.file.is_of_fork and name not in hooks and name not in later:
            yield one


def bound(stack: Stack) -> Iterator[Named]:
    """Give what services bind from the host."""
    for bind in binds_of(stack):
        mount = bind.mount
        if mount.source.startswith("."):
            by = bind.service.name
            yield Named(by, mount.source, bind.path, bind.config, mount.at, is_made=bind.is_made)


def env_files(stack: Stack) -> Iterator[Named]:
    """Give the files of variables of the services that compose starts without a profile."""
    for service in stack.every_service:
        for file in () if service.has_profiles else env_files_of(service):
            config = file.at.document.beside("../config")
            yield Named(service.name, file.written, file.path, config, file.at, file.is_needed)


def parts(stack: Stack) -> Iterator[Named]:
    """Give what compose files are made of, but for those that are deployed anyway."""
    every = (file for pod in (*stack.pods, *stack.jobs) for file in files_beside(pod.compose))
    for file in every:
        beside = file.at.document.beside
        if not is_deployed(file.written, stack):
            path = beside(file.written)
            yield Named(file.what, file.written, path, beside("../config"), file.at)


def is_deployed(written: str, stack: Stack) -> bool:
    """Tell whether a compose file names another one of the stack, as docker compose looks for it.

    Of a deployment it looks from the directory of the pods, also for what a job names (measured).
    """
    pods = {f"compose/docker-compose-{pod.name}.yml" for pod in stack.pods}
    jobs = {f"compose-jobs/docker-compose-{job.name}.yml" for job in stack.jobs}
    return posixpath.normpath(posixpath.join("compose", written)) in pods | jobs


def _is_there(path: str, tree: Tree) -> bool:
    return tree.is_file(path) or tree.is_dir(path)


def _near(named: Named, tree: Tree, used: set[str]) -> str | None:
    folder, name = posixpath.split(named.path)
    free = (x for x in tree.names(folder) if posixpath.join(folder, x) not in used)
    return closest(name, free)
