"""The rule `volume-path-changed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.regeneration import is_regenerated
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.revision import Revision
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits

_KEEPS = {
    Target.COMPOSE: "docker compose keeps the old volume without asking, and a new host starts",
    Target.KIND: "the running pod stays on the old data, and a new cluster starts",
    Target.K8S: "the running pod stays on the old data, and a new cluster starts",
}

_HINT = ("hint", "the path is one thing, the data another: copy it while nothing writes to it")


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    fix=Safety.DISPLAY,
)
def volume_path_changed(spec: Spec, revision: Revision) -> Hits:
    """Volume that had another path before the change."""
    moved = [
        (old, new)
        for new in spec.volumes
        if (old := revision.before.volume(new.name)) is not None
        and _is_moved(old, new)
        and not _was_refused(old, revision.before)
        and all(_is_moved(other.volume(new.name), new) for other in revision.others)
    ]
    if moved and not is_regenerated(revision):
        for old, new in moved:
            yield _hit(spec, old, new, revision)


def _is_moved(old: Volume | None, new: Volume) -> bool:
    """Both versions say where the volume lies, and not the same; what a template says is open."""
    if old is None or has_token(new.name) or None in {old.directory, new.directory}:
        return False
    return old.directory != new.directory


def _was_refused(old: Volume, before: Spec) -> bool:
    """On a remote cluster `create` takes absolute paths alone: no data was ever put elsewhere."""
    return before.target is Target.K8S and old.path is not None and not old.path.is_absolute


def _hit(spec: Spec, old: Volume, new: Volume, revision: Revision) -> Hit:
    before, after = _words(old), _words(new)
    severity = Severity.WARNING if old.path is None else Severity.ERROR
    return Hit(
        new.at,
        _message(_keeps(spec, revision.before), old, new),
        None if old.path is None else _revert(new, old.path.text),
        words=f"{before} in {revision.base}",
        notes=(("was", f"{old.name}: {before}"), _HINT),
        severity=Severity.INFO if revision.is_settled or spec.is_test else severity,
        value=f"{before} -> {after}",
    )


def _keeps(spec: Spec, before: Spec) -> str:
    """Say what becomes of the data; on another target, nothing of the deployment runs yet."""
    target = spec.target or Target.KIND
    if before.target is None or before.target is target:
        return _KEEPS[target]
    return f"what ran on `{before.target.value}` keeps the data, and on `{target.value}` it starts"


def _message(keeps: str, old: Volume, new: Volume) -> str:
    if old.path is None:
        there = "" if new.path is None else new.path.text
        return f"volume `{new.name}` is given the path {there}: {keeps} without that data"
    if new.path is None:
        return f"volume `{new.name}` loses its path {old.path.text}: {keeps} empty"
    return f"volume `{new.name}` moves from {old.path.text} to {new.path.text}: {keeps} empty"


def _words(volume: Volume) -> str:
    return "no path" if volume.path is None else volume.path.text


def _revert(new: Volume, path: str) -> Fix:
    return Fix(f"{new.name}: {path}", Safety.DISPLAY, (SetValue(new.path_at, path),))
