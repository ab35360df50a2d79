"""The rule `missing-required-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token, is_opaque
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import is_null
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

# What says where pods may run: a name, which cannot be empty, and a value, which can.
_PLACING = (("node-affinities", "label"), ("node-tolerations", "key"))


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START)
def missing_required_key(spec: Spec) -> Hits:
    """Spec without a key that is needed: its stack, its target, the kubeconfig of its cluster."""
    for hit in (*(() if spec.is_merged else _missing(spec)), *_placing(spec)):
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


def _placing(spec: Spec) -> Iterator[Hit]:
    for section, name in _PLACING if spec.makes_objects else ():
        node = spec.node(section)
        for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
            if not is_opaque(spec.document, item):
                yield from _of_entry(spec.at(section, index), resolved(item), name)


def _of_entry(at: Place, node: Node | None, name: str) -> Iterator[Hit]:
    # What is text or a list is of a wrong type.
    if not (isinstance(node, Mapping) or is_null(node)):
        return
    entry = ".".join(map(str, at.path))
    found = node if isinstance(node, Mapping) else Mapping(0, 0, [], flow=True)
    if any(has_token(x.name) for x in found.entries):
        return
    missing = " and no ".join(f"`{x}`" for x in (name, "value") if found.get(x) is None)
    if missing:
        yield Hit(at, f"`{entry}` has no {missing}: `start` stops there", words="half an entry")
    given = found.get(name)
    if isinstance(given, Scalar) and (is_null(given) or not given.value):
        yield Hit(at.below(name), f"`{entry}.{name}` is empty: `start` stops there")


def _is_empty(spec: Spec, key: str) -> bool:
    node = spec.node(key)
    return is_null(node) or (isinstance(node, Scalar) and not node.value.strip())
