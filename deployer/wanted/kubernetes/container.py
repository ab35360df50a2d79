"""The container that a service becomes."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.wanted.environment import environment_of
from deployer.wanted.interpolation import filled, for_kubelet
from deployer.wanted.kubernetes.binds import Backing, mounted
from deployer.wanted.kubernetes.certificates import certificate_mounts, certificate_variables
from deployer.wanted.kubernetes.image import image_of, pull_policy
from deployer.wanted.kubernetes.probe import readiness
from deployer.wanted.kubernetes.resources import resources_of
from deployer.wanted.kubernetes.security import security_context
from deployer.wanted.names import label_name
from deployer.wanted.ports import ports_of
from deployer.wanted.words import words_of
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.binds import Mounted
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service

GENERATED = "generated-secrets"


def container(pod: Pod, service: Service, frame: Frame) -> dict[str, Data]:
    """Give a container."""
    environment = environment_of(service, frame.values, frame.surroundings.tree)
    for name, text in certificate_variables(pod, service, frame).items():
        environment.setdefault(name, text)
    mounts = [_mount(one, frame) for one in mounted(pod, service, frame)]
    found: dict[str, Data] = {
        "name": label_name(service.name),
        "image": image_of(service, frame),
        "imagePullPolicy": pull_policy(frame),
        "env": [{"name": name, "value": text} for name, text in environment.items()],
        "envFrom": list(_sources(frame)),
        "volumeMounts": [*mounts, *certificate_mounts(pod, service, frame)],
        "securityContext": security_context(service, frame),
        "resources": resources_of(service, frame),
    }
    known = frozenset(environment) | frame.values.unwritten
    found |= dict(_words(service, frame, known))
    found |= _ports(service, frame)
    probe = readiness(service, frame)
    return found if probe is None else {**found, "readinessProbe": probe}


def _words(service: Service, frame: Frame, names: frozenset[str]) -> Iterator[tuple[str, Data]]:
    for key, word in (("entrypoint", "command"), ("command", "args")):
        words: list[Data] = [for_kubelet(x, names) for x in words_of(service, key, frame.values)]
        if words:
            yield word, words
    directory = text_of(service.node.get("working_dir"))
    if directory is not None:
        yield "workingDir", filled(directory, frame.values, service.at.below("working_dir"))
    for key, word in (("tty", "tty"), ("stdin_open", "stdin")):
        if is_yes(service.node.get(key)):
            yield word, True


def _ports(service: Service, frame: Frame) -> dict[str, Data]:
    ports: list[Data] = [
        {"containerPort": port.number, "protocol": port.protocol.upper()}
        for port in ports_of(service, frame.spec, frame.values)
    ]
    return {"ports": ports} if ports else {}


def _sources(frame: Frame) -> Iterator[dict[str, Data]]:
    names = [frame.name(GENERATED), *frame.spec.section("secrets").names()]
    for name in names:
        yield {"secretRef": {"name": name, "optional": True}}


def _mount(one: Mounted, frame: Frame) -> dict[str, Data]:
    configmaps = {configmap.name for configmap in frame.spec.configmaps}
    found: dict[str, Data] = {
        "name": label_name(one.name),
        "mountPath": one.mount.target,
        "readOnly": one.mount.is_read_only,
    }
    # Behind a config map there is a whole directory, of which one file is meant.
    if one.backing is Backing.FILE and one.name not in configmaps:
        found["subPath"] = posixpath.basename(one.path)
    return found
