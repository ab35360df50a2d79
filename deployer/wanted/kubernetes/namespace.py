"""The Namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import Key, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data

OWNER = "laconic.com/deployment-dir"
"""The annotation by which laconic-so knows whose a namespace is."""


def namespaces(frame: Frame) -> Iterator[Resource]:
    """Give the namespace, which says which directory it belongs to."""
    name = frame.namespace
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": name,
            "labels": frame.labels,
            "annotations": {OWNER: frame.identity.directory},
        },
    }
    at = frame.spec.at("namespace" if frame.spec.text("namespace") else "stack")
    yield Resource(Key("Namespace", "", name), body, Role.PLACE, name, "namespace", at)
