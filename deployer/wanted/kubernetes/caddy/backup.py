"""Caddy's certificates, copied to the mount root of the host: authorities give only so many a week.

The file is a List of Secrets, which a cluster that is made anew gets back before Caddy starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.caddy.parts import (
    CONTROL_PLANE,
    NAMESPACE,
    Part,
    Program,
    rights,
)
from stacklint.model.volumes.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.resource import Resource
    from stacklint.model.change import Data

DIRECTORY = "caddy-cert-backup"
"""Where the certificates lie below the mount root."""
FILE = "caddy-secrets.yaml"
SELECTOR = "manager=caddy"
"""The label of the Secrets that Caddy keeps its certificates in."""

_NAME = "caddy-cert-backup"
_IMAGE = "bitnami/kubectl:latest"
# A copy that is cut short, or has nothing, never takes the place of a whole one.
_SCRIPT = f"""\
set -e
umask 077
saved() {{ kubectl get secret -n {NAMESPACE} -l {SELECTOR} "$@"; }}
[ -n "$(saved -o name)" ] || exit 0
new=/backup/{FILE}.tmp
rm -f "$new"
saved -o yaml > "$new"
mv "$new" /backup/{FILE}
"""


def backup(frame: Frame) -> Iterator[Resource]:
    """Give the objects that copy the certificates every five minutes."""
    root = frame.spec.mount_root
    about = f"certificates copied to {root.clean if root else ''}/{DIRECTORY}"
    program = Program(_NAME, NAMESPACE, about, frame.spec.at("kind-mount-root"))
    rules: list[Data] = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}]
    yield from rights(program, rules)
    yield program.made(_job(program))


def _job(program: Program) -> Part:
    template: dict[str, Data] = {"metadata": {"labels": program.labels}, "spec": _pod()}
    spec: dict[str, Data] = {
        "schedule": "*/5 * * * *",
        "concurrencyPolicy": "Replace",
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 3,
        "jobTemplate": {"spec": {"template": template}},
    }
    return Part("batch/v1", "CronJob", {"spec": spec}, program.about, program.at)


def _pod() -> dict[str, Data]:
    directory: dict[str, Data] = {"path": f"{NODE_ROOT}/{DIRECTORY}", "type": "DirectoryOrCreate"}
    container: dict[str, Data] = {
        "name": "backup",
        "image": _IMAGE,
        "command": ["sh", "-c", _SCRIPT],
        # The kubelet makes the directory for root, and the image has another user.
        "securityContext": {"runAsUser": 0},
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
