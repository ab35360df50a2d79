"""The rule `regenerated-spec`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry, Restore
from stacklint.model.init_output import is_untouched_init_output
from stacklint.model.regeneration import Verdict, regeneration_of
from stacklint.model.settings_of import leaf_settings
from stacklint.model.yaml.nodes import Mapping
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Change, Data
    from stacklint.model.regeneration import Regeneration
    from stacklint.model.revision import Revision
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits

_JUDGED = {
    Verdict.CERTAIN: (Severity.ERROR, Confidence.HIGH, Profile.RECOMMENDED),
    Verdict.LIKELY: (Severity.WARNING, Confidence.MEDIUM, Profile.STRICT),
}


@rule(
    category="gitops",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    fix=Safety.UNSAFE,
)
def regenerated_spec(spec: Spec, revision: Revision | None) -> Hits:
    """Tracked spec that `deploy init` wrote again."""
    if spec.is_test:
        return
    if revision is None:
        yield from _single_version(spec)
        return
    found = regeneration_of(revision)
    if found is None or found.verdict is None:
        return
    severity, confidence, profile = _JUDGED[found.verdict]
    yield Hit(
        spec.at(),
        f"{spec.file} was written again by `deploy init`:"
        f" {len(found.lost)} of {len(found.settings_before)} settings are gone",
        None if revision.is_settled else _fix(revision, found),
        words=f"{revision.change}, against {revision.base}",
        notes=tuple(_notes(revision, found)),
        severity=Severity.INFO if revision.is_settled else severity,
        confidence=confidence,
        profile=profile,
    )


def _notes(revision: Revision, found: Regeneration) -> Iterator[tuple[str, str]]:
    if found.lost:
        yield "lost", _short([_dotted(path) for path in _summits(found, revision)])
    if found.emptied:
        volumes = [f"{x.name} ({x.path.text})" for x in found.emptied if x.path is not None]
        yield "emptied", f"{len(volumes)} volume{'s' * (len(volumes) > 1)}: {_short(volumes, 2)}"
    if found.placeholders:
        yield "hosts", f"now {_short(list(found.placeholders))}"
    if found.lost_comments:
        yield "comments lost", str(found.lost_comments)
    if revision.is_settled or revision.base == "HEAD":
        yield "undo", _undo(revision)


def _undo(revision: Revision) -> str:
    """Give the command of git that puts the earlier version back."""
    from shlex import quote  # noqa: PLC0415 -- most specs are as they were

    file, old = quote(revision.after.file), revision.before.file
    if old != revision.after.file:
        # To git, a file that was moved is new: `git restore` would delete it.
        return f"git show {quote(f'{revision.base}:{old}')} > {file}"
    if revision.is_settled:
        return f"git checkout {revision.base} -- {file}"
    staged = "--staged " if revision.change == "index" else ""
    return f"git restore {staged}--worktree {file}"


def _summits(found: Regeneration, revision: Revision) -> list[KeyPath]:
    """Name what is gone by the highest key that is gone with it."""
    tops: dict[KeyPath, None] = {}
    for path in found.lost:
        depth = 1
        while revision.after.node(*map(str, path[:depth])) is not None and depth < len(path):
            depth += 1
        tops[path[:depth]] = None
    return sorted(tops, key=len)


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))


def _short(names: list[str], most: int = 5) -> str:
    more = f", +{len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _fix(revision: Revision, found: Regeneration) -> Fix:
    """Put the base's text back, and keep what the new text only adds."""
    added = [AddEntry(path, value) for path, value in _additions(revision.before, revision.after)]
    changes: tuple[Change, ...] = (Restore(revision.before.document.written), *added)
    why = "it takes back every other change of this version too"
    lost = f"{len(found.lost)} settings"
    return Fix(f"put back the text of {revision.base} ({lost})", Safety.UNSAFE, changes, why)


def _additions(before: Spec, after: Spec) -> Iterator[tuple[KeyPath, Data]]:
    for path, value in leaf_settings(after).items():
        names = tuple(map(str, path))
        if value == {} or before.node(*names) is not None or not _can_take(before, names):
            continue
        # What is a configmap in the base has become an empty volume: that is no addition.
        if names[0] == "volumes" and before.node("configmaps", names[-1]) is not None:
            continue
        yield path, value


def _can_take(before: Spec, names: tuple[str, ...]) -> bool:
    """Nothing but mappings stands on the way to a new entry."""
    parents = (before.node(*names[:depth]) for depth in range(1, len(names)))
    return all(node is None or isinstance(node, Mapping) for node in parents)


def _single_version(spec: Spec) -> Hits:
    if spec.is_merged or not is_untouched_init_output(spec):
        return
    yield Hit(
        spec.at(),
        f"{spec.file} is what `deploy init` writes, untouched: no path, no comment",
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        profile=Profile.STRICT,
    )
