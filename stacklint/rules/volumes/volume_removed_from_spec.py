"""The rule `volume-removed-from-spec`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry
from stacklint.model.regeneration import is_regenerated
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.scalars import is_null
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack, Use
    from stacklint.model.revision import Revision
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    fix=Safety.DISPLAY,
)
def volume_removed_from_spec(spec: Spec, stack: Stack | None, revision: Revision) -> Hits:
    """Volume that the spec had before the change, and has no more."""
    if not _is_all_there_is(spec) or revision.before.is_merged:
        return
    gone = [old for old in revision.before.volumes if _is_gone(old, revision)]
    if not gone or is_regenerated(revision):
        return
    for old in gone:
        uses = () if stack is None else stack.uses(old.name)
        heir = None if uses else _heir(old, gone, revision, stack)
        if heir is not None:
            yield _renamed(spec, old, heir, revision)
        elif not uses:
            yield _left_behind(spec, old, revision, stack)
        elif not _stays_with_docker(old, revision):
            yield _still_mounted(spec, old, uses, revision)


def _is_all_there_is(spec: Spec) -> bool:
    node = spec.node("volumes")
    is_readable = node is None or isinstance(node, Mapping) or is_null(node)
    sections = (spec.section("volumes"), spec.section("configmaps"))
    return is_readable and not spec.is_merged and all(x.is_complete for x in sections)


def _is_gone(old: Volume, revision: Revision) -> bool:
    """It was in every version that this one follows, and has not become a ConfigMap either."""
    if not old.name or has_token(old.name) or revision.after.volume(old.name) is not None:
        return False
    if old.name in revision.after.section("configmaps").names():
        return False
    return all(other.volume(old.name) is not None for other in revision.others)


def _stays_with_docker(old: Volume, revision: Revision) -> bool:
    """On compose, a volume without a path and one that is not listed are the same to docker."""
    targets = {revision.before.target, revision.after.target}
    return old.is_empty and targets == {Target.COMPOSE}


def _heir(
    old: Volume, gone: list[Volume], revision: Revision, stack: Stack | None
) -> Volume | None:
    """Give the new volume that seems to be this one under another name."""
    new = [x for x in revision.after.volumes if revision.before.volume(x.name) is None]
    same = next((x for x in new if _is_at_same_path(old, x)), None)
    if same is not None:
        return same
    is_swap = len(gone) == len(new) == 1 and stack is not None and stack.names_are_known
    return new[0] if is_swap and stack is not None and new[0].name in stack.volumes else None


def _is_at_same_path(old: Volume, new: Volume) -> bool:
    if old.path is None or new.path is None or old.path.is_opaque:
        return False
    return old.path.clean == new.path.clean


def _still_mounted(spec: Spec, old: Volume, uses: tuple[Use, ...], revision: Revision) -> Hit:
    waits = "its pod waits for it for ever" if spec.makes_objects else "docker makes an empty one"
    return Hit(
        spec.at("volumes"),
        f"volume `{old.name}` is gone from the spec while the stack still mounts it: {waits}",
        _restore(old),
        also=tuple(Label(x.mount.at, f"`{x.service.name}` mounts it here") for x in uses),
        words=f"without `{old.name}`",
        notes=_notes(old),
        severity=_severity(revision, Severity.ERROR),
        value=old.name,
    )


def _renamed(spec: Spec, old: Volume, heir: Volume, revision: Revision) -> Hit:
    is_same_path = _is_at_same_path(old, heir)
    what = "at the same path" if is_same_path else "and its data stays under the old name"
    return Hit(
        spec.at("volumes"),
        f"volume `{old.name}` is called `{heir.name}` now, {what}",
        also=(Label(heir.at, "the new name"),),
        words=f"without `{old.name}`",
        notes=_notes(old),
        severity=_severity(revision, Severity.INFO if is_same_path else Severity.WARNING),
        profile=Profile.STRICT if is_same_path else None,
        value=old.name,
    )


def _left_behind(spec: Spec, old: Volume, revision: Revision, stack: Stack | None) -> Hit:
    where = "the spec" if stack is None or not stack.names_are_known else "the spec and the stack"
    return Hit(
        spec.at("volumes"),
        f"volume `{old.name}` is gone from {where}: its data stays behind, and nothing names it",
        _restore(old),
        words=f"without `{old.name}`",
        notes=_notes(old),
        severity=_severity(revision, Severity.WARNING),
        value=old.name,
    )


def _severity(revision: Revision, severity: Severity) -> Severity:
    return Severity.INFO if revision.is_settled or revision.after.is_test else severity


def _notes(old: Volume) -> tuple[tuple[str, str], ...]:
    return (("was", f"{old.name}: {'no path' if old.path is None else old.path.text}"),)


def _restore(old: Volume) -> Fix:
    text = None if old.path is None else old.path.text
    change = AddEntry(("volumes", old.name), text)
    return Fix(f"{old.name}: {text or ''}".rstrip(), Safety.DISPLAY, (change,))
