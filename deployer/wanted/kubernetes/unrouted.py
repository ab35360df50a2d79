"""What a spec says of its routes that a cluster serves in another way, or not by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.ingress import by_issuer
from deployer.wanted.resource import Note
from stacklint.model.dialect import Dialect
from stacklint.model.proxy import hosts_of, routes_of
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.proxy import Host
    from stacklint.model.spec import Spec


def unrouted(spec: Spec) -> Iterator[Note]:
    """Give the notes on routes."""
    hosts = hosts_of(spec)
    if hosts and spec.target is Target.K8S:
        yield from _of_elsewhere(spec)
    if hosts and spec.target is Target.KIND:
        yield from _of_kind(spec)
    for host in hosts:
        yield from _of_paths(host, spec)


def _of_kind(spec: Spec) -> Iterator[Note]:
    if spec.mount_root is None:
        words = "without a `kind-mount-root`, certificates are lost with the cluster"
        yield Note(words, spec.at("network", "http-proxy"))
    for host in hosts_of(spec):
        if host.node and host.node.entry("cluster-issuer"):
            words = f"cluster-issuer of {host.name} is not read on kind: Caddy gets its certificate"
            yield Note(words, host.at.below("cluster-issuer"))
    if spec.node("cluster-issuer") is not None:
        words = "cluster-issuer is not read on kind: Caddy gets the certificates"
        yield Note(words, spec.at("cluster-issuer"))


def _of_elsewhere(spec: Spec) -> Iterator[Note]:
    at = spec.at("network", "http-proxy")
    words = "the routes need the Caddy ingress controller in the cluster, which is not part"
    yield Note(f"{words} of this plan", at)
    issuers = ", ".join(by_issuer(spec))
    words = f"their certificates need cert-manager in the cluster with the issuer {issuers}, which"
    yield Note(f"{words} is not part of this plan", at)


def _of_paths(host: Host, spec: Spec) -> Iterator[Note]:
    seen: set[str] = set()
    for route in routes_of(host):
        if route.path in seen:
            words = f"path {route.path} of {host.name} stands twice, and the first one is served:"
            yield Note(f"{words} it carries websockets too", route.at)
        seen.add(route.path)
        if spec.dialect is Dialect.FORK and route.path.strip("/"):
            words = f"path {route.path} of {host.name} reaches {route.service} as it is: the fork"
            yield Note(f"{words} takes it off first", route.at)
