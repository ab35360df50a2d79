"""The rule `stack-config-hangs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def stack_config_hangs(stack: Stack) -> Hits:
    """Section of a stack that Kubernetes targets wait for without end."""
    root = stack.file.document.mapping
    found = None if root is None else root.get("config")
    if isinstance(found, Mapping) and found.entries:
        yield Hit(
            Place(stack.file.document, ("config",)),
            "`config` of a stack is asked of its running containers: on Kubernetes, `start` waits"
            " for the answer for ever",
        )
