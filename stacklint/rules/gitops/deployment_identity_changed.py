"""The rule `deployment-identity-changed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry, RemoveEntry, SetValue
from stacklint.model.dialect import Dialect
from stacklint.model.identity import known_text, namespace_of
from stacklint.model.named import NamedTuple
from stacklint.model.regeneration import is_regenerated
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Change
    from stacklint.model.revision import Revision
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


class _Moved(NamedTuple):
    """A key of the identity, with what it was and what it is; empty where it is not written.

    `becomes` names the consequence where the key does not.
    """

    key: str
    old: str
    new: str
    becomes: str = ""


# Without another namespace, what the objects are called is as it was.
_SOURCE = "stack within its namespace"
_BECOMES = {
    _SOURCE: "the stack {old} becomes {new}: `restart` goes on with the old one, which"
    " `deployment.yml` names, and stops where that is gone",
    "stack": "the stack {old} becomes {new}: {gone}",
    "deploy-to": "the target {old} becomes {new}: {gone}",
    "namespace": "the namespace {old} becomes {new}: the claims there are new, {gone}",
    "kind-cluster-name": "the kind cluster was {old} and becomes {new}: {gone}",
}
_GONE = "the data looks gone, and the old workload keeps running"
_HINT = ("hint", "on purpose? stop the old deployment first, and take its data along")
_HINT_OF_SOURCE = ("hint", "on purpose? name the new one by `restart --stack-path`")


@rule(
    category="gitops",
    severity=Severity.WARNING,
    harm=Harm.DATA,
    fix=Safety.DISPLAY,
)
def deployment_identity_changed(spec: Spec, revision: Revision) -> Hits:
    """Change after which laconic-so no longer finds what it deployed."""
    moved = list(_moved(revision.before, spec))
    for other in revision.others:
        also = {found.key for found in _moved(other, spec)}
        moved = [found for found in moved if found.key in also]
    if moved and not is_regenerated(revision):
        for found in moved:
            yield _hit(spec, found, revision)


def _moved(before: Spec, after: Spec) -> Iterator[_Moved]:
    """Give what both versions know, and not alike."""
    if before.target and after.target and before.target is not after.target:
        yield _Moved("deploy-to", before.target.value, after.target.value)
    names = before.stack_name, after.stack_name
    spaces = namespace_of(before), namespace_of(after)
    if all(names) and names[0] != names[1]:
        yield _Moved("stack", *names, _SOURCE if spaces[0] == spaces[1] else "")
    is_written = any(spec.node("namespace") is not None for spec in (before, after))
    is_read = after.dialect is not Dialect.FORK
    if all(spaces) and spaces[0] != spaces[1] and is_written and is_read:
        yield _Moved("namespace", *spaces)
    yield from _cluster(before, after)


def _cluster(before: Spec, after: Spec) -> Iterator[_Moved]:
    nodes = [spec.node("kind-cluster-name") for spec in (before, after)]
    texts = [known_text(node) for node in nodes]
    is_unknown = any(node and not text for node, text in zip(nodes, texts, strict=True))
    if texts[0] != texts[1] and not is_unknown and before.target is after.target is Target.KIND:
        yield _Moved("kind-cluster-name", *texts)


def _hit(spec: Spec, moved: _Moved, revision: Revision) -> Hit:
    words = {"old": _name(moved.old), "new": _name(moved.new), "gone": _GONE}
    is_past = revision.is_settled or spec.is_test
    hit = Hit(
        spec.at(moved.key),
        _BECOMES[moved.becomes or moved.key].format_map(words),
        _revert(spec, moved, revision.before),
        words=f"{moved.old or 'not written'} in {revision.base}",
        notes=(_HINT_OF_SOURCE if moved.becomes == _SOURCE else _HINT,),
        severity=Severity.INFO if is_past else Severity.WARNING,
        value=f"{moved.old} -> {moved.new}",
    )
    # A cluster without a name is the one in `deployment.yml`, which may be called so.
    if moved.old and moved.new:
        return hit
    return hit._replace(profile=Profile.STRICT, confidence=Confidence.MEDIUM)


def _name(text: str) -> str:
    return f"`{text}`" if text else "the one of `deployment.yml`"


def _revert(spec: Spec, moved: _Moved, before: Spec) -> Fix:
    path = (moved.key,)
    old = before.text(moved.key)
    change: Change = SetValue(path, old)
    if old is None:
        change = RemoveEntry(path)
    elif spec.node(moved.key) is None:
        change = AddEntry(path, old)
    title = f"{moved.key}: {old}" if old is not None else f"no `{moved.key}`"
    return Fix(title, Safety.DISPLAY, (change,))
