"""What the objects around Caddy have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import Key, Resource, Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from stacklint.model.change import Data
    from stacklint.model.place import Place

TITLE = "caddy"
NAMESPACE = "caddy-system"
RBAC = "rbac.authorization.k8s.io"
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


def labels_of(name: str) -> dict[str, Data]:
    """Give the labels of the objects of one program."""
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": "caddy-ingress"}


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


def account_of(name: str) -> list[Data]:
    """Give the service account of a program as the subject of a role."""
    return [{"kind": "ServiceAccount", "name": name, "namespace": NAMESPACE}]


def role_named(kind: str, name: str) -> dict[str, Data]:
    """Give a reference to a role."""
    return {"apiGroup": RBAC, "kind": kind, "name": name}
