"""The rule `volume-missing-from-spec`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry
from stacklint.model.revision import once_notes, volume_once
from stacklint.model.tokens import has_token
from stacklint.model.volumes.names import slip_of, unknown_volumes, unnamed_volumes
from stacklint.model.volumes.nodepath import free_path
from stacklint.model.yaml.nodes import Alias
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.revision import Once, Past, Revision
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.tree import Deployed
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    fix=Safety.SAFE,
)
def volume_missing_from_spec(
    spec: Spec, stack: Stack, revision: Revision | None, past: Past, deployed: Deployed
) -> Hits:
    """Volume of the stack that the spec does not name."""
    if spec.target is None:
        return
    unnamed = unnamed_volumes(spec, stack)
    unknown = _unknown(spec, stack) if unnamed else {}
    slips = {name: slip_of(name, unknown) for name in unnamed}
    left = _left_over(spec, unknown.keys() - slips.values())
    for name, slip in slips.items():
        if _is_taken_away(name, revision) or stack.is_kept_elsewhere(name, spec.target):
            continue
        # No path for what only has its name written otherwise, or seems to be a ConfigMap.
        if slip is not None or not stack.writers(name):
            yield _hit(spec, stack, name, unknown.get(slip or ""))
        else:
            once = volume_once(name, revision, past)
            doubt = _doubt(name, once, left, past, deployed)
            hit = _hit(spec, stack, name, fix=_fix(spec, name, once, doubt))
            yield hit._replace(notes=(*once_notes(once), *_left_notes(left), *hit.notes))


def _unknown(spec: Spec, stack: Stack) -> dict[str, Place]:
    """Give the places of what the spec names and the stack does not have: a slip, perhaps."""
    found = {volume.name: volume.at for volume in unknown_volumes(spec, stack)}
    if stack.names_are_known:
        dead = [x for x in spec.configmaps if x.name and x.name not in stack.volumes]
        found |= {x.name: x.at for x in dead if not has_token(x.name)}
    return found


def _is_taken_away(name: str, revision: Revision | None) -> bool:
    """The change at hand takes it out of the spec: `volume-removed-from-spec` says so."""
    if revision is None or revision.is_settled or not revision.touches(("volumes", "configmaps")):
        return False
    return all(old.volume(name) is not None for old in (revision.before, *revision.others))


def _hit(
    spec: Spec, stack: Stack, name: str, slip: Place | None = None, fix: Fix | None = None
) -> Hit:
    severity, profile = _judge(spec, stack, name)
    uses = stack.uses(name)
    meant = () if slip is None else (Label(slip, f"is `{name}` meant?"),)
    mounts = tuple(Label(use.mount.at, f"`{use.service.name}` mounts it here") for use in uses)
    return Hit(
        spec.at("volumes", name),
        f"volume `{name}` of the stack is not in the spec: {_consequence(spec)}",
        fix,
        also=(*meant, Label(stack.volumes[name].at_volume(name), "declared here"), *mounts),
        words=f"no `{name}` here",
        notes=tuple(_notes(spec, stack, name, slip)),
        severity=severity,
        profile=profile,
    )


def _notes(spec: Spec, stack: Stack, name: str, slip: Place | None) -> Iterator[tuple[str, str]]:
    if not spec.makes_objects:
        return
    yield "happens", "`restart` reports success all the same"
    if slip is None and not stack.writers(name):
        yield "hint", "nobody writes to it: it may belong below `configmaps`"


def _judge(spec: Spec, stack: Stack, name: str) -> tuple[Severity, Profile]:
    if not spec.makes_objects:
        return Severity.INFO, Profile.STRICT
    if all(use.service.has_profiles for use in stack.uses(name)):
        return Severity.WARNING, Profile.RECOMMENDED
    return Severity.ERROR, Profile.RECOMMENDED


def _consequence(spec: Spec) -> str:
    if spec.makes_objects:
        return "nobody makes it, and its pod waits for it for ever"
    return "docker makes one of its own, which `down -v` and a prune delete"


def _left_over(spec: Spec, names: Collection[str]) -> Volume | None:
    """Give a volume that the stack does not have, and may have had under this name."""
    return next((volume for volume in spec.volumes if volume.name in names), None)


def _left_notes(left: Volume | None) -> tuple[tuple[str, str], ...]:
    """Ask about a volume that the stack seems to have renamed."""
    if left is None:
        return ()
    where = "no path" if left.path is None else left.path.text
    return (("renamed?", f"{left.name}: {where}, which the stack has no more"),)


def _doubt(
    name: str, once: Once | None, left: Volume | None, past: Past, deployed: Deployed
) -> str:
    """Say why data may lie elsewhere than where a volume is usually put; empty if it cannot."""
    if once is not None:
        return "the spec had it, and it may be deployed"
    if deployed.has_volume(name):
        return "it is deployed, perhaps at another path"
    if left is not None:
        return f"its data may be that of `{left.name}`, by another name"
    return "this clone is shallow, and an older version may have had it" * past.is_cut_off


def _fix(spec: Spec, name: str, once: Once | None, doubt: str) -> Fix | None:
    path = free_path(spec, name, None if once is None else once.volume)
    _, section = spec.document.find(("volumes",))
    # What is added below an alias is added to its anchor.
    if path is None or isinstance(section, Alias):
        return None
    safety = Safety.UNSAFE if doubt else Safety.SAFE
    return Fix(f"{name}: {path}", safety, (AddEntry(("volumes", name), path),), doubt)
