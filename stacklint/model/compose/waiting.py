"""Which services wait for which, in a compose file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.yaml.nodes import Mapping, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.compose.file import Service
    from stacklint.model.yaml.nodes import Node

HEALTHY = "service_healthy"
"""The condition that the healthcheck of another service succeeds."""
ENDED = "service_completed_successfully"
"""The condition that another service has done what it is there for."""


def is_spared(node: Node | None) -> bool:
    """Tell by what is written beside a service's name whether docker compose goes on without it."""
    needed = text_of(node.get("required")) if isinstance(node, Mapping) else None
    return needed in {"false", "False"}


def awaited(service: Service) -> dict[str, str]:
    """Give the services that one waits for, with the condition where one is written."""
    found = resolved(service.node.get("depends_on"))
    if isinstance(found, Sequence):
        return {text: "" for item in found.items if (text := text_of(item)) is not None}
    conditions: dict[str, str] = {}
    for entry in merged_entries(found) if isinstance(found, Mapping) else ():
        node = resolved(entry.value)
        condition = text_of(node.get("condition")) if isinstance(node, Mapping) else None
        conditions[entry.name] = condition or ""
    return conditions
