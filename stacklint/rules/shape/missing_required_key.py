"""The rule `missing-required-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Scalar
from stacklint.model.yaml.scalars import is_null
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START)
def missing_required_key(spec: Spec) -> Hits:
    """Spec without its stack, its target, or the kubeconfig of its cluster."""
    if spec.is_merged:
        return
    for hit in _missing(spec):
        # Asked last: it takes longer than all the rest.
        if not spec.has_gaps:
            yield hit


def _missing(spec: Spec) -> Iterator[Hit]:
    for key in ("stack", "deploy-to"):
        if spec.root.entry(key) is None:
            yield Hit(
                spec.at(key),
                f"the spec has no `{key}`: `create` stops with a KeyError",
                words=f"no `{key}` in this file",
            )
    if _is_empty(spec, "stack"):
        yield Hit(spec.at("stack"), "`stack` names no stack: `create` stops with a traceback")
    if spec.target is Target.K8S:
        yield from _kube_config(spec)


def _kube_config(spec: Spec) -> Iterator[Hit]:
    if spec.root.entry("kube-config") is None:
        at, words = spec.at("deploy-to"), "this target needs a `kube-config`"
    elif _is_empty(spec, "kube-config"):
        at, words = spec.at("kube-config"), "no path here"
    else:
        return
    yield Hit(
        at,
        "the spec names no `kube-config`: `create` stops half way",
        words=words,
        notes=(("happens", "the directory that it leaves behind stops the next `create` too"),),
    )


def _is_empty(spec: Spec, key: str) -> bool:
    node = spec.node(key)
    return is_null(node) or (isinstance(node, Scalar) and not node.value.strip())
