"""Caddy's certificates, copied to the mount root of the host: authorities give only so many a week.

The file is a List of Secrets; whoever makes a cluster anew puts them back before Caddy starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.caddy.parts import (
    CONTROL_PLANE,
    NAMESPACE,
    RBAC,
    Part,
    account_of,
    labels_of,
    role_named,
    shared,
)
from stacklint.model.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.resource import Resource
    from stacklint.model.change import Data
    from stacklint.model.place import Place

DIRECTORY = "caddy-cert-backup"
"""Where the certificates lie below the mount root."""
FILE = "caddy-secrets.yaml"
SELECTOR = "manager=caddy"
"""The label of the Secrets that Caddy keeps its certificates in."""

_NAME = "caddy-cert-backup"
_IMAGE = "bitnami/kubectl:latest"
# A copy that is cut short never takes the place of a whole one.
_SCRIPT = f"""\
set -e
new=/backup/{FILE}.tmp
kubectl get secret -n {NAMESPACE} -l {SELECTOR} -o yaml > "$new"
mv "$new" /backup/{FILE}
"""


def backup(frame: Frame) -> Iterator[Resource]:
    """Give the objects that copy the certificates every five minutes."""
    metadata: dict[str, Data] = {"labels": labels_of(_NAME)}
    for part in (_account(frame), _role(frame), _binding(frame), _job(frame)):
        yield shared(part, _NAME, metadata, namespace=NAMESPACE)


def _account(frame: Frame) -> Part:
    return Part("v1", "ServiceAccount", {}, _about(frame), _at(frame))


def _role(frame: Frame) -> Part:
    rules: list[Data] = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}]
    return Part(f"{RBAC}/v1", "Role", {"rules": rules}, _about(frame), _at(frame))


def _binding(frame: Frame) -> Part:
    body: dict[str, Data] = {"roleRef": role_named("Role", _NAME), "subjects": account_of(_NAME)}
    return Part(f"{RBAC}/v1", "RoleBinding", body, _about(frame), _at(frame))


def _job(frame: Frame) -> Part:
    template: dict[str, Data] = {"metadata": {"labels": labels_of(_NAME)}, "spec": _pod()}
    spec: dict[str, Data] = {
        "schedule": "*/5 * * * *",
        "concurrencyPolicy": "Replace",
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 3,
        "jobTemplate": {"spec": {"template": template}},
    }
    return Part("batch/v1", "CronJob", {"spec": spec}, _about(frame), _at(frame))


def _pod() -> dict[str, Data]:
    directory: dict[str, Data] = {"path": f"{NODE_ROOT}/{DIRECTORY}", "type": "DirectoryOrCreate"}
    container: dict[str, Data] = {
        "name": "backup",
        "image": _IMAGE,
        "command": ["sh", "-c", _SCRIPT],
        "volumeMounts": [{"name": "backup", "mountPath": "/backup"}],
    }
    return {
        "serviceAccountName": _NAME,
        "restartPolicy": "OnFailure",
        "nodeSelector": {"ingress-ready": "true"},
        "tolerations": CONTROL_PLANE,
        "containers": [container],
        "volumes": [{"name": "backup", "hostPath": directory}],
    }


def _about(frame: Frame) -> str:
    root = frame.spec.mount_root
    return f"certificates copied to {root.clean if root else ''}/{DIRECTORY}"


def _at(frame: Frame) -> Place:
    return frame.spec.at("kind-mount-root")
