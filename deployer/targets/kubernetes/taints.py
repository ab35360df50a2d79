"""Nodes that take no new pods because of a taint: what they lack, and who may come anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import name_of, rows, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

_KEEPS_OUT = {"NoExecute", "NoSchedule"}
_WORDS = {
    "node.kubernetes.io/disk-pressure": "its disk is nearly full",
    "node.kubernetes.io/memory-pressure": "its memory is nearly used up",
    "node.kubernetes.io/network-unavailable": "its network is not set up",
    "node.kubernetes.io/not-ready": "it is not ready",
    "node.kubernetes.io/pid-pressure": "it runs too many processes",
    "node.kubernetes.io/unreachable": "nobody reaches it",
    "node.kubernetes.io/unschedulable": "it is cordoned",
}


def kept_out(pod_spec: Data, nodes: Sequence[Object]) -> str:
    """Say why no node takes a pod because of taints; empty where one does."""
    tolerations = rows(pod_spec, "tolerations")
    taints = [(node, _taint(node, tolerations)) for node in nodes]
    if any(taint is None for _, taint in taints):
        return ""
    return "; ".join(_said(node, taint) for node, taint in taints if taint is not None)


def _taint(node: Object, tolerations: Iterable[Object]) -> Object | None:
    """Give the first taint of a node that keeps a pod out."""
    known = list(tolerations)
    for taint in rows(node, "spec", "taints"):
        is_borne = any(_bears(x, taint) for x in known)
        if text(taint, "effect") in _KEEPS_OUT and not is_borne:
            return taint
    return None


def _bears(toleration: Object, taint: Object) -> bool:
    if text(toleration, "effect") not in {"", text(taint, "effect")}:
        return False
    is_any = text(toleration, "operator") == "Exists"
    if is_any and not text(toleration, "key"):
        return True
    is_same = text(toleration, "key") == text(taint, "key")
    return is_same and (is_any or text(toleration, "value") == text(taint, "value"))


def _said(node: Object, taint: Object) -> str:
    key, effect = text(taint, "key"), text(taint, "effect")
    why = _WORDS.get(key)
    words = f"{name_of(node)} has the taint {key}:{effect}"
    return f"{words} ({why})" if why else words
