"""What a compose file says of one service, and `security` of a spec says for all of them.

Who writes both writes a compose file that serves compose and Kubernetes alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.compose import Service
    from stacklint.model.spec import Spec

BY_SECURITY = {
    "privileged": ("security", "privileged"),
    "cap_add": ("security", "capabilities"),
    "ulimits": ("security", "unlimited-memlock"),
}
"""Keys of a service, and where a spec says the same."""


def serves_both(spec: Spec, service: Service) -> bool:
    """Tell whether spec and compose file say the same in the two languages, for a service."""
    return any(
        service.node.entry(key) is not None and spec.node(*path) is not None
        for key, path in BY_SECURITY.items()
    )
