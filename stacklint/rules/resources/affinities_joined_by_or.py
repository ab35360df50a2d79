"""The rule `affinities-joined-by-or`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_SECTION = "node-affinities"


@rule(
    category="resources",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def affinities_joined_by_or(spec: Spec) -> Hits:
    """Labels of nodes that are asked for together, and of which one is enough."""
    labels = list(dict.fromkeys(_labels(spec)))
    if len(labels) > 1 and not any(map(has_token, labels)):
        names = " and ".join(f"`{label}`" for label in labels)
        yield Hit(
            spec.at(_SECTION),
            f"a node needs one of {names}, not all: pods run where their directories may not be",
            words="one of these is enough",
        )


def _labels(spec: Spec) -> Iterator[str]:
    node = spec.node(_SECTION)
    for item in node.items if isinstance(node, Sequence) else ():
        entry = resolved(item)
        label = text_of(entry.get("label")) if isinstance(entry, Mapping) else None
        if label is not None:
            yield label
