"""What an author asks for and a cluster does not serve, or serves in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.binds import TAKEN, Backing, mounted
from deployer.wanted.kubernetes.config_source import backups_in, source_of
from deployer.wanted.kubernetes.node_port import NODE_PORTS
from deployer.wanted.kubernetes.order import needs_of, order_of, started
from deployer.wanted.kubernetes.probe import startup
from deployer.wanted.kubernetes.unrouted import unrouted
from deployer.wanted.kubernetes.unserved import unserved
from deployer.wanted.ports import ports_of
from deployer.wanted.resource import Note
from stacklint.model.compose.waiting import HEALTHY
from stacklint.model.names import why_no_label
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.bundle import Pod
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import ConfigMap
    from stacklint.model.yaml.place import Place


def notes(frame: Frame) -> Iterator[Note]:
    """Give the notes, those on the spec first."""
    yield from _of_spec(frame)
    for pod in (*frame.stack.pods, *frame.stack.jobs):
        for service in pod.compose.services:
            if service.has_profiles:
                words = f"{service.name} has profiles, and is started only by compose"
                yield Note(words, service.at.below("profiles"))
                continue
            yield from _of_mounts(pod, service, frame)
            yield from _of_ports(service, frame)
        yield from (*unserved(pod, frame), *_of_pod(pod, frame), *_of_order(pod, frame))


def _of_spec(frame: Frame) -> Iterator[Note]:
    spec = frame.spec
    yield from unrouted(spec)
    for configmap in spec.configmaps:
        if configmap.name in frame.stack.volumes:
            yield from _of_files(configmap, frame)


def _of_files(configmap: ConfigMap, frame: Frame) -> Iterator[Note]:
    directory = source_of(configmap, frame)
    if directory is not None:
        yield from _of_backups(directory, configmap.at, frame)
        return
    words = f"config map {configmap.name} is empty: "
    why = "the stack has no such directory below its config"
    if frame.surroundings.config_env is not None:
        why = f"put its files into configmaps/{configmap.name}"
    yield Note(words + why, configmap.at)


def _of_backups(directory: str, at: Place, frame: Frame) -> Iterator[Note]:
    for name in backups_in(directory, frame.surroundings.tree):
        words = f"{directory}/{name} counts as what laconic-so left of an older file, and is left"
        yield Note(f"{words} out: give it another name if it is meant", at)


def _of_order(pod: Pod, frame: Frame) -> Iterator[Note]:
    order = order_of(pod, frame.stack)
    here = {service.name: service for service in started(pod)}
    for service in here.values():
        at = service.at.below("depends_on")
        for need in needs_of(service, frame.stack):
            other = here.get(need.name)
            if other is None:
                words = f"{service.name} does not wait for {need.name}, which is in another pod"
                yield Note(words, at)
            elif need.condition == HEALTHY and startup(other, frame) is None:
                words = f"{need.name} has no healthcheck: {service.name} only waits for its start"
                yield Note(words, at)
    for service in () if pod in frame.stack.jobs else order.rest:
        restart = text_of(service.node.get("restart")) or ""
        if restart.partition(":")[0] in {"no", "false", "on-failure"}:
            words = f"{service.name} is started again whenever it ends"
            yield Note(words, service.at.below("restart"))


def _of_mounts(pod: Pod, service: Service, frame: Frame) -> Iterator[Note]:
    for one in mounted(pod, service, frame):
        if one.backing is Backing.NODE:
            words = f"{one.mount.source} of {service.name} is the node's, not this host's"
            yield Note(words, one.mount.at)
        elif one.backing is Backing.DIRECTORY:
            yield from _of_backups(one.path, one.mount.at, frame)
        elif one.backing is Backing.EMPTY and one.path:
            tree, words = frame.surroundings.tree, "is not there"
            if tree.is_file(one.path) or tree.is_dir(one.path):
                words = f"is outside of `{TAKEN}` and stays behind"
            words = f"{one.mount.source} {words}: {service.name} gets an empty directory"
            yield Note(f"{words} that dies with its pod", one.mount.at)


def _of_ports(service: Service, frame: Frame) -> Iterator[Note]:
    for port in ports_of(service, frame.spec, frame.values):
        if port.published is not None and port.published not in NODE_PORTS:
            words = f"port {port.published} is no node port ({NODE_PORTS[0]} to {NODE_PORTS[-1]}):"
            yield Note(f"{words} the cluster chooses one for {port.title}", port.at)


def _of_pod(pod: Pod, frame: Frame) -> Iterator[Note]:
    opened: dict[str, str] = {}
    for service in started(pod):
        if why_no_label(service.name):
            words = f"{service.name} is no name in a cluster: no other container finds it by that"
            yield Note(words, service.at)
        for port in ports_of(service, frame.spec, frame.values):
            other = opened.setdefault(port.title, service.name)
            if other != service.name:
                words = f"{other} and {service.name} listen on {port.title} in one pod, where only"
                yield Note(f"{words} one can", port.at)
