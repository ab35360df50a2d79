"""Mounts that a change of a compose file takes from a service, and what it has instead."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.bundle import Pod, Stack, Use
from stacklint.model.compose.mount import MountKind
from stacklint.model.hostpath import is_at_or_below
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token
from stacklint.model.volumes.evidence import (
    Evidence,
    holds_no_data,
    image_name,
    is_kept_at,
    volume_evidence,
)
from stacklint.model.volumes.persistence import is_moved, paths_said, unheld_directory
from stacklint.model.volumes.stray import stray_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.compose.mount import Mount


class Remount(NamedTuple):
    """A named volume that a service could write to, and has no more where it was.

    `now` is what it mounts there instead; or the same volume, which it mounts elsewhere. `uses` are
    all mounts of that volume before the change, and `is_shared` tells whether others mount it now.
    `is_same_to_docker` tells whether docker mounts the same for both by what the compose files say
    of their volumes.
    """

    before: Service
    service: Service
    was: Mount
    now: Mount | None
    uses: tuple[Use, ...]
    is_shared: bool
    is_same_to_docker: bool

    @property
    def is_moved(self) -> bool:
        """The same of the volume is mounted, at another place."""
        return self.now is not None and _stored(self.now) == _stored(self.was)

    @property
    def has_other_program(self) -> bool:
        """Another image runs, whatever its tag."""
        return image_name(self.before.image) != image_name(self.service.image)

    @property
    def is_known(self) -> bool:
        """The program as it is now keeps its data where the mount was, and not where it is."""
        if self.has_other_program or not is_kept_at(self.service, self.was.inside):
            return False
        if not self.is_moved or self.now is None:
            return True
        old, new = self.was.inside, self.now.inside
        is_near = is_at_or_below(old, new) or is_at_or_below(new, old)
        # Programs that are known have a directory of their own below the place of their kind.
        return is_near or self._is_beside_mounts or not is_kept_at(self.service, new)

    @property
    def _is_beside_mounts(self) -> bool:
        return unheld_directory(self.service) is not None

    def evidence(self, *, has_size: bool) -> Evidence:
        """Judge whether the service kept data in the volume: what others keep is none of its."""
        own = [use for use in self.uses if use.service.name == self.before.name]
        return volume_evidence(self.was.source, own, has_size=has_size)

    def is_followed(self, config: Mapping[str, str], config_before: Mapping[str, str]) -> bool:
        """Tell whether the program finds its data where the volume is mounted by now.

        It is told to look there, at what it was told to look at in the volume before.
        """
        if not self.is_moved or self.now is None:
            return False
        said = _within(self.now, paths_said(self.service, config))
        once = _within(self.was, paths_said(self.before, config_before)) or {"."}
        return not said.isdisjoint(once)

    def was_missed(self, config: Mapping[str, str]) -> bool:
        """Tell whether the program kept its data beside all mounts, so that this one had none."""
        if stray_of(self.before, config) is not None:
            return True
        return unheld_directory(self.before) is not None and not is_moved(self.before, config)


def remounts(before: Compose, now: Stack, file: str) -> Iterator[Remount]:
    """Give what services of a compose file of a stack have no more, by the file as it was."""
    stack = _with(before, now, file)
    for service in before.services:
        after = _counterpart(service, now, file)
        if after is not None and not (after.is_init or service.takes_mounts or after.takes_mounts):
            yield from _of_service(service, after, stack, now)


def had(compose: Compose, remount: Remount) -> bool:
    """Tell whether another earlier version had the mount as well."""
    was = remount.was
    return (remount.service.name, was.source, was.part, was.inside) in compose.mounted


def _with(before: Compose, now: Stack, file: str) -> Stack:
    """Give the stack with one of its compose files as it was."""
    pods = tuple(Pod(x.name, before if x.compose.file == file else x.compose) for x in now.pods)
    return Stack(now.file, pods, now.jobs, now.is_whole)


def _counterpart(service: Service, now: Stack, file: str) -> Service | None:
    """Give the service of that name, in the same file if there is one."""
    own = (pod.compose.services for pod in now.pods if pod.compose.file == file)
    same = (x for services in own for x in services if x.name == service.name)
    return next(same, now.services.get(service.name))


def _of_service(before: Service, after: Service, stack: Stack, now: Stack) -> Iterator[Remount]:
    mounts = [mount for mount in after.mounts if mount not in after.left_out]
    kept = {(_stored(mount), mount.inside) for mount in mounts}
    for was in before.mounts:
        if (_stored(was), was.inside) in kept or not _is_judged(was, before):
            continue
        uses = stack.uses(was.source)
        instead = _instead(was, mounts)
        if holds_no_data(was.source, uses) or _is_open(mounts, before):
            continue
        if instead is not None or not _is_taken_over(was.source, uses, now):
            is_same = _is_same_to_docker(was, instead, stack, now)
            yield Remount(before, after, was, instead, uses, bool(now.uses(was.source)), is_same)


def _is_judged(was: Mount, before: Service) -> bool:
    """The service wrote to a volume whose name and place are known."""
    is_named = was.kind is MountKind.VOLUME and was.target and not has_token(was.target)
    return bool(is_named) and not was.is_read_only and was not in before.left_out


def _instead(was: Mount, mounts: list[Mount]) -> Mount | None:
    there = (mount for mount in mounts if mount.inside == was.inside)
    elsewhere = (mount for mount in mounts if _stored(mount) == _stored(was))
    return next(there, next(elsewhere, None))


def _is_open(mounts: list[Mount], before: Service) -> bool:
    """A new mount may be any, as a variable or a template says: the volume may stand there."""
    old = {(mount.source, mount.target) for mount in before.mounts}
    new = (mount for mount in mounts if (mount.source, mount.target) not in old)
    return any(has_token(mount.source) or has_token(mount.target) for mount in new)


def _is_taken_over(volume: str, uses: tuple[Use, ...], now: Stack) -> bool:
    """Another service mounts the volume, which did not before."""
    return not {x.service.name for x in now.uses(volume)} <= {x.service.name for x in uses}


def _is_same_to_docker(was: Mount, instead: Mount | None, stack: Stack, now: Stack) -> bool:
    before = stack.volumes.get(was.source)
    after = None if instead is None else now.volumes.get(instead.source)
    if before is None or after is None or instead is None:
        return False
    called = before.called(was.source)
    return called is not None and called == after.called(instead.source)


def _stored(mount: Mount) -> tuple[MountKind, str, str]:
    return mount.kind, mount.source, mount.part


def _within(mount: Mount, paths: list[str]) -> set[str]:
    """Give paths as seen from a mount, those alone that lie in it."""
    inside = mount.inside
    found = (path for path in paths if is_at_or_below(path, inside))
    return {posixpath.relpath(path, inside) for path in found}
