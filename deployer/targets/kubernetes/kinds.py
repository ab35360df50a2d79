"""The kinds of objects that we deal with, and where an API server has them.

A table in the place of the client's discovery: that one writes what it finds to a file of a name
that can be guessed, where everybody may write, and believes it the next time.
"""

from __future__ import annotations

from stacklint.model.named import NamedTuple


class _Place(NamedTuple):
    """Where objects of a kind are: `/api/v1`, `pods`."""

    group: str
    plural: str
    is_namespaced: bool


_CORE = "/api/v1"
_APPS = "/apis/apps/v1"
_BATCH = "/apis/batch/v1"
_NETWORK = "/apis/networking.k8s.io/v1"
_RIGHTS = "/apis/rbac.authorization.k8s.io/v1"

_KINDS = {
    "ClusterRole": _Place(_RIGHTS, "clusterroles", is_namespaced=False),
    "ClusterRoleBinding": _Place(_RIGHTS, "clusterrolebindings", is_namespaced=False),
    "ConfigMap": _Place(_CORE, "configmaps", is_namespaced=True),
    "CronJob": _Place(_BATCH, "cronjobs", is_namespaced=True),
    "Deployment": _Place(_APPS, "deployments", is_namespaced=True),
    "Endpoints": _Place(_CORE, "endpoints", is_namespaced=True),
    "Event": _Place(_CORE, "events", is_namespaced=True),
    "Ingress": _Place(_NETWORK, "ingresses", is_namespaced=True),
    "IngressClass": _Place(_NETWORK, "ingressclasses", is_namespaced=False),
    "Job": _Place(_BATCH, "jobs", is_namespaced=True),
    "Namespace": _Place(_CORE, "namespaces", is_namespaced=False),
    "Node": _Place(_CORE, "nodes", is_namespaced=False),
    "PersistentVolume": _Place(_CORE, "persistentvolumes", is_namespaced=False),
    "PersistentVolumeClaim": _Place(_CORE, "persistentvolumeclaims", is_namespaced=True),
    "Pod": _Place(_CORE, "pods", is_namespaced=True),
    "ReplicaSet": _Place(_APPS, "replicasets", is_namespaced=True),
    "Role": _Place(_RIGHTS, "roles", is_namespaced=True),
    "RoleBinding": _Place(_RIGHTS, "rolebindings", is_namespaced=True),
    "RuntimeClass": _Place("/apis/node.k8s.io/v1", "runtimeclasses", is_namespaced=False),
    "Secret": _Place(_CORE, "secrets", is_namespaced=True),
    "Service": _Place(_CORE, "services", is_namespaced=True),
    "ServiceAccount": _Place(_CORE, "serviceaccounts", is_namespaced=True),
    "StorageClass": _Place("/apis/storage.k8s.io/v1", "storageclasses", is_namespaced=False),
}


def is_known(kind: str) -> bool:
    """Tell whether objects of a kind are in a cluster, and we know where."""
    return kind in _KINDS


def is_namespaced(kind: str) -> bool:
    """Tell whether objects of a kind are in a namespace."""
    return _KINDS[kind].is_namespaced


def path_of(kind: str, namespace: str = "", name: str = "") -> str:
    """Give the path of an object, or of all objects of a kind where no name is given."""
    place = _KINDS[kind]
    within = f"/namespaces/{namespace}" if place.is_namespaced and namespace else ""
    one = f"/{name}" if name else ""
    return f"{place.group}{within}/{place.plural}{one}"


def version_of(kind: str) -> str:
    """Give the `apiVersion` of a kind."""
    return _KINDS[kind].group.removeprefix("/apis/").removeprefix("/api/")
