"""The rule `missing-acme-email`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.fleet import are_variants
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet, Host
    from stacklint.rule import Hits


@rule(
    category="network",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.ORDER,
    targets=frozenset({Target.KIND}),
)
def missing_acme_email(fleet: Fleet) -> Hits:
    """Public host without an address for its certificates."""
    for host, claims in fleet.hosts:
        missing = (one for one in claims if one.unsigned and not _is_told(host, claims, one))
        # One address does for all, and what a template puts in is not missing.
        one = next((one for one in missing if not fleet.spec(one).has_gaps), None)
        if one is not None:
            yield Hit(
                fleet.spec(one).at("network", "http-proxy"),
                f"certificates for {one.unsigned} are asked for without `network.acme-email`:"
                " nobody is warned when one cannot be renewed, and only the first start on a host"
                " sets it",
            )


def _is_told(host: Host, claims: tuple[Claims, ...], one: Claims) -> bool:
    """Another spec of the cluster has the address, which is set once for all of them."""
    on_kind = (x for x in claims if x.target is Target.KIND and x.has_acme_email)
    return any(not are_variants(host, one, other) for other in on_kind)
