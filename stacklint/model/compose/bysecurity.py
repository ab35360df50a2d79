"""What a compose file says of one service, and `security` of a spec says for all of them.

Who writes both writes a compose file that serves compose and Kubernetes alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node

BY_SECURITY = {
    "privileged": ("security", "privileged"),
    "cap_add": ("security", "capabilities"),
    "ulimits": ("security", "unlimited-memlock"),
}
"""Keys of a service, and where a spec says the same."""

TRUE = frozenset({"true", "True", "TRUE"})
"""What laconic-so takes for a switch that is on."""


def serves_both(spec: Spec, service: Service) -> bool:
    """Tell whether spec and compose file say the same in the two languages, for a service."""
    return any(
        service.node.entry(key) is not None and spec.node(*path) is not None
        for key, path in BY_SECURITY.items()
    )


def holds_all(listed: Node | None, wanted: Node | None) -> bool:
    """Tell whether one list of capabilities holds all of another, with or without `CAP_`."""
    names = _capabilities(listed)
    return bool(names) and ("ALL" in names or _capabilities(wanted) <= names)


def is_given(spec: Spec, key: str, asked: Node | None) -> bool:
    """Tell whether a spec gives to all containers what a service asks for under a key."""
    path = BY_SECURITY.get(key)
    given = None if path is None else spec.node(*path)
    if given is None or key != "cap_add" or not _capabilities(given):
        return given is not None
    return holds_all(given, asked) or spec.text("security", "privileged") in TRUE


def _capabilities(node: Node | None) -> set[str]:
    """Name capabilities as Linux does, without `CAP_`; what a template puts in is left out."""
    found = resolved(node)
    texts = map(text_of, found.items) if isinstance(found, Sequence) else ()
    names = (text.strip().upper() for text in texts if text and not has_token(text))
    return {name.removeprefix("CAP_") for name in names}
