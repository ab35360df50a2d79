"""What the objects around Caddy have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import Key, Resource, Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data
    from stacklint.model.yaml.place import Place

TITLE = "caddy"
NAMESPACE = "caddy-system"
_RBAC = "rbac.authorization.k8s.io"
CONTROL_PLANE: list[Data] = [
    {"effect": "NoSchedule", "key": f"node-role.kubernetes.io/{role}", "operator": "Equal"}
    for role in ("master", "control-plane")
]
"""Tolerations: a kind cluster may have no other node."""


class Part(NamedTuple):
    """One object: its kind, with the API that has it, its body without metadata, and its words."""

    api: str
    kind: str
    body: dict[str, Data]
    about: str
    at: Place


class Program(NamedTuple):
    """A program beside Caddy or Caddy itself: its objects have its name, and are asked for once.

    `scope` is where its rights hold: the namespace of Caddy, or empty for the whole cluster.
    """

    name: str
    scope: str
    about: str
    at: Place

    @property
    def labels(self) -> dict[str, Data]:
        """The labels of its objects."""
        return {"app.kubernetes.io/name": self.name, "app.kubernetes.io/instance": "caddy-ingress"}

    def made(self, part: Part, namespace: str = NAMESPACE, **metadata: Data) -> Resource:
        """Give an object of its name and labels, in the namespace of Caddy where none is given."""
        return shared(part, self.name, {"labels": self.labels, **metadata}, namespace=namespace)


def shared(part: Part, name: str, metadata: dict[str, Data], *, namespace: str) -> Resource:
    """Give an object that belongs to a cluster and to none of its deployments."""
    body: dict[str, Data] = {
        "apiVersion": part.api,
        "kind": part.kind,
        "metadata": {"name": name, **metadata},
        **part.body,
    }
    key = Key(part.kind, namespace, name)
    return Resource(key, body, Role.CLUSTER, TITLE, part.about, part.at)


def rights(program: Program, rules: list[Data]) -> Iterator[Resource]:
    """Give the account of a program, its role, and what binds them."""
    kind = "Role" if program.scope else "ClusterRole"
    account: dict[str, Data] = {
        "kind": "ServiceAccount",
        "name": program.name,
        "namespace": NAMESPACE,
    }
    binding: dict[str, Data] = {
        "roleRef": {"apiGroup": _RBAC, "kind": kind, "name": program.name},
        "subjects": [account],
    }
    words = program.about, program.at
    yield program.made(Part("v1", "ServiceAccount", {}, *words))
    yield program.made(Part(f"{_RBAC}/v1", kind, {"rules": rules}, *words), program.scope)
    yield program.made(Part(f"{_RBAC}/v1", f"{kind}Binding", binding, *words), program.scope)
