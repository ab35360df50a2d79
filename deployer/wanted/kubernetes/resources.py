"""What a container asks for, and what it gets at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.sizes import cpu_text, size_text
from stacklint.model.resources import global_amounts, has_own, shadowing, spec_amounts

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.compose import Service
    from stacklint.model.resources import Amount

_WORDS = {"limits": "limits", "reservations": "requests"}
_DEFAULTS: dict[str, dict[str, Data]] = {
    "limits": {"cpu": "4.0", "memory": "8000M"},
    "reservations": {"cpu": "1.0", "memory": "2000M"},
}


def resources_of(service: Service, frame: Frame) -> dict[str, Data]:
    """Give the resources of a container: the spec's for it, compose's, the spec's for all."""
    decimal = frame.surroundings.has_decimal_sizes
    found: dict[str, Data] = {}
    for kind, word in _WORDS.items():
        amounts = _amounts(service, frame, kind)
        texts: dict[str, Data] = {}
        if "cpus" in amounts:
            texts["cpu"] = cpu_text(amounts["cpus"])
        if "memory" in amounts:
            texts["memory"] = size_text(amounts["memory"], decimal=decimal)
        found[word] = texts or dict(_DEFAULTS[kind])
    return found


def _amounts(service: Service, frame: Frame, kind: str) -> dict[str, Amount]:
    if has_own(frame.spec, service, kind):
        path = ("resources", "containers", service.name, kind)
        return {x.key: x for x in spec_amounts(frame.spec) if x.at.path[:-1] == path}
    return shadowing(service, kind) or global_amounts(frame.spec, kind)
