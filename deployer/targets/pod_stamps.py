"""What pods read, stamped on them, so that exactly those roll whose content changed.

A ConfigMap that changes rolls nothing by itself, nor does an image that is made anew under its
name.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from deployer.targets.untrusted import at, rows, table
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deployer.wanted.resource import Resource, Wanted
    from stacklint.model.change import Data

HASH = "stacklint.dev/config-hash"
"""The annotation of a pod template: the checksum of what it reads, `-`, the one of its images."""

OWNER_ID = "stacklint.dev/deployment-id"
"""The annotation of a namespace that says which deployment it belongs to."""

_DIGITS = 16
_VOLUMES = (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret"))
_SOURCES = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
_KEYS = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))


class Read(NamedTuple):
    """A ConfigMap or a Secret that a pod reads."""

    kind: str
    name: str


def stamped(wanted: Wanted, images: Mapping[str, str]) -> Wanted:
    """Stamp the pods of Deployments, and the namespace with whose it is.

    `images` are the ids of images by name, as far as somebody knows them. Jobs are left alone: one
    whose template changes would run again.
    """
    contents = {
        Read(x.key.kind, x.key.name): [x.body.get("data"), x.body.get("binaryData")]
        for x in wanted.resources
        if x.key.kind in {"ConfigMap", "Secret"}
    }
    made = tuple(_stamped(x, contents, images) for x in wanted.resources)
    return wanted._replace(resources=made)


def image_names(wanted: Wanted) -> tuple[str, ...]:
    """Give the names of the images of all pods, each once."""
    specs = (pod_spec_of(x.body) for x in wanted.resources)
    return tuple(dict.fromkeys(name for spec in specs for name in _images(spec)))


def reads(pod_spec: Data) -> list[Read]:
    """Give the ConfigMaps and Secrets whose content a pod reads, each once."""
    found = list(_mounted(pod_spec))
    for container in _containers(pod_spec):
        found += _in_environment(container)
    return list(dict.fromkeys(found))


def pod_spec_of(body: Data) -> Data:
    """Give the spec of the pods of a workload; None for what has none."""
    return at(body, "spec", "template", "spec")


def _stamped(
    resource: Resource, contents: Mapping[Read, list[Data]], images: Mapping[str, str]
) -> Resource:
    body, key = resource.body, resource.key
    if resource.role is Role.CLUSTER:
        return resource
    if key.kind == "Namespace":
        owner = at(body, "metadata", "labels", "app")
        return resource._replace(body=_annotated(body, ("metadata",), OWNER_ID, owner))
    if key.kind != "Deployment":
        return resource
    spec = pod_spec_of(body)
    content: list[Data] = [[*one, *contents[one]] for one in reads(spec) if one in contents]
    ids: list[Data] = [[name, images[name]] for name in _images(spec) if name in images]
    stamp = f"{_digest(content)}-{_digest(ids)}"
    place = ("spec", "template", "metadata")
    return resource._replace(body=_annotated(body, place, HASH, stamp))


def _digest(content: list[Data]) -> str:
    written = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:_DIGITS]


def _annotated(
    body: dict[str, Data], place: tuple[str, ...], name: str, value: Data
) -> dict[str, Data]:
    """Give a body with one more annotation in the metadata at a place."""
    if not place:
        return {**body, "annotations": {**table(body, "annotations"), name: value}}
    inner = table(body, place[0])
    return {**body, place[0]: _annotated(inner, place[1:], name, value)}


def _images(pod_spec: Data) -> list[str]:
    names = (container.get("image") for container in _containers(pod_spec))
    return sorted({name for name in names if isinstance(name, str)})


def _containers(pod_spec: Data) -> list[dict[str, Data]]:
    return [*rows(pod_spec, "initContainers"), *rows(pod_spec, "containers")]


def _mounted(pod_spec: Data) -> Iterator[Read]:
    for volume in rows(pod_spec, "volumes"):
        for field, word, kind in _VOLUMES:
            yield from _named(volume, field, word, kind)


def _in_environment(container: dict[str, Data]) -> Iterator[Read]:
    for source in rows(container, "envFrom"):
        for field, kind in _SOURCES:
            yield from _named(source, field, "name", kind)
    for variable in rows(container, "env"):
        for field, kind in _KEYS:
            yield from _named(variable.get("valueFrom"), field, "name", kind)


def _named(data: Data, field: str, word: str, kind: str) -> Iterator[Read]:
    name = at(data, field, word)
    if isinstance(name, str):
        yield Read(kind, name)
