"""The Ingress: host names and paths of `http-proxy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.service import service_behind
from deployer.wanted.resource import CannotRender, Resource, Role
from stacklint.model.proxy import hosts_of, routes_of
from stacklint.model.targets import Target
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.proxy import Host, Route
    from stacklint.model.spec import Spec

_CLASS = "caddy"
_ISSUER = "letsencrypt-prod"
"""What laconic-so has certificates from."""


def ingresses(frame: Frame) -> Iterator[Resource]:
    """Give the Ingress, and another for each further issuer; none without routes.

    An annotation names the issuer, so that an Ingress has one.
    """
    for index, (issuer, hosts) in enumerate(by_issuer(frame.spec).items()):
        name = f"ingress-{issuer}" if index else "ingress"
        yield _ingress(name, issuer, hosts, frame)


def by_issuer(spec: Spec) -> dict[str, list[Host]]:
    """Give the hosts by who is to give them certificates; on kind, Caddy asks by itself."""
    found: dict[str, list[Host]] = {}
    issuers: dict[str, str] = {}
    general = spec.text("cluster-issuer") or _ISSUER
    for host in hosts_of(spec):
        own = text_of(host.node.get("cluster-issuer")) if host.node else None
        issuer = _ISSUER if spec.target is Target.KIND else own or general
        if issuers.setdefault(host.name, issuer) != issuer:
            words = f"{host.name} has two issuers, {issuers[host.name]} and {issuer}, and one"
            raise CannotRender(f"{words} certificate: give both entries the same", host.at)
        found.setdefault(issuer, []).append(host)
    return found


def _ingress(name: str, issuer: str, hosts: list[Host], frame: Frame) -> Resource:
    rules: list[Data] = [_rule(host, frame) for host in hosts]
    spec: dict[str, Data] = {"rules": rules}
    if frame.spec.target is Target.K8S:
        names = list(dict.fromkeys(host.name for host in hosts))
        spec["tls"] = [{"hosts": [x], "secretName": frame.name(f"{x}-tls")} for x in names]
    body: dict[str, Data] = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": _metadata(name, issuer, frame),
        "spec": spec,
    }
    about = ", ".join(dict.fromkeys(host.name for host in hosts))
    at = frame.spec.at("network", "http-proxy")
    return Resource(frame.key("Ingress", name), body, Role.ROUTE, name, about, at)


def _metadata(name: str, issuer: str, frame: Frame) -> dict[str, Data]:
    annotations: dict[str, Data] = {
        "kubernetes.io/ingress.class": _CLASS,
        "cert-manager.io/cluster-issuer": issuer,
    }
    return {**frame.metadata(name), "annotations": annotations}


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
