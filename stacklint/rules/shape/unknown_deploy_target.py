"""The rule `unknown-deploy-target`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.spelling import closest
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Scalar, is_own
from stacklint.model.yaml.scalars import Kind, kind_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_NAMES = tuple(target.value for target in Target)
# By what is written, in small letters.
_MEANT = {
    **{name: name for name in _NAMES},
    "docker-compose": Target.COMPOSE.value,
    "docker": Target.COMPOSE.value,
    "kind": Target.KIND.value,
    "kubernetes": Target.K8S.value,
}


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START, fix=Safety.UNSAFE)
def unknown_deploy_target(spec: Spec) -> Hits:
    """Target that is none of `compose`, `k8s-kind` and `k8s`."""
    if spec.target is not None or spec.root.entry("deploy-to") is None:
        return
    if spec.is_opaque("deploy-to"):
        return
    written = _written(spec)
    if written is None and spec.has_gaps:
        return
    meant = None if written is None else _meant(written) or closest(written, _NAMES)
    hint = "" if meant is None else f" (did you mean `{meant}`?)"
    yield Hit(
        spec.at("deploy-to").value,
        f"{_named(written)} is no target{hint}: `create` succeeds, and nothing can be started",
        _fix(spec, written),
        words="compose, k8s-kind or k8s",
        notes=(("happens", "`create` exits 0 and leaves a directory; `start` dies of it"),),
    )


def _written(spec: Spec) -> str | None:
    """Give the word that is written, None where there is no word at all."""
    node = spec.node("deploy-to")
    if isinstance(node, Scalar) and kind_of(node) is not Kind.NULL:
        return node.value
    return None


def _meant(written: str) -> str | None:
    """Give the target that a word can only stand for."""
    return _MEANT.get(written.lower())


def _named(written: str | None) -> str:
    return "what `deploy-to` holds" if written is None else f"`{written}`"


def _fix(spec: Spec, written: str | None) -> Fix | None:
    target = _meant(written or "")
    if target is None or not is_own(spec.document.root, ("deploy-to",)):
        return None
    change = SetValue(("deploy-to",), target)
    why = "it decides where everything runs"
    return Fix(f"deploy-to: {target}", Safety.UNSAFE, (change,), why)
