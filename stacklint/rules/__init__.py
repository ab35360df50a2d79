"""The rules: one line each, and nothing is loaded before an input needs it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.model.operator_keys import OPERATOR_SECTIONS
from stacklint.model.targets import KUBERNETES, Target
from stacklint.model.tokens import TOKEN_SIGNS

if TYPE_CHECKING:
    from stacklint.rule import Rule


Subject: TypeAlias = Literal[
    "spec", "stack", "file", "fleet", "kept", "script", "scripts", "comment"
]


class Listed(NamedTuple):
    """A rule's category and name, and what it takes to be worth loading.

    It looks at one spec with its stack, at a stack whatever spec it is of, at any file alike, at
    all specs together, at what git keeps, at a script, at all scripts together, or at comments that
    suppress (`of`), and can only fire where the spec has one of the keys `on`. `sections` are all
    that it reads of a spec, beside what specs of one kind have in common (`Likeness`): where they
    say the same, it has as little to say. Of `config:`, with a colon, it reads the keys alone.
    Those that it reads besides where docker compose fills in values are `sections_on_compose`. It
    can only fire where one of the `words` stands in a file of the stack, and one of the `signs` in
    the spec. One that looks at files may look at scripts as well (`in_scripts`). A rule about a
    change, with `on_change`, can only fire where the change touches one of these sections, or where
    there is no change to judge; one about a change of mounts (`on_remount`), where a compose file
    of the stack has lost some. One about a spec that has something to say of a stack alone is run
    `without_spec` too, and one about a spec or a stack may be `only` for a target. It `is_moot`
    where stacklint deploys, which does what the spec asks for. There, where nothing of a stack is
    passed over, one with `ours` is for every target, and reads those sections besides. `since` is
    the release that brought it, empty for one from outside: a profile pinned to an older one leaves
    it out.
    """

    category: str
    name: str
    on: tuple[str, ...] = ()
    of: Subject = "spec"
    on_change: tuple[str, ...] = ()
    on_remount: bool = False
    since: str = "0.1"
    in_scripts: bool = False
    sections: tuple[str, ...] | None = None
    sections_on_compose: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    without_spec: bool = False
    only: Target | None = None
    is_moot: bool = False
    ours: tuple[str, ...] | None = None

    def where_we_deploy(self) -> Listed:
        """Give the same as it counts for stacklint's own deployer."""
        if self.ours is None:
            return self
        sections = None if self.sections is None else (*self.sections, *self.ours)
        return self._replace(only=None, sections=sections)

    def reads(self, target: Target | None) -> tuple[str, ...] | None:
        """Give the sections that are all it reads of a spec for a target; None where it may any."""
        if self.sections is None or target in KUBERNETES:
            return self.sections
        return (*self.sections, *self.sections_on_compose)


# What `deploy init` takes away or writes otherwise; a change of `config` alone is none of its.
_INIT_WRITES = ("network", "volumes", "configmaps", "secrets", *OPERATOR_SECTIONS)

# What many rules read alone of a spec.
_VOLUMES = ("volumes",)
_MOUNTED = ("volumes", "configmaps")
_BELOW_ROOT = ("volumes", "kind-mount-root")
_PORTS = ("network.ports",)
_REPLACING = ("network.ports", "volumes")
# What stands in a compose file of which two keys say the same, or exclude each other.
_DOUBLED = (
    *("configs", "container_name", "cpus", "device_ids", "external", "mem", "network_mode"),
    *("pids_limit", "replicas", "scale", "secrets", "v4_address", "v6_address"),
)
_RESOURCES = ("resources",)
_IMAGES = ("image-registry", "image-overrides")
_MAYBE_NULL = (
    *("network:", "network.ports:", "volumes:", "secrets:", "configmaps:", "resources:"),
    "security:",
)
_IDENTITY = ("stack", "deploy-to", "namespace", "kind-cluster-name")

LISTED = (
    Listed("gitops", "regenerated-spec", on_change=_INIT_WRITES),
    Listed("gitops", "spec-not-read-by-restart", of="scripts"),
    Listed("gitops", "placeholder-value"),
    Listed("gitops", "unresolved-template-token", signs=TOKEN_SIGNS),
    Listed("gitops", "stack-path-not-found", on=("stack",)),
    Listed("gitops", "deployment-identity-changed", on_change=_IDENTITY),
    Listed("gitops", "mount-root-changed", on_change=("kind-mount-root",), only=Target.KIND),
    Listed("gitops", "second-pod-renames-deployment", of="stack"),
    Listed("gitops", "volume-differs-from-deployed", on=("deploy-to",)),
    Listed("shape", "unparsable-yaml", of="file"),
    Listed("shape", "duplicate-key", of="file"),
    Listed("shape", "null-section", without_spec=True, sections=_MAYBE_NULL),
    Listed(
        "shape",
        "missing-required-key",
        sections=("stack", "deploy-to", "kube-config", "node-affinities", "node-tolerations"),
    ),
    Listed("shape", "unknown-deploy-target", on=("deploy-to",), sections=("deploy-to",)),
    Listed("shape", "unknown-key"),
    Listed("shape", "wrong-value-type"),
    Listed("shape", "unknown-stack-key", of="stack"),
    Listed("shape", "wrong-stack-value", of="stack"),
    Listed("shape", "key-ignored-by-target"),
    Listed("shape", "foreign-dialect-key"),
    Listed("shape", "name-invalid-on-kubernetes"),
    Listed("shape", "value-read-differently", of="file"),
    Listed(
        "shape",
        "unknown-service-in-spec",
        on=("network", "resources", "image-overrides"),
        sections=("network.ports", "resources", "image-overrides"),
    ),
    Listed(
        "volumes",
        "empty-volume-holds-data",
        on=("volumes",),
        sections=("volumes", "kind-mount-root", "resources"),
    ),
    Listed("volumes", "volume-path-lost-at-reboot", on=("volumes",), sections=_VOLUMES),
    Listed("volumes", "relative-path-off-kind", on=("volumes",), sections=_VOLUMES),
    Listed("volumes", "relative-path-misread", on=("volumes",), sections=_VOLUMES),
    Listed(
        "volumes",
        "volume-path-breaks-kind-config",
        on=("volumes", "kind-mount-root"),
        sections=_BELOW_ROOT,
    ),
    Listed("volumes", "config-volume-left-empty", on=("volumes",), sections=_MOUNTED),
    Listed("volumes", "name-in-volumes-and-configmaps", on=("configmaps",), sections=_MOUNTED),
    Listed("volumes", "configmap-source-missing", on=("configmaps",)),
    Listed("volumes", "configmap-content-dropped", on=("configmaps",)),
    Listed("volumes", "volume-path-changed", on=("volumes",), on_change=("volumes",)),
    Listed("volumes", "volume-removed-from-spec", on_change=("volumes", "configmaps")),
    Listed("volumes", "mount-leaves-data-behind", on_remount=True),
    Listed(
        "volumes",
        "volume-with-two-writers",
        on=("volumes",),
        sections=("volumes", "configmaps", "replicas"),
    ),
    Listed("volumes", "data-path-without-volume"),
    Listed(
        "volumes", "volume-missing-from-spec", sections=("volumes", "configmaps", "kind-mount-root")
    ),
    Listed("volumes", "volume-unknown-to-compose", on=("volumes",), sections=_MOUNTED),
    Listed("volumes", "string-prefix-of-mount-root", on=("kind-mount-root",), sections=_BELOW_ROOT),
    Listed("volumes", "path-escapes-mount-root", on=("kind-mount-root",), sections=_BELOW_ROOT),
    Listed(
        "volumes", "relative-path-under-mount-root", on=("kind-mount-root",), sections=_BELOW_ROOT
    ),
    Listed("volumes", "two-volumes-one-node-path", on=("kind-mount-root",), sections=_BELOW_ROOT),
    Listed("volumes", "volume-outside-mount-root", on=("kind-mount-root",), sections=_BELOW_ROOT),
    Listed("volumes", "unusable-mount-root", on=("kind-mount-root",), sections=_BELOW_ROOT),
    Listed("volumes", "overlapping-volume-paths", on=("volumes",), sections=_VOLUMES),
    Listed(
        "volumes",
        "unexpanded-home",
        on=("volumes", "kind-mount-root", "kube-config"),
        sections=("volumes", "kind-mount-root", "kube-config"),
        signs=("~",),
    ),
    Listed("network", "port-with-host-ip", sections=_PORTS),
    Listed("network", "node-port-out-of-range", sections=_PORTS),
    Listed("network", "invalid-port", sections=_PORTS),
    Listed("network", "proxy-target-unknown", on=("network",)),
    Listed("network", "malformed-proxy-route", on=("network", "maintenance-service")),
    Listed("network", "shadowed-proxy-path", on=("network",)),
    Listed("network", "exposed-datastore-port"),
    Listed("network", "missing-acme-email", of="fleet"),
    Listed("network", "host-network-spreads", sections=(), words=("network_mode",)),
    Listed("network", "external-service-unusable", on=("external-services",)),
    Listed("network", "service-name-unresolvable", sections=("config:", "external-services:")),
    Listed("config", "config-scalar-changes-text", on=("config",)),
    Listed("config", "config-value-broken-by-dotenv", on=("config",)),
    Listed("config", "config-value-expands-on-host", on=("config",), signs=("$",)),
    Listed("config", "empty-config-value-dropped", on=("config",)),
    Listed("config", "config-overrides-service-literal", on=("config",)),
    Listed(
        "config",
        "required-variable-unset",
        sections=("config:", "secrets", "credentials-files", *_REPLACING),
        sections_on_compose=("config",),
        words=("$", "secrets", "configs"),
        ours=("config", "image-overrides"),
    ),
    Listed("config", "sidecar-name-rewritten", sections=("config:",)),
    Listed("config", "config-without-effect", on=("config",)),
    Listed("resources", "malformed-quantity", sections=_RESOURCES),
    Listed("resources", "reservation-above-limit", sections=_RESOURCES),
    Listed("resources", "gibibyte-read-as-gigabyte", sections=_RESOURCES),
    Listed(
        "resources", "requests-multiplied-by-containers", on=("resources",), sections=_RESOURCES
    ),
    Listed("resources", "resources-shadowed-by-compose", on=("resources",), sections=_RESOURCES),
    Listed("resources", "privileged-for-every-container", on=("security",), sections=("security",)),
    Listed("resources", "affinities-joined-by-or", on=("node-affinities",)),
    Listed(
        "images",
        "retired-registry-credentials",
        on=("registry-credentials",),
        sections=("registry-credentials", "image-pull-secret"),
    ),
    Listed("images", "incomplete-pull-secret", on=("image-pull-secret",)),
    Listed("images", "image-name-breaks-registry", on=("image-registry",), sections=_IMAGES),
    Listed("images", "local-image-off-kind", only=Target.K8S, sections=_IMAGES),
    Listed("images", "mutable-image-tag"),
    Listed("secrets", "plaintext-secret", of="file", in_scripts=True),
    Listed("secrets", "undelivered-generate-token", on=("config",), signs=("$",), is_moot=True),
    Listed("secrets", "malformed-generate-token", on=("config",), signs=("$",)),
    Listed("secrets", "secret-file-tracked", of="kept"),
    Listed(
        "secrets",
        "secret-hidden-by-environment",
        on=("secrets",),
        sections=("config:", "secrets", "credentials-files"),
    ),
    Listed(
        "secrets",
        "secrets-in-every-container",
        on=("secrets", "credentials-files", "config"),
        sections=("config:", "secrets", "credentials-files"),
    ),
    Listed("compose", "environment-list", of="stack", words=("environment",)),
    Listed("compose", "environment-not-a-string", of="stack", words=("environment",)),
    Listed("compose", "env-file-ignored", without_spec=True, words=("env_file",)),
    Listed(
        "compose",
        "interpolation-left-literal",
        without_spec=True,
        sections=("config:", *_IMAGES),
        words=("$",),
    ),
    Listed("compose", "string-command-misread", of="stack", words=("command", "entrypoint")),
    Listed("compose", "named-user", of="stack", words=("user",)),
    Listed("compose", "unsupported-mount-form", without_spec=True),
    Listed("compose", "unusable-host-bind", of="stack"),
    Listed("compose", "healthcheck-ignored", without_spec=True, words=("healthcheck",)),
    Listed("compose", "depends-on-ignored", of="stack", words=("depends_on",)),
    Listed(
        "compose",
        "one-shot-becomes-deployment",
        of="stack",
        words=("restart", "service_completed_successfully"),
    ),
    Listed("compose", "ignored-compose-key", without_spec=True, sections=("security",)),
    Listed("compose", "bundled-pod-fallback", of="stack"),
    Listed("compose", "stack-config-hangs", of="stack"),
    Listed("compose", "service-without-image", without_spec=True, sections=("image-overrides",)),
    Listed(
        "compose",
        "wrong-compose-value",
        without_spec=True,
        sections=_REPLACING,
        sections_on_compose=("config",),
        ours=("config", "image-overrides", "network.http-proxy"),
    ),
    Listed(
        "compose",
        "unknown-compose-key",
        without_spec=True,
        only=Target.COMPOSE,
        sections=_REPLACING,
    ),
    Listed(
        "compose",
        "conflicting-compose-keys",
        without_spec=True,
        only=Target.COMPOSE,
        sections=_REPLACING,
        words=_DOUBLED,
    ),
    Listed(
        "compose",
        "malformed-interpolation",
        without_spec=True,
        only=Target.COMPOSE,
        sections=_REPLACING,
        words=("${",),
    ),
    Listed("compose", "pod-without-compose-file", of="stack"),
    Listed("compose", "undeclared-volume", of="stack", only=Target.COMPOSE),
    Listed("compose", "undefined-reference", of="stack", only=Target.COMPOSE, ours=()),
    Listed(
        "compose",
        "dependency-cycle",
        of="stack",
        only=Target.COMPOSE,
        words=("depends_on", "extends", "links", "volumes_from", "service:"),
        ours=(),
    ),
    Listed(
        "compose",
        "dependency-never-healthy",
        of="stack",
        only=Target.COMPOSE,
        words=("service_healthy",),
    ),
    Listed(
        "compose",
        "missing-env-file",
        of="stack",
        only=Target.COMPOSE,
        words=("env_file",),
        ours=(),
    ),
    Listed("compose", "missing-bind-source", of="stack", only=Target.COMPOSE),
    Listed(
        "compose",
        "missing-compose-part",
        of="stack",
        only=Target.COMPOSE,
        words=("include", "extends", "secrets", "configs"),
    ),
    Listed(
        "compose",
        "command-cut-short",
        of="stack",
        only=Target.COMPOSE,
        words=("command", "entrypoint"),
    ),
    Listed("compose", "mount-target-twice", of="stack", words=("volumes",)),
    Listed("compose", "volume-read-as-drive", of="stack", only=Target.COMPOSE),
    Listed("compose", "service-defined-twice", of="stack", only=Target.COMPOSE),
    Listed("compose", "unnamed-compose-file", of="stack"),
    Listed("workspace", "cluster-settings-disagree", of="fleet"),
    Listed("workspace", "host-path-shared-by-specs", of="fleet"),
    Listed("workspace", "host-port-claimed-twice", of="fleet"),
    Listed("workspace", "host-name-claimed-twice", of="fleet"),
    Listed("workspace", "namespace-claimed-twice", of="fleet"),
    Listed("workspace", "stale-spec-copy", of="fleet"),
    Listed("workspace", "missing-mount-root", of="fleet"),
    Listed("scripts", "spec-regenerated-by-script", of="script"),
    Listed("scripts", "restart-without-spec-file", of="script"),
    Listed("scripts", "namespace-deleted-by-script", of="script"),
    Listed("scripts", "data-deleted-by-script", of="script"),
    Listed("scripts", "cluster-deleted-by-script", of="script"),
    Listed("scripts", "config-env-edited-in-place", of="script"),
    Listed("scripts", "spec-rewritten-by-script", of="script"),
    Listed("scripts", "working-directory-unset", of="script"),
    Listed("scripts", "script-touches-owned-objects", of="script"),
    Listed("scripts", "deploy-failure-ignored", of="script"),
    Listed("scripts", "retired-command", of="script"),
    Listed("scripts", "script-path-differs-from-spec", of="script"),
    Listed("suppressions", "unused-suppression", of="comment"),
    Listed("suppressions", "malformed-suppression", of="comment"),
    Listed("suppressions", "suppression-without-reason", of="comment"),
    Listed("suppressions", "expired-suppression", of="comment"),
    Listed("suppressions", "stale-baseline-entry", of="comment"),
)

ALIASES: dict[str, str] = {}
"""Old names of rules, and what they are called now."""

CATEGORIES = tuple(sorted({listed.category for listed in LISTED}))
NAMES = tuple(listed.name for listed in LISTED)
ACROSS = frozenset(
    listed.name for listed in LISTED if listed.of in {"fleet", "kept", "script", "scripts"}
)
"""Rules that look at several files at once."""
SIGNS = tuple(sorted({sign for listed in LISTED for sign in listed.signs}))
"""What rules look for in the text of a spec before they look closer."""


def load(listed: Listed) -> Rule:
    """Import the file of a rule; a registry asks once for each."""
    name = listed.name.replace("-", "_")
    module = import_module(f"stacklint.rules.{listed.category}.{name}")
    rule: Rule = getattr(module, name)
    return rule


def listed_as(name: str) -> Listed:
    """Give the entry of that name; StopIteration where there is none."""
    return next(listed for listed in LISTED if listed.name == name)


def rule_named(name: str) -> Rule:
    """Give the rule of that name; StopIteration where there is none."""
    return load(listed_as(name))
