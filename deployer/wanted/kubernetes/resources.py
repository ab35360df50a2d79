"""What a container asks for, and what it gets at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.sizes import cpu_text, size_text
from stacklint.model.resources import UNWRITTEN, amounts_for

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.compose import Service

_WORDS = {"limits": "limits", "reservations": "requests"}
_DEFAULTS: dict[str, dict[str, Data]] = {
    kind: {"cpu": f"{amounts['cpus']}", "memory": f"{amounts['memory']:.0f}M"}
    for kind, amounts in UNWRITTEN.items()
}


def resources_of(service: Service, frame: Frame) -> dict[str, Data]:
    """Give the resources of a container: the spec's for it, compose's, the spec's for all."""
    decimal = frame.surroundings.has_decimal_sizes
    found: dict[str, Data] = {}
    for kind, word in _WORDS.items():
        amounts = amounts_for(frame.spec, service, kind)
        texts: dict[str, Data] = {}
        if "cpus" in amounts:
            texts["cpu"] = cpu_text(amounts["cpus"])
        if "memory" in amounts:
            texts["memory"] = size_text(amounts["memory"], decimal=decimal)
        found[word] = texts or dict(_DEFAULTS[kind])
    return found
