"""The pod that a compose file becomes: containers, volumes, and where it may run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.binds import Backing, mounted
from deployer.wanted.kubernetes.certificates import certificate_volumes
from deployer.wanted.kubernetes.container import container
from deployer.wanted.kubernetes.order import order_of, started
from deployer.wanted.kubernetes.probe import startup
from deployer.wanted.kubernetes.pull_secret import SECTION
from deployer.wanted.kubernetes.security import HIGH_MEMLOCK, is_set
from deployer.wanted.names import label_name
from deployer.wanted.resource import CannotRender
from stacklint.model.names import why_no_label
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import has_value, is_null, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.binds import Mounted
    from deployer.wanted.kubernetes.frame import Frame
    from deployer.wanted.kubernetes.order import Order
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service

_MODE = 0o755


def pod_spec(pod: Pod, frame: Frame) -> dict[str, Data]:
    """Give the spec of a pod."""
    order = order_of(pod, frame.stack)
    main: list[Data] = [container(pod, x, frame) for x in order.rest]
    first: list[Data] = [_first(pod, x, frame, order) for x in order.first]
    found: dict[str, Data] = {
        "containers": main,
        "imagePullSecrets": _pull_secrets(frame),
        "volumes": list(_volumes(pod, frame)),
    }
    found |= dict(_placed(frame))
    return {**found, "initContainers": first} if first else found


def _first(pod: Pod, service: Service, frame: Frame, order: Order) -> dict[str, Data]:
    """Give a container that others wait for: until it has started, or until it has ended."""
    found = container(pod, service, frame)
    if service.name not in order.lasting:
        return {key: value for key, value in found.items() if key != "readinessProbe"}
    probe = startup(service, frame)
    lasting: dict[str, Data] = {**found, "restartPolicy": "Always"}
    return lasting if probe is None else {**lasting, "startupProbe": probe}


def neighbours(pod: Pod) -> dict[str, Data]:
    """Give the names by which the services of a pod find each other, all at one address."""
    services = [x.name for x in started(pod) if not x.is_init and not why_no_label(x.name)]
    if len(services) < 2:  # noqa: PLR2004 -- one has nobody to find
        return {}
    return {"hostAliases": [{"ip": "127.0.0.1", "hostnames": [*services]}]}


def _pull_secrets(frame: Frame) -> list[Data]:
    has_secret = has_value(frame.spec.node(SECTION))
    return [{"name": frame.name(SECTION)}] if has_secret else []


def _volumes(pod: Pod, frame: Frame) -> Iterator[dict[str, Data]]:
    """Give the declared volumes, then what is bound, each once."""
    for name in pod.compose.volumes:
        yield {"name": label_name(name), **_declared(pod, name, frame)}
    seen: set[str] = set()
    for service in started(pod):
        for one in mounted(pod, service, frame):
            if one.backing is not Backing.VOLUME and one.name not in seen:
                seen.add(one.name)
                yield {"name": label_name(one.name), **_bound(one, frame)}
    yield from certificate_volumes(pod, frame)


def _declared(pod: Pod, name: str, frame: Frame) -> dict[str, Data]:
    if any(configmap.name == name for configmap in frame.spec.configmaps):
        return {"configMap": {"name": frame.name(name), "defaultMode": _MODE}}
    if frame.spec.volume(name) is None:
        words = f"volume {name} of {pod.compose.file} is not in the spec, and its pod would wait"
        raise CannotRender(
            f"{words} for it for ever: add it to `volumes`", frame.spec.at("volumes")
        )
    return {"persistentVolumeClaim": {"claimName": frame.name(name)}}


def _bound(one: Mounted, frame: Frame) -> dict[str, Data]:
    if one.backing is Backing.NODE:
        return {"hostPath": {"path": one.mount.source}}
    if one.backing is Backing.EMPTY:
        return {"emptyDir": {}}
    return {"configMap": {"name": frame.name(one.name), "defaultMode": _MODE}}


def _placed(frame: Frame) -> Iterator[tuple[str, Data]]:
    if frame.stack.on_host_network:
        yield "hostNetwork", True
        yield "dnsPolicy", "ClusterFirstWithHostNet"
    runtime = frame.spec.text("security", "runtime-class")
    if is_set(frame.spec, "unlimited-memlock"):
        runtime = HIGH_MEMLOCK
    if runtime is not None:
        yield "runtimeClassName", runtime
    terms = [_term(label, value) for label, value in _pairs(frame, "node-affinities", "label")]
    if terms:
        chosen: dict[str, Data] = {"nodeSelectorTerms": [*terms]}
        required: dict[str, Data] = {"requiredDuringSchedulingIgnoredDuringExecution": chosen}
        yield "affinity", {"nodeAffinity": required}
    tolerations: list[Data] = [
        {"key": key, "operator": "Equal", "value": value, "effect": "NoSchedule"}
        for key, value in _pairs(frame, "node-tolerations", "key")
    ]
    if tolerations:
        yield "tolerations", tolerations


def _term(label: str, value: str) -> Data:
    return {"matchExpressions": [{"key": label, "operator": "In", "values": [value]}]}


def _pairs(frame: Frame, section: str, word: str) -> Iterator[tuple[str, str]]:
    node = frame.spec.node(section)
    for index, item in enumerate(node.items if isinstance(node, Sequence) else []):
        one = resolved(item)
        nodes = [one.get(x) if isinstance(one, Mapping) else None for x in (word, "value")]
        # A label, and a taint, may have a value that is empty.
        name, value = text_of(nodes[0]), "" if is_null(nodes[1]) else text_of(nodes[1])
        if not name or value is None:
            words = f"{section} takes entries with `{word}` and `value`"
            raise CannotRender(words, frame.spec.at(section, index))
        yield name, value
