"""NodePort Services: one for each port that a service opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.order import started
from deployer.wanted.ports import ports_of
from deployer.wanted.resource import Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.ports import Port
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service

NODE_PORTS = range(30000, 32768)
"""What a cluster gives out; a port of the host beyond is left to the cluster."""


def node_ports(frame: Frame) -> Iterator[Resource]:
    """Give the NodePort Services; a port that two services of a pod open is one."""
    taken: dict[str, str] = {}
    for pod in frame.stack.pods:
        for service, port in _opened(pod, frame):
            text = f"nodeport-{port.number}-{port.protocol}"
            if taken.get(text, pod.name) != pod.name:
                text = f"{pod.name}-{text}"
            if text not in taken:
                taken[text] = pod.name
                yield _node_port(text, port, service, pod, frame)


def _opened(pod: Pod, frame: Frame) -> Iterator[tuple[Service, Port]]:
    for service in started(pod):
        if not service.is_init:
            for port in ports_of(service, frame.spec, frame.values):
                yield service, port


def _node_port(text: str, port: Port, service: Service, pod: Pod, frame: Frame) -> Resource:
    entry: dict[str, Data] = {
        "port": port.number,
        "targetPort": port.number,
        "protocol": port.protocol.upper(),
    }
    if port.published in NODE_PORTS:
        entry["nodePort"] = port.published
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": frame.metadata(text),
        "spec": {"selector": frame.selector(pod), "ports": [entry], "type": "NodePort"},
    }
    about = f"node port {port.title}"
    return Resource(frame.key("Service", text), body, Role.ROUTE, service.name, about, port.at)
