"""The rules of the catalogue are there by name, and the page of what is not done says the rest."""

from __future__ import annotations

import re

from stacklint.rules import NAMES
from tests.pages import PAGES

# The names, by category, in the order of the catalogue.
BY_CATEGORY = """
unparsable-yaml duplicate-key null-section missing-required-key unknown-deploy-target unknown-key
wrong-value-type key-ignored-by-target foreign-dialect-key name-invalid-on-kubernetes
value-read-differently unknown-service-in-spec

regenerated-spec placeholder-value unresolved-template-token stack-path-not-found
deployment-identity-changed second-pod-renames-deployment spec-not-read-by-restart

empty-volume-holds-data relative-path-off-kind volume-missing-from-spec volume-unknown-to-compose
string-prefix-of-mount-root path-escapes-mount-root relative-path-under-mount-root
two-volumes-one-node-path volume-outside-mount-root unusable-mount-root overlapping-volume-paths
unexpanded-home relative-path-misread volume-path-breaks-kind-config config-volume-left-empty
name-in-volumes-and-configmaps configmap-source-missing configmap-content-dropped
volume-path-changed volume-removed-from-spec volume-with-two-writers data-path-without-volume

port-with-host-ip node-port-out-of-range invalid-port proxy-target-unknown malformed-proxy-route
shadowed-proxy-path exposed-datastore-port missing-acme-email host-network-spreads
external-service-unusable service-name-unresolvable

config-scalar-changes-text config-value-broken-by-dotenv config-value-expands-on-host
empty-config-value-dropped config-overrides-service-literal required-variable-unset
sidecar-name-rewritten config-without-effect

malformed-quantity gibibyte-read-as-gigabyte requests-multiplied-by-containers
resources-shadowed-by-compose privileged-for-every-container

retired-registry-credentials incomplete-pull-secret image-name-breaks-registry
local-image-off-kind mutable-image-tag

plaintext-secret undelivered-generate-token malformed-generate-token secret-file-tracked
secrets-in-every-container

environment-list environment-not-a-string env-file-ignored interpolation-left-literal
string-command-misread named-user unsupported-mount-form unusable-host-bind healthcheck-ignored
depends-on-ignored one-shot-becomes-deployment ignored-compose-key bundled-pod-fallback
stack-config-hangs

cluster-settings-disagree host-path-shared-by-specs host-name-claimed-twice
namespace-claimed-twice stale-spec-copy missing-mount-root

restart-without-spec-file namespace-deleted-by-script data-deleted-by-script
cluster-deleted-by-script config-env-edited-in-place spec-rewritten-by-script
working-directory-unset script-touches-owned-objects deploy-failure-ignored retired-command
script-path-differs-from-spec

unused-suppression malformed-suppression suppression-without-reason expired-suppression
stale-baseline-entry
"""
CATALOGUE = BY_CATEGORY.split()
PAGE = (PAGES / "not-done.md").read_text(encoding="utf-8")
MISSING, MORE = "Rules that do not exist", "Rules that the catalogue does not have"


def _listed(heading: str) -> set[str]:
    """Name the rules that the first column under a heading lists."""
    _, _, rest = PAGE.partition(f"## {heading}\n")
    rows = re.findall(r"^\| (.*?) \| ", rest.partition("\n## ")[0], re.MULTILINE)
    return {name for row in rows for name in re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", row)}


def test_catalogue_has_111_rules() -> None:
    assert len(set(CATALOGUE)) == len(CATALOGUE) == 111


def test_every_rule_of_the_catalogue_exists_or_is_listed_with_the_reason() -> None:
    assert set(CATALOGUE) - set(NAMES) == _listed(MISSING)


def test_every_rule_that_is_more_is_listed() -> None:
    assert set(NAMES) - set(CATALOGUE) == _listed(MORE)
