"""Which files are specs: told by their keys, never by a name, and never a Kubernetes manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.yaml.nodes import Mapping, Sequence, resolved

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Node

SPEC_KEYS = frozenset(
    {
        "annotations",
        "backup",
        "ca-certificates",
        "caddy-ingress-image",
        "cluster-issuer",
        "config",
        "configmaps",
        "credentials-files",
        "external-services",
        "image-overrides",
        "image-pull-policy",
        "image-pull-secret",
        "image-registry",
        "kind-cluster-name",
        "kind-mount-root",
        "kube-config",
        "labels",
        "maintenance-service",
        "namespace",
        "network",
        "node-affinities",
        "node-tolerations",
        "registry-credentials",
        "replicas",
        "resources",
        "runtime-class",
        "secrets",
        "security",
        "volumes",
    }
)
"""Keys that, beside `stack`, make a mapping a spec (`deploy-to` does so alone)."""

OWN_KEYS = SPEC_KEYS | {"deploy-to", "stack"}
"""All keys at the top of a spec."""


def is_spec(document: Document) -> bool:
    """Recognise a spec, or a list of them, as the fork reads one."""
    root = resolved(document.root)
    if isinstance(root, Sequence):
        return bool(root.items) and all(_is_spec_mapping(resolved(item)) for item in root.items)
    return _is_spec_mapping(root)


def _is_spec_mapping(root: Node | None) -> bool:
    if not isinstance(root, Mapping) or (root.entry("apiVersion") and root.entry("kind")):
        return False
    if root.entry("deploy-to"):
        return True
    return root.entry("stack") is not None and any(
        entry.name in SPEC_KEYS for entry in root.entries
    )
