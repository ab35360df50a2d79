"""The rule `missing-acme-email`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.pattern import Pattern
from stacklint.model.proxy import hosts_of
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_NOT_PUBLIC = Pattern(
    r"localhost|.*\.(?:local|internal|localhost|test)|[\d.]+|\[?[0-9a-f:]*:[0-9a-f:]*\]?|[^.]*"
)


@rule(
    category="network",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.ORDER,
    targets=frozenset({Target.KIND}),
)
def missing_acme_email(spec: Spec) -> Hits:
    """Public host without an address for its certificates."""
    if spec.has_gaps or spec.node("network", "acme-email") is not None:
        return
    names = (host.name for host in hosts_of(spec))
    public = next((x for x in names if not has_token(x) and not _NOT_PUBLIC.fullmatch(x)), None)
    if public is not None:
        yield Hit(
            spec.at("network", "http-proxy"),
            f"certificates for {public} are asked for without `network.acme-email`: nobody is"
            " warned when one cannot be renewed, and only the first start on a host sets it",
        )
