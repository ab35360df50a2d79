"""Deployments: one for each pod file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.order import order_of, started
from deployer.wanted.kubernetes.pod import neighbours, pod_spec
from deployer.wanted.resource import CannotRender, Resource, Role
from deployer.wanted.uses import used_by
from stacklint.model.yaml.nodes import Scalar
from stacklint.model.yaml.scalars import Kind, kind_of, read_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.resource import Key
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data
    from stacklint.model.yaml.place import Place


def deployments(frame: Frame) -> Iterator[Resource]:
    """Give the Deployments."""
    for pod in frame.stack.pods:
        if not order_of(pod, frame.stack).rest:
            continue
        text = frame.titled(pod, "deployment")
        metadata = frame.metadata(text, **frame.component(pod))
        body: dict[str, Data] = {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {
                "replicas": _replicas(frame),
                "selector": {"matchLabels": frame.selector(pod)},
                "strategy": _strategy(pod, frame),
                "template": {
                    "metadata": _template_metadata(pod, frame),
                    "spec": {**pod_spec(pod, frame), **neighbours(pod)},
                },
            },
        }
        about = ", ".join(service.name for service in started(pod))
        key, uses = frame.key("Deployment", text), tuple(_uses(pod, frame))
        yield Resource(key, body, Role.WORKLOAD, pod.name, about, _at(pod), uses)


def _uses(pod: Pod, frame: Frame) -> Iterator[Key]:
    """Give the Deployments of other pods that have a service which this one uses."""
    names = {name for service in started(pod) for name in used_by(service)}
    for other in frame.stack.pods:
        if other is not pod and names & {service.name for service in started(other)}:
            yield frame.key("Deployment", frame.titled(other, "deployment"))


def _at(pod: Pod) -> Place | None:
    services = pod.compose.services
    return services[0].at if services else None


def _replicas(frame: Frame) -> int:
    node = frame.spec.node("replicas")
    if not isinstance(node, Scalar) or kind_of(node) is Kind.NULL:
        return 1
    text = read_text(node)
    if not text.isdecimal():
        words = f"replicas: `{node.value}` is no whole number"
        raise CannotRender(words, frame.spec.at("replicas"))
    count = int(text)
    if count > 1 and any(x.name in frame.stack.pod_volumes for x in frame.spec.volumes):
        words = f"replicas: {count} pods would write to one volume: say 1, or take the volumes out"
        raise CannotRender(words, frame.spec.at("replicas"))
    return count


def _strategy(pod: Pod, frame: Frame) -> dict[str, Data]:
    """Stop the old pod first where both would write to one volume."""
    configmaps = {configmap.name for configmap in frame.spec.configmaps}
    if any(name not in configmaps for name in pod.compose.volumes):
        return {"type": "Recreate"}
    rolling: dict[str, Data] = {"maxUnavailable": 0, "maxSurge": 1}
    return {"type": "RollingUpdate", "rollingUpdate": rolling}


def _template_metadata(pod: Pod, frame: Frame) -> dict[str, Data]:
    labels = {**frame.labels, **_expanded(pod, frame, "labels"), **frame.component(pod)}
    if labels["app"] != frame.identity.deployment_id:
        words = "labels.app is how the pods are found: take it out"
        raise CannotRender(words, frame.spec.at("labels", "app"))
    annotations = _expanded(pod, frame, "annotations")
    return {"labels": labels, "annotations": annotations} if annotations else {"labels": labels}


def _expanded(pod: Pod, frame: Frame, section: str) -> dict[str, Data]:
    """Give what a spec adds to pods; with `{name}` in it, once for each service."""
    found: dict[str, Data] = {}
    for entry in frame.spec.section(section).entries:
        value = text_of(entry.value)
        if value is None:
            continue
        if "{name}" not in entry.name + value:
            found[entry.name] = value
            continue
        for service in started(pod):
            name = entry.name.replace("{name}", service.name)
            found[name] = value.replace("{name}", service.name)
    return found
