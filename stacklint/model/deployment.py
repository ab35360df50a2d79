"""The copies of specs that deployments work with, and which spec each was made from."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.identity import known_text, namespace_of
from stacklint.model.named import NamedTuple
from stacklint.model.proxy import hosts_of
from stacklint.model.tokens import has_token

if TYPE_CHECKING:
    from stacklint.model.spec import Spec


class Copy(NamedTuple):
    """The spec of a deployment as it was last created or restarted, and where that lies.

    `source` is the `stack-source` of its `deployment.yml`, empty where there is none.
    """

    directory: str
    source: str
    spec: Spec


def fits(copy: Copy, spec: Spec) -> bool:
    """Tell whether a copy may have been made from a spec: all that tells deployments apart is one.

    Two specs of one stack may fit the same copy; which it was made from, history knows.
    """
    own = copy.spec
    if spec.target is None or own.target is not spec.target:
        return False
    if not spec.stack_name or own.stack_name != spec.stack_name:
        return False
    if copy.source and posixpath.basename(copy.source.rstrip("/")) != spec.stack_name:
        return False
    if spec.makes_objects and not (namespace_of(own) == namespace_of(spec) != ""):
        return False
    return _agree(_clusters(own), _clusters(spec)) and _agree(_hosts(own), _hosts(spec))


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)


def _clusters(spec: Spec) -> frozenset[str]:
    return frozenset({known_text(spec.node("kind-cluster-name"))}) - {""}


def _hosts(spec: Spec) -> frozenset[str]:
    return frozenset(host.name for host in hosts_of(spec) if not has_token(host.name)) - {""}
