"""What a spec asks for and nothing serves on compose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.compose.parts import PROFILES
from deployer.wanted.data import data_of
from deployer.wanted.resource import Note
from stacklint.model.compose.interpolation import variables
from stacklint.model.proxy import hosts_of
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.configuration import Variables
    from stacklint.model.bundle import Stack
    from stacklint.model.change import Data
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node

_UNSERVED = (
    "annotations",
    "ca-certificates",
    "configmaps",
    "external-services",
    "image-overrides",
    "image-pull-policy",
    "image-pull-secret",
    "image-registry",
    "labels",
    "maintenance-service",
    "node-affinities",
    "node-tolerations",
    "replicas",
    "resources",
    "secrets",
    "security",
)


def notes(spec: Spec, stack: Stack, values: Variables) -> Iterator[Note]:
    """Give the notes."""
    if _is_written(spec.node("network", "http-proxy")):
        names = ", ".join(dict.fromkeys(filter(None, (x.name for x in hosts_of(spec)))))
        words = "http-proxy: nothing serves it on compose: put a proxy of your own in front"
        words = f"{words}, for {names}" if names else words
        yield Note(words, spec.at("network", "http-proxy"))
    for name in _UNSERVED:
        if _is_written(spec.node(name)):
            yield Note(f"{name}: nothing serves it on compose", spec.at(name))
    unused = sorted((values.texts.keys() | values.generated) - _used(stack))
    for name in (x for x in unused if x != PROFILES):
        words = f"config {name} reaches no container: no compose file has `${{{name}}}`"
        yield Note(words, spec.at("config", name))


def _is_written(node: Node | None) -> bool:
    if isinstance(node, Mapping):
        return bool(node.entries)
    return bool(node.items) if isinstance(node, Sequence) else node is not None


def _used(stack: Stack) -> frozenset[str]:
    pods = (*stack.pods, *stack.jobs)
    roots = [pod.compose.document.root for pod in pods]
    texts = (x.value for root in roots if root for _, x in walk(root) if isinstance(x, Scalar))
    filled = (found.name for text in texts if "$" in text for found in variables(text))
    return frozenset((*filled, *(name for root in roots for name in _handed_on(data_of(root)))))


def _handed_on(file: Data) -> Iterator[str]:
    """Give the variables that a file takes by their bare name: `- NAME`, or `NAME:`."""
    for service in _tables(file, "services"):
        names = service.get("environment")
        if isinstance(names, list):
            yield from (x for x in names if isinstance(x, str) and "=" not in x)
        elif isinstance(names, dict):
            yield from (name for name, value in names.items() if value is None)
    for body in (*_tables(file, "secrets"), *_tables(file, "configs")):
        name = body.get("environment")
        if isinstance(name, str):
            yield name


def _tables(file: Data, section: str) -> Iterator[dict[str, Data]]:
    found = file.get(section) if isinstance(file, dict) else None
    bodies = found.values() if isinstance(found, dict) else ()
    yield from (body for body in bodies if isinstance(body, dict))
