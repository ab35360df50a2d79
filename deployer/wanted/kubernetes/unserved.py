"""Keys of compose files that change what runs, and that nothing serves on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.order import started
from deployer.wanted.resource import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.bundle import Pod

_KEYS = (
    "cap_add",
    "cap_drop",
    "configs",
    "devices",
    "extends",
    "extra_hosts",
    "ipc",
    "pid",
    "privileged",
    "read_only",
    "secrets",
    "security_opt",
    "shm_size",
    "stop_grace_period",
    "sysctls",
    "tmpfs",
    "ulimits",
)
# What the spec says for all containers stands for what each service asks.
_BY_SPEC = {"cap_add": "capabilities", "privileged": "privileged", "ulimits": "unlimited-memlock"}
_MOST_NAMES = 3


def unserved(pod: Pod, frame: Frame) -> Iterator[Note]:
    """Say once of a pod, for each key, which of its services ask for it in vain."""
    for key in _KEYS:
        asking = [x for x in started(pod) if x.node.get(key) is not None]
        switch = _BY_SPEC.get(key)
        if asking and (switch is None or frame.spec.node("security", switch) is None):
            names = _shortened([service.name for service in asking])
            words = f"{key} is not served on a cluster: {names}"
            yield Note(words, asking[0].at.below(key))


def _shortened(names: list[str]) -> str:
    """Name the first of many."""
    if len(names) <= _MOST_NAMES + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"
