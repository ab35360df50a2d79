"""The controller: it serves the Ingresses of every namespace at the ports 80 and 443 of the node.

Its Deployment comes last, so that it finds its certificates, restored or not, when it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.caddy.parts import (
    CONTROL_PLANE,
    NAMESPACE,
    Part,
    Program,
    rights,
    shared,
)
from deployer.wanted.resource import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.resource import Resource
    from stacklint.model.change import Data
    from stacklint.model.yaml.place import Place

DEFAULT_IMAGE = "ghcr.io/laconicnetwork/caddy-ingress:latest"
"""What laconic-so installs where `caddy-ingress-image` says nothing."""

_NAME = "caddy-ingress-controller"
CONTROLLER = Key("Deployment", NAMESPACE, _NAME)
"""What serves the routes, and asks for certificates as soon as it starts."""

_CONFIG = f"{_NAME}-configmap"
_AUTHORITY = "https://acme-v02.api.letsencrypt.org/directory"
_HEALTH_PORT = 9765
_PORTS = (("http", 80), ("https", 443))
# Word for word, order and all: another order would be another role, for everybody in the cluster.
_RULES = (
    ("", "configmaps endpoints nodes pods namespaces services", "list watch get"),
    ("", "secrets", "list watch get create update delete"),
    ("", "nodes", "get"),
    ("", "events", "create patch"),
    ("networking.k8s.io", "ingresses", "get list watch"),
    ("networking.k8s.io", "ingresses/status", "update"),
    ("networking.k8s.io", "ingressclasses", "get list watch"),
    ("coordination.k8s.io", "leases", "get create update delete"),
)


def controller(frame: Frame) -> Iterator[Resource]:
    """Give the objects of the controller in the order in which they are made."""
    at = _proxy(frame)
    program = Program(_NAME, "", "with its rights", at)
    labels, component = program.labels, _component(program)
    place = Part("v1", "Namespace", {}, f"namespace {NAMESPACE}", at)
    yield shared(place, NAMESPACE, {"labels": labels}, namespace="")
    yield from rights(program, _rules())
    yield shared(_config(frame), _CONFIG, {"labels": labels}, namespace=NAMESPACE)
    yield program.made(_service(component, at), labels=component)
    default: dict[str, Data] = {"ingressclass.kubernetes.io/is-default-class": "true"}
    metadata: dict[str, Data] = {"labels": labels, "annotations": default}
    yield shared(_class(at), "caddy", metadata, namespace="")
    yield program.made(_deployment(frame, component), labels=component)


def _component(program: Program) -> dict[str, Data]:
    return {**program.labels, "app.kubernetes.io/component": "controller"}


def _rules() -> list[Data]:
    return [
        {"apiGroups": [group], "resources": [*resources.split()], "verbs": [*verbs.split()]}
        for group, resources, verbs in _RULES
    ]


def _config(frame: Frame) -> Part:
    email = frame.spec.text("network", "acme-email") or ""
    about = f"certificates for {email}" if email else "certificates without an address"
    at = frame.spec.at("network", "acme-email") if email else _proxy(frame)
    return Part("v1", "ConfigMap", {"data": {"acmeCA": _AUTHORITY, "email": email}}, about, at)


def _service(selector: dict[str, Data], at: Place) -> Part:
    ports: list[Data] = [
        {"name": name, "port": port, "targetPort": name, "protocol": "TCP"} for name, port in _PORTS
    ]
    spec: dict[str, Data] = {"type": "NodePort", "ports": ports, "selector": selector}
    return Part("v1", "Service", {"spec": spec}, "at ports 80 and 443 of the node", at)


def _class(at: Place) -> Part:
    spec: dict[str, Data] = {"controller": "caddy.io/ingress-controller"}
    about = "for Ingresses that name no other"
    return Part("networking.k8s.io/v1", "IngressClass", {"spec": spec}, about, at)


def _deployment(frame: Frame, labels: dict[str, Data]) -> Part:
    own = frame.spec.text("caddy-ingress-image")
    image = own or DEFAULT_IMAGE
    spec: dict[str, Data] = {
        "replicas": 1,
        "selector": {"matchLabels": labels},
        # The ports of the node are free only when the old pod is gone.
        "strategy": {"type": "Recreate"},
        "template": {"metadata": {"labels": labels}, "spec": _pod(image)},
    }
    at = frame.spec.at("caddy-ingress-image") if own else _proxy(frame)
    return Part("apps/v1", "Deployment", {"spec": spec}, image, at)


def _pod(image: str) -> dict[str, Data]:
    return {
        "serviceAccountName": _NAME,
        "terminationGracePeriodSeconds": 60,
        "nodeSelector": {"ingress-ready": "true", "kubernetes.io/os": "linux"},
        "tolerations": CONTROL_PLANE,
        "containers": [_container(image)],
        "volumes": [{"name": f"caddy-{x}", "emptyDir": {}} for x in ("data", "config")],
    }


def _container(image: str) -> dict[str, Data]:
    probe: dict[str, Data] = {
        "httpGet": {"path": "/healthz", "port": _HEALTH_PORT},
        "initialDelaySeconds": 3,
        "periodSeconds": 10,
    }
    return {
        "name": _NAME,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "args": [f"-config-map={NAMESPACE}/{_CONFIG}", "-class-name=caddy"],
        "env": [_field("POD_NAME", "name"), _field("POD_NAMESPACE", "namespace")],
        "ports": [
            {"name": name, "containerPort": port, "hostPort": port, "protocol": "TCP"}
            for name, port in _PORTS
        ],
        "readinessProbe": probe,
        "livenessProbe": probe,
        "resources": {
            "requests": {"cpu": "100m", "memory": "128Mi"},
            "limits": {"cpu": "1000m", "memory": "512Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": True,
            "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]},
            "runAsUser": 0,
            "runAsGroup": 0,
        },
        "volumeMounts": [{"name": f"caddy-{x}", "mountPath": f"/{x}"} for x in ("data", "config")],
    }


def _field(name: str, path: str) -> Data:
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": f"metadata.{path}"}}}


def _proxy(frame: Frame) -> Place:
    return frame.spec.at("network", "http-proxy")
