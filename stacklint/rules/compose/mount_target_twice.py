"""The rule `mount-target-twice`."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.mount import Mount
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_LEFT_OUT = "docker compose takes the latter, and leaves `{}` out without a word"
_EMPTIED = (
    "docker compose takes the latter, which goes with the container, and leaves `{}` out without"
    " a word"
)
_REFUSED = "Kubernetes refuses the pod"
_HIDDEN = "on Kubernetes one hides the other"


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def mount_target_twice(spec: Spec | None, stack: Stack) -> Hits:
    """Two mounts of a service at one place."""
    target = None if spec is None else spec.target
    for service in stack.every_service:
        for first, second in _pairs(service):
            happens = _happens(first, second, target)
            if happens:
                yield _hit(service, first, second, happens)


def _pairs(service: Service) -> Iterator[tuple[Mount, Mount]]:
    """Give each mount at a place that another one before it has, with the first that has it.

    One without a source counts where it is the last: docker compose takes that.
    """
    for mounts in _by_place(service).values():
        first, *others = [mount for mount in mounts if mount.source] or mounts[:1]
        yield from ((first, mount) for mount in others)
        if first.source and not mounts[-1].source:
            yield first, mounts[-1]


def _by_place(service: Service) -> dict[str, list[Mount]]:
    places: dict[str, list[Mount]] = {}
    for mount in service.mounts:
        if mount.target:
            places.setdefault(normpath(mount.target), []).append(mount)
    return places


def _hit(service: Service, first: Mount, second: Mount, happens: str) -> Hit:
    other = f"`{second.source}`" if second.source else "nothing by name"
    what = f"`{first.source}` and {other} at {second.target}"
    if first.source == second.source:
        what = f"`{second.source}` at {second.target} twice"
    words = f"`{service.name}` mounts {what}: {happens}"
    return Hit(second.at, words, also=(Label(first.at, "the other one"),))


def _happens(first: Mount, second: Mount, target: Target | None) -> str:
    """Say what comes of two mounts at one place; nothing where nothing is lost."""
    if not second.source:
        # On Kubernetes, `unsupported-mount-form` has it.
        is_taken = target in {None, Target.COMPOSE}
        return _EMPTIED.format(first.source) if is_taken else ""
    # Of two equal ones, docker compose takes one.
    left_out = "" if first.source == second.source else _LEFT_OUT.format(first.source)
    # The API of Kubernetes compares what is written.
    there = _REFUSED if first.target == second.target else _HIDDEN
    if target is Target.COMPOSE:
        return left_out
    return f"{left_out}, and {there}" if left_out and target is None else there
