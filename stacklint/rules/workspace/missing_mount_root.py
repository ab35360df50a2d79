"""The rule `missing-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.fleet import CLUSTER, MOUNT_ROOT
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Claims, Fleet, Host
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
    """Host with several stacks on kind whose specs, or some of them, have no mount root."""
    for host, claims in fleet.hosts:
        on_kind = [one for one in claims if one.target is Target.KIND]
        with_root = next((one for one in on_kind if one.setting(MOUNT_ROOT)), None)
        if not host.is_told:
            continue
        if with_root is not None:
            yield from _left_out(fleet, on_kind, with_root)
        elif len({one.stack for one in on_kind}) > 1:
            yield _of_all(fleet, host, on_kind)


def _left_out(fleet: Fleet, on_kind: list[Claims], with_root: Claims) -> Hits:
    """Give the specs whose own mounts the cluster of the others does not have."""
    root = with_root.setting(MOUNT_ROOT)
    for one in on_kind:
        taken = (*one.directories, *one.relative)
        names = one.setting(CLUSTER), with_root.setting(CLUSTER)
        are_two = all(names) and names[0] != names[1]
        if taken and not are_two and fleet.spec(one).node(*MOUNT_ROOT) is None:
            yield Hit(
                fleet.at(one, ("volumes", taken[0].volume)),
                f"{with_root.file} has `kind-mount-root: {root}`, and this spec has none:"
                " a mount of whoever starts later is missing in the cluster, and its start refused",
                also=(Label(fleet.at(with_root, MOUNT_ROOT), "the other spec of this host"),),
                severity=Severity.WARNING,
                notes=(("hint", f"kind-mount-root: {root}, and the data below it"),),
                mirrors=(fleet.at(with_root, MOUNT_ROOT),),
            )


def _of_all(fleet: Fleet, host: Host, on_kind: list[Claims]) -> Hit:
    first, *others = on_kind
    return Hit(
        fleet.at(first, ("deploy-to",)).key,
        f"{len(on_kind)} specs share the cluster of {host.name}, and none has"
        " `kind-mount-root`: each new volume with a path needs a new cluster",
        also=tuple(Label(fleet.at(one, ("deploy-to",)).key, "and this one") for one in others),
        notes=(("hint", "kind-mount-root: /srv/kind, in each of them"),),
    )
