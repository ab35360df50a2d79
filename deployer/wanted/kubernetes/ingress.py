"""The Ingress: host names and paths of `http-proxy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.service import service_behind
from deployer.wanted.resource import CannotRender, Resource, Role
from stacklint.model.proxy import hosts_of, routes_of
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.proxy import Host, Route

_ANNOTATIONS: dict[str, Data] = {
    "kubernetes.io/ingress.class": "caddy",
    "cert-manager.io/cluster-issuer": "letsencrypt-prod",
}


def ingresses(frame: Frame) -> Iterator[Resource]:
    """Give the Ingress; none without routes."""
    hosts = hosts_of(frame.spec)
    if not hosts:
        return
    rules: list[Data] = [_rule(host, frame) for host in hosts]
    spec: dict[str, Data] = {"rules": rules}
    if frame.spec.target is Target.K8S:
        names = list(dict.fromkeys(host.name for host in hosts))
        spec["tls"] = [{"hosts": [x], "secretName": frame.name(f"{x}-tls")} for x in names]
    body: dict[str, Data] = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": _metadata(frame),
        "spec": spec,
    }
    about = ", ".join(dict.fromkeys(host.name for host in hosts))
    at = frame.spec.at("network", "http-proxy")
    yield Resource(frame.key("Ingress", "ingress"), body, Role.ROUTE, "ingress", about, at)


def _metadata(frame: Frame) -> dict[str, Data]:
    return {**frame.metadata("ingress"), "annotations": dict(_ANNOTATIONS)}


def _rule(host: Host, frame: Frame) -> Data:
    if not host.name:
        raise CannotRender("an entry of `http-proxy` has no `host-name`", host.at)
    paths: list[Data] = [_path(route, frame) for route in routes_of(host)]
    return {"host": host.name, "http": {"paths": paths}}


def _path(route: Route, frame: Frame) -> Data:
    if not route.path.startswith("/"):
        raise CannotRender(f"path `{route.path}` of a route has to begin with `/`", route.at)
    name, port = service_behind(route, frame)
    backend: dict[str, Data] = {"service": {"name": name, "port": {"number": port}}}
    return {"path": route.path, "pathType": "Prefix", "backend": backend}
