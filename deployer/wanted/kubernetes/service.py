"""Services inside the cluster: behind routes, and by the names that compose files use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.order import started
from deployer.wanted.names import service_name
from deployer.wanted.resource import CannotRender, Key, Resource, Role
from stacklint.model.names import why_no_service_name
from stacklint.model.proxy import every_route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data
    from stacklint.model.proxy import Route


def peers(frame: Frame) -> Iterator[Resource]:
    """Give a name in the cluster to each service of a stack with several pods.

    It has no address of its own and no ports: it is a name for the pod, ready or not, as compose
    has it.
    """
    if not frame.is_multi:
        return
    for pod in frame.stack.pods:
        for service in started(pod):
            if service.is_init or why_no_service_name(service.name):
                continue
            name = service_name(service.name)
            spec: dict[str, Data] = {
                "clusterIP": "None",
                "publishNotReadyAddresses": True,
                "selector": frame.selector(pod),
            }
            metadata: dict[str, Data] = {"name": name, "labels": frame.labels}
            body = _body(metadata, spec)
            key = Key("Service", frame.namespace, name)
            about = "by this name in the other pods"
            yield Resource(key, body, Role.ROUTE, service.name, about, service.at)


def services(frame: Frame) -> Iterator[Resource]:
    """Give the Services that routes lead to."""
    for pod in frame.stack.pods:
        ports = _ports(pod, frame)
        if not ports:
            continue
        text = frame.titled(pod, "service")
        spec: dict[str, Data] = {
            "selector": frame.selector(pod),
            "ports": [{"port": x, "targetPort": x, "name": f"port-{x}"} for x in ports],
            "type": "ClusterIP",
        }
        body = _body(frame.metadata(text), spec)
        about = f"ports {', '.join(map(str, ports))} inside the cluster"
        at = frame.spec.at("network", "http-proxy")
        yield Resource(frame.key("Service", text), body, Role.ROUTE, pod.name, about, at)


def service_behind(route: Route, frame: Frame) -> tuple[str, int]:
    """Give the name and the port of the Service that a route leads to."""
    pod = next((x for x in frame.stack.pods if _has(x, route.service)), None)
    if pod is None or not route.port.isdecimal():
        words = f"route {route.path} leads to `{route.goes_to}`, which is no `service:port` of the"
        raise CannotRender(f"{words} stack", route.at)
    return frame.name(frame.titled(pod, "service")), int(route.port)


def _has(pod: Pod, name: str) -> bool:
    return any(service.name == name for service in started(pod))


def _ports(pod: Pod, frame: Frame) -> list[int]:
    routes = [x for x in every_route(frame.spec) if _has(pod, x.service)]
    return list(dict.fromkeys(int(x.port) for x in routes if x.port.isdecimal()))


def _body(metadata: dict[str, Data], spec: dict[str, Data]) -> dict[str, Data]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
