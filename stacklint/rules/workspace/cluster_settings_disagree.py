"""The rule `cluster-settings-disagree`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.fleet import ACME_EMAIL, CADDY_IMAGE, CLUSTER, MOUNT_ROOT
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits

_CONSEQUENCES: dict[KeyPath, tuple[Severity, str]] = {
    CLUSTER: (
        Severity.ERROR,
        "a host has one cluster, and a start that finds another is refused",
    ),
    MOUNT_ROOT: (Severity.ERROR, "a cluster has one, and data of the other goes elsewhere"),
    CADDY_IMAGE: (Severity.WARNING, "a cluster has one ingress, and the last start wins"),
    ACME_EMAIL: (Severity.WARNING, "a cluster has one, which the first start on a host sets"),
}

_LOWER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.INFO}


@rule(
    category="workspace",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.KIND}),
)
def cluster_settings_disagree(fleet: Fleet) -> Hits:
    """Setting of the kind cluster that another spec of the host has otherwise."""
    for host, claims in fleet.hosts:
        are_alike = len({one.settings for one in claims}) == 1
        for path in () if are_alike else _CONSEQUENCES:
            told = [(one, text) for one in claims if (text := one.setting(path))]
            for one, text in told[1:]:
                if text != told[0][1]:
                    hit = _hit(fleet, one, told[0][0], path)
                    yield (
                        hit if host.is_told else hit.guessed(_LOWER[hit.severity or Severity.ERROR])
                    )


def _hit(fleet: Fleet, one: Claims, first: Claims, path: KeyPath) -> Hit:
    severity, consequence = _CONSEQUENCES[path]
    return Hit(
        fleet.at(one, path),
        f"`{'.'.join(map(str, path))}` differs from that of {first.file}: {consequence}",
        also=(Label(fleet.at(first, path), "the other spec of this host"),),
        mirrors=(fleet.at(first, path),),
        severity=severity,
    )
