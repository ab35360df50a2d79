"""What is there of a deployment and not wanted any more; never what keeps data or secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import at, label, name_of, rows, table, text
from deployer.targets.kubernetes.kinds import version_of
from deployer.wanted.resource import Key, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.whose import Whose

ROLES = {
    "Deployment": Role.WORKLOAD,
    "Job": Role.JOB,
    "Service": Role.ROUTE,
    "ConfigMap": Role.CONFIG,
    "Ingress": Role.ROUTE,
}
"""The kinds that are removed when nobody asks for them, in the order in which they go."""

_WORDS = ("-deployment", "-service")


def leftovers(
    api: Api, whose: Whose, wanted: Iterable[Key], earlier: Iterable[Key]
) -> Iterator[Resource]:
    """Give them: what carries the label of the deployment, and what it made elsewhere earlier."""
    keys = set(wanted)
    for kind in ROLES:
        for found in api.items(kind, whose.namespace, whose.labels):
            key = Key(kind, whose.namespace, name_of(found))
            if key not in keys:
                keys.add(key)
                yield _leftover(key, found, whose)
    for key in earlier:
        if key.kind in ROLES and key not in keys:
            live = api.get(key)
            if live is not None and whose.has(live):
                yield _leftover(key, live, whose)


def _leftover(key: Key, found: Object, whose: Whose) -> Resource:
    """Give a resource of it; its state is left out, so that a plan keeps its name."""
    body: Object = {
        "apiVersion": version_of(key.kind),
        "kind": key.kind,
        "metadata": {"name": key.name},
    }
    return Resource(key, body, ROLES[key.kind], _title(found, whose), _about(key, found), None)


def _title(found: Object, whose: Whose) -> str:
    """Give the name that its author knows it by."""
    kind, name = text(found, "kind"), whose.title(name_of(found))
    component = label(found, "app.kubernetes.io/component")
    if kind == "Deployment":
        containers = rows(found, "spec", "template", "spec", "containers")
        return component or ", ".join(text(x, "name") for x in containers)
    if kind == "Job":
        return name.removeprefix("job-")
    files = [*table(found, "binaryData"), *table(found, "data")]
    if kind == "ConfigMap" and name.startswith("host-path-") and len(files) == 1:
        return files[0]
    for word in _WORDS:
        name = name.removesuffix(word)
    return name


def _about(key: Key, found: Object) -> str:
    if key.kind == "Service" and at(found, "spec", "type") == "NodePort":
        ports = (str(x.get("nodePort", "")) for x in rows(found, "spec", "ports"))
        return f"node port {', '.join(ports)}"
    return {"Ingress": "ingress", "ConfigMap": "config map"}.get(key.kind, key.kind.lower())
