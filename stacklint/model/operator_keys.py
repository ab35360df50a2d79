"""The top-level keys of a spec that `deploy init` never writes.

Source: reference `dialect.md` (a), what `deploy init` writes. Apart from all else, since the list
of rules needs them before anything is read.
"""

OPERATOR_SECTIONS = (
    "kind-mount-root",
    "kind-cluster-name",
    "namespace",
    "resources",
    "security",
    "image-registry",
    "image-pull-secret",
    "image-pull-policy",
    "image-overrides",
    "credentials-files",
    "external-services",
    "ca-certificates",
    "maintenance-service",
    "caddy-ingress-image",
    "replicas",
    "annotations",
    "labels",
    "node-affinities",
    "node-tolerations",
)
"""Keys that only an operator can have put there."""
