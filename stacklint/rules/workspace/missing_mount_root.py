"""The rule `missing-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.fleet import MOUNT_ROOT
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Fleet
    from stacklint.rule import Hits


@rule(
    category="workspace",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.START,
    targets=frozenset({Target.KIND}),
)
def missing_mount_root(fleet: Fleet) -> Hits:
    """Host with several stacks on kind, and no mount root in any of their specs."""
    for host, claims in fleet.hosts:
        on_kind = [one for one in claims if one.target is Target.KIND]
        stacks = {one.stack for one in on_kind}
        is_split = any(one.setting(MOUNT_ROOT) for one in on_kind)
        if not host.is_told or len(stacks) < 2 or is_split:  # noqa: PLR2004 -- several
            continue
        first, *others = on_kind
        yield Hit(
            fleet.at(first, ("deploy-to",)).key,
            f"{len(on_kind)} specs share the cluster of {host.name}, and none has"
            " `kind-mount-root`: each new volume with a path needs a new cluster",
            also=tuple(Label(fleet.at(one, ("deploy-to",)).key, "and this one") for one in others),
            notes=(("hint", "kind-mount-root: /srv/kind, in each of them"),),
        )
