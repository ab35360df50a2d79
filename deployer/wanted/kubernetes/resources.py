"""What a container asks for, and what it gets at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.sizes import cpu_text, size_text
from stacklint.model.resources import amounts_for

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service
    from stacklint.model.resources import Amount

_WORDS = {"limits": "limits", "reservations": "requests"}
_DEFAULTS: dict[str, dict[str, Data]] = {
    "limits": {"cpu": "4.0", "memory": "8000M"},
    "requests": {"cpu": "1.0", "memory": "2000M"},
}


def resources_of(service: Service, frame: Frame) -> dict[str, Data]:
    """Give the resources of a container: the spec's for it, compose's, the spec's for all."""
    counting = amounts_for(frame.spec, service)
    if counting is None:
        return {word: dict(texts) for word, texts in _DEFAULTS.items()}
    decimal = frame.surroundings.has_decimal_sizes
    written = {_WORDS[kind]: _texts(x, decimal=decimal) for kind, x in counting.items()}
    return {word: texts for word, texts in written.items() if texts}


def _texts(amounts: dict[str, Amount], *, decimal: bool) -> dict[str, Data]:
    texts: dict[str, Data] = {}
    if "cpus" in amounts:
        texts["cpu"] = cpu_text(amounts["cpus"])
    if "memory" in amounts:
        texts["memory"] = size_text(amounts["memory"], decimal=decimal)
    return texts
