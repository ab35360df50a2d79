"""Whom the things of a whole cluster serve beside the deployment that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import annotation, text
from deployer.targets.pod_stamps import pod_spec_of
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.wanted.resource import Resource

_CLASS = "kubernetes.io/ingress.class"
_DEFAULT = "ingressclass.kubernetes.io/is-default-class"


def sharers(api: Api, resources: Iterable[Resource], own: str) -> dict[str, tuple[str, ...]]:
    """Give the other namespaces that use them, by the titles of what is shared."""
    found: dict[str, tuple[str, ...]] = {}
    for resource in (x for x in resources if x.role is Role.CLUSTER):
        users = sorted({*_users(api, resource)} - {own})
        if users:
            found[resource.title] = tuple(users)
    return found


def _users(api: Api, resource: Resource) -> Iterator[str]:
    name = resource.key.name
    if resource.key.kind == "IngressClass":
        is_default = annotation(resource.body, _DEFAULT) == "true"
        for ingress in api.items("Ingress"):
            chosen = _class_of(ingress)
            if chosen == name or (is_default and not chosen):
                yield text(ingress, "metadata", "namespace")
    elif resource.key.kind == "RuntimeClass":
        for workload in (x for kind in ("Deployment", "Job") for x in api.items(kind)):
            if text(pod_spec_of(workload), "runtimeClassName") == name:
                yield text(workload, "metadata", "namespace")


def _class_of(ingress: Object) -> str:
    """Give the class that an Ingress names, in either of two ways."""
    return text(ingress, "spec", "ingressClassName") or annotation(ingress, _CLASS)
