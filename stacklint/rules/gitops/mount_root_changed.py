"""The rule `mount-root-changed`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry, SetValue
from stacklint.model.fleet import MOUNT_ROOT
from stacklint.model.identity import known_text
from stacklint.model.regeneration import is_regenerated
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.revision import Revision
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_STOPS = (
    "the cluster has the mounts that it was made with, so `restart` stops, and the deployment has"
    " the new spec by then"
)
_HINT = (
    "hint",
    "a new cluster takes it: what has no path dies with the old one, in every deployment there",
)


@rule(
    category="gitops",
    severity=Severity.WARNING,
    harm=Harm.START,
    targets=frozenset({Target.KIND}),
    fix=Safety.DISPLAY,
)
def mount_root_changed(spec: Spec, revision: Revision) -> Hits:
    """Change of the directory that a running kind cluster has at `/mnt`."""
    old, new = _root(revision.before), _root(spec)
    if None in {old, new} or old == new or revision.before.target is not Target.KIND:
        return
    if any(_root(other) in {None, new} for other in revision.others) or is_regenerated(revision):
        return
    if new or any(volume.path is not None for volume in spec.volumes):
        yield _hit(spec, revision, old or "", new or "")


def _root(spec: Spec) -> str | None:
    """Give the root as a clean path; empty without one, None where it may be anything."""
    node = spec.node(*MOUNT_ROOT)
    text = known_text(node)
    if not text:
        return "" if node is None else None
    return posixpath.normpath(text)


def _hit(spec: Spec, revision: Revision, old: str, new: str) -> Hit:
    is_past = revision.is_settled or spec.is_test
    hit = Hit(
        spec.at(*MOUNT_ROOT),
        f"the mount root {_what_became(old, new)}: {_STOPS}",
        _revert(spec, old) if old else None,
        words=f"{old or 'not written'} in {revision.base}",
        notes=(
            _HINT,
            *([("certificates", f"{old}/caddy-cert-backup stays behind")] if old else []),
        ),
        severity=Severity.INFO if is_past else Severity.WARNING,
        value=f"{old} -> {new}",
    )
    if old:
        return hit
    # Another spec may have given the cluster this root.
    return hit._replace(profile=Profile.STRICT, confidence=Confidence.MEDIUM)


def _what_became(old: str, new: str) -> str:
    if not old:
        return f"{new} is new"
    return f"{old} becomes {new}" if new else f"{old} is taken out"


def _revert(spec: Spec, old: str) -> Fix:
    change = AddEntry if spec.node(*MOUNT_ROOT) is None else SetValue
    return Fix(f"kind-mount-root: {old}", Safety.DISPLAY, (change(MOUNT_ROOT, old),))
