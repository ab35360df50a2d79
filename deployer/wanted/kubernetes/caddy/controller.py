"""The controller: it serves the Ingresses of every namespace at the ports 80 and 443 of the node.

Its Deployment comes last, so that it finds its certificates, restored or not, when it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.caddy.parts import (
    CONTROL_PLANE,
    NAMESPACE,
    RBAC,
    Part,
    account_of,
    labels_of,
    role_named,
    shared,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.resource import Resource
    from stacklint.model.change import Data
    from stacklint.model.place import Place

DEFAULT_IMAGE = "ghcr.io/laconicnetwork/caddy-ingress:latest"
"""What laconic-so installs where `caddy-ingress-image` says nothing."""

_NAME = "caddy-ingress-controller"
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
    name: dict[str, Data] = {"labels": labels_of(_NAME)}
    component: dict[str, Data] = {"labels": _component()}
    default: dict[str, Data] = {"ingressclass.kubernetes.io/is-default-class": "true"}
    yield shared(_namespace(frame), NAMESPACE, name, namespace="")
    yield shared(_account(frame), _NAME, name, namespace=NAMESPACE)
    yield shared(_role(frame), _NAME, name, namespace="")
    yield shared(_binding(frame), _NAME, name, namespace="")
    yield shared(_config(frame), _CONFIG, name, namespace=NAMESPACE)
    yield shared(_service(frame), _NAME, component, namespace=NAMESPACE)
    yield shared(_class(frame), "caddy", {**name, "annotations": default}, namespace="")
    yield shared(_deployment(frame), _NAME, component, namespace=NAMESPACE)


def _component() -> dict[str, Data]:
    return {**labels_of(_NAME), "app.kubernetes.io/component": "controller"}


def _namespace(frame: Frame) -> Part:
    return Part("v1", "Namespace", {}, f"namespace {NAMESPACE}", _proxy(frame))


def _account(frame: Frame) -> Part:
    return Part("v1", "ServiceAccount", {}, "with its rights", _proxy(frame))


def _role(frame: Frame) -> Part:
    rules: list[Data] = [
        {"apiGroups": [group], "resources": [*resources.split()], "verbs": [*verbs.split()]}
        for group, resources, verbs in _RULES
    ]
    return Part(f"{RBAC}/v1", "ClusterRole", {"rules": rules}, "with its rights", _proxy(frame))


def _binding(frame: Frame) -> Part:
    body: dict[str, Data] = {
        "roleRef": role_named("ClusterRole", _NAME),
        "subjects": account_of(_NAME),
    }
    return Part(f"{RBAC}/v1", "ClusterRoleBinding", body, "with its rights", _proxy(frame))


def _config(frame: Frame) -> Part:
    email = frame.spec.text("network", "acme-email") or ""
    about = f"certificates for {email}" if email else "certificates without an address"
    at = frame.spec.at("network", "acme-email") if email else _proxy(frame)
    return Part("v1", "ConfigMap", {"data": {"acmeCA": _AUTHORITY, "email": email}}, about, at)


def _service(frame: Frame) -> Part:
    ports: list[Data] = [
        {"name": name, "port": port, "targetPort": name, "protocol": "TCP"} for name, port in _PORTS
    ]
    spec: dict[str, Data] = {"type": "NodePort", "ports": ports, "selector": _component()}
    return Part("v1", "Service", {"spec": spec}, "at ports 80 and 443 of the node", _proxy(frame))


def _class(frame: Frame) -> Part:
    spec: dict[str, Data] = {"controller": "caddy.io/ingress-controller"}
    about = "for Ingresses that name no other"
    return Part("networking.k8s.io/v1", "IngressClass", {"spec": spec}, about, _proxy(frame))


def _deployment(frame: Frame) -> Part:
    own = frame.spec.text("caddy-ingress-image")
    image = own or DEFAULT_IMAGE
    labels: dict[str, Data] = {"labels": _component()}
    spec: dict[str, Data] = {
        "replicas": 1,
        "selector": {"matchLabels": _component()},
        # The ports of the node are free only when the old pod is gone.
        "strategy": {"type": "Recreate"},
        "template": {"metadata": labels, "spec": _pod(image)},
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
