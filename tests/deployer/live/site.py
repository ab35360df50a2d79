"""A deployment as laconic-so leaves it, on disk and on a cluster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stacklint.model.change import Data

ID = "laconic-f3m6b6j4"
_COMPOSE = """\
services:
  db:
    image: lab/busybox:1
    init: true
    command: sleep 3600
    volumes:
"""


def deployment(place: Path, target: str, volumes: Mapping[str, str], project: str = ID) -> None:
    """Write a deployment directory; a volume without a path has an empty one."""
    spec = "".join(f"  {name}: {path}\n" for name, path in volumes.items())
    mounts = "".join(f"      - {name}:/data/{name}\n" for name in volumes)
    named = "".join(_declared(name, path, target) for name, path in volumes.items())
    write(
        place,
        {
            "spec.yml": f"stack: stacks/notes\ndeploy-to: {target}\nvolumes:\n{spec}",
            "stack.yml": "name: notes\npods: [notes]\n",
            "config.env": "",
            "deployment.yml": f"cluster-id: {project}\ndeployment-id: {project}\n",
            "compose/docker-compose-notes.yml": f"{_COMPOSE}{mounts}volumes:\n{named}",
        },
    )


def _declared(name: str, path: str, target: str) -> str:
    if not path or target != "compose":
        return f"  {name}:\n"
    device = path if path.startswith("/") else f".{path}"
    options = f"{{type: none, device: {device}, o: bind}}"
    return f"  {name}:\n    driver: local\n    driver_opts: {options}\n"


def space(name: str, place: Path) -> Data:
    """Give a namespace of a deployment."""
    notes: Data = {"laconic.com/deployment-dir": str(place)}
    return _object("Namespace", {"name": name, "labels": {"app": ID}, "annotations": notes})


def claim(name: str, namespace: str, volume: str = "") -> Data:
    """Give a claim; it names the PersistentVolume of a path."""
    spec: dict[str, Data] = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "2000M"}},
    }
    if volume:
        spec |= {"storageClassName": "manual", "volumeName": volume}
    found = _object("PersistentVolumeClaim", {**_metadata(name), "namespace": namespace})
    return {**found, "spec": spec}


def persistent(name: str, path: str) -> Data:
    """Give the PersistentVolume of a directory of the node."""
    spec: Data = {
        "storageClassName": "manual",
        "accessModes": ["ReadWriteOnce"],
        "capacity": {"storage": "2000M"},
        "hostPath": {"path": path},
    }
    return {**_object("PersistentVolume", _metadata(name)), "spec": spec}


def pod(name: str, namespace: str, *claims: str) -> Data:
    """Give a pod that mounts claims, and writes 5,000 bytes to each."""
    script = "for d in /data/*; do head -c 5000 /dev/zero >$d/bytes; done; sync; sleep 3600"
    mounts: list[Data] = [{"name": x, "mountPath": f"/data/{x}"} for x in claims]
    volumes: list[Data] = [
        {"name": x, "persistentVolumeClaim": {"claimName": f"{ID}-{x}"}} for x in claims
    ]
    container: Data = {
        "name": "db",
        "image": "lab/busybox:1",
        "command": ["sh", "-c", script],
        "volumeMounts": mounts,
    }
    found = _object("Pod", {"name": name, "namespace": namespace, "labels": {"app": ID}})
    spec: Data = {"containers": [container], "volumes": volumes, "terminationGracePeriodSeconds": 0}
    return {**found, "spec": spec}


def listed(*objects: Data) -> str:
    """Give objects as kubectl takes and prints them."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})


def _metadata(name: str) -> dict[str, Data]:
    labels: Data = {
        "app": ID,
        "app.kubernetes.io/stack": "notes",
        "volume-label": f"{ID}-{name}",
    }
    return {"name": f"{ID}-{name}", "labels": labels}


def _object(kind: str, metadata: Data) -> dict[str, Data]:
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata}
