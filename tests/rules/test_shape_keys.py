"""Keys that are unknown, foreign or ignored: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile, Safety
from stacklint.model.dialect import Dialect
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.rule import Hit, Settings
from stacklint.rules import rule_named
from tests.memory import MemoryTree, World, lint

HEAD = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"


def _found(text: str, rule: str, settings: Settings | None = None) -> list[Finding]:
    world = World(settings=settings or Settings())
    return lint({"spec.yml": text}, rule, profile=Profile.AUDIT, world=world).findings


def _at(text: str, rule: str, settings: Settings | None = None) -> list[str]:
    return sorted(finding.key[2] for finding in _found(text, rule, settings))


@pytest.mark.parametrize(
    ("text", "said", "profile"),
    [
        ("volume: {}\n", "the key is called `volumes`", "recommended"),
        ("kindMountRoot: /a\n", "the key is called `kind-mount-root`", "recommended"),
        ("network: {http_proxy: []}\n", "the key is called `http-proxy`", "recommended"),
        ("security: {privilege: true}\n", "the key is called `privileged`", "recommended"),
        ("environment: {A: b}\n", "the key is called `config`", "recommended"),
        ("ports: {}\n", "it belongs below `network`", "recommended"),
        ("http-proxy: []\n", "it belongs below `network`", "recommended"),
        ("network: {volumes: {}}\n", "it belongs at the top level", "recommended"),
        ("privileged: true\n", "it belongs below `security`", "recommended"),
        ("host-name: a\n", "it belongs below `network.http-proxy`", "recommended"),
        (
            "resources: {containers: {cpus: 1}}\n",
            "it belongs below `resources.containers.reservations`",
            "recommended",
        ),
        (
            "resources: {containers: {limit: {memory: 1G}}}\n",
            "it belongs below `resources.containers.limits`",
            "recommended",
        ),
        ("network: {env: {}}\n", "it changes nothing", "strict"),
        ("firewall: on\n", "it changes nothing", "strict"),
        ("path: /a\n", "it changes nothing", "strict"),
        ("5: a\n", "it changes nothing", "strict"),
    ],
)
def test_unknown_keys(text: str, said: str, profile: str) -> None:
    (finding,) = _found(HEAD + text, "unknown-key")
    assert said in finding.message
    assert finding.profile.word == profile


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("volume: {}\n", (Safety.UNSAFE, "volume → volumes")),
        ("volume: {}\nvolumes: {}\n", None),
        ("acme-email: a\n", (Safety.DISPLAY, "move it to network.acme-email")),
        ("acme-email: a\nnetwork: {acme-email: b}\n", None),
        ("acme-email: a\nnetwork: []\n", None),
        ("host-name: a\n", None),
        ("firewall: a\n", None),
        ("x-a: &a {volume: {}}\n<<: *a\n", None),
    ],
)
def test_unknown_keys_are_renamed_or_shown(text: str, fix: tuple[Safety, str] | None) -> None:
    (finding,) = _found(HEAD + text, "unknown-key")
    assert (None if finding.fix is None else (finding.fix.safety, finding.fix.title)) == fix


@pytest.mark.parametrize(
    ("known", "count"),
    [((), 1), (("firewall",), 0), (("network.firewall",), 0), (("security.firewall",), 1)],
)
def test_unknown_keys_that_the_configuration_knows(known: tuple[str, ...], count: int) -> None:
    settings = Settings(known_keys=known)
    assert len(_at(HEAD + "network: {firewall: on}\n", "unknown-key", settings)) == count


@pytest.mark.parametrize(
    ("hook", "count"),
    [("spec['firewall']", 0), ('spec.get("firewall")', 0), ("# the firewall", 1), ("", 1)],
)
def test_unknown_keys_that_a_hook_reads(hook: str, count: int) -> None:
    files = {
        "spec.yml": HEAD + "firewall: on\n",
        "so/stacks/web/stack.yml": "pods: []\n",
        "so/stacks/web/deploy/commands.py": f"{hook}\n",
    }
    assert len(lint(files, "unknown-key", profile=Profile.AUDIT).findings) == count


@pytest.mark.parametrize(
    ("target", "text", "expected"),
    [
        ("compose", "security: {privileged: true}\n", [("security", "warning")]),
        ("compose", "secrets: {a: }\n", [("secrets", "warning")]),
        ("compose", "secrets: {}\nlabels: {}\nca-certificates: []\nnamespace: ''\n", []),
        ("compose", "secrets:\nnetwork: {http-proxy: []}\n", []),
        ("compose", "configmaps: {a: ./configmaps/a}\n", [("configmaps", "warning")]),
        ("compose", "network: {acme-email: a}\n", [("network.acme-email", "warning")]),
        ("compose", "maintenance-service: a:80\n", [("maintenance-service", "error")]),
        ("k8s", "maintenance-service: a:80\n", []),
        (
            "k8s",
            "security: {unlimited-memlock: 'True'}\n",
            [("security.unlimited-memlock", "error")],
        ),
        ("k8s", "security: {unlimited-memlock: yes}\n", []),
        ("k8s", "security: {unlimited-memlock: __X__}\n", []),
        ("k8s-kind", "security: {unlimited-memlock: true}\n", []),
        ("k8s", "caddy-ingress-image: a\n", [("caddy-ingress-image", "warning")]),
        ("k8s-kind", "caddy-ingress-image: a\nkind-cluster-name: b\n", []),
        ("compose", "x: &x {replicas: 2}\n<<: *x\n", [("replicas", "warning")]),
        ("compose", "replicas: __N__\n", [("replicas", "warning")]),
        ("compose", "runtime-class: a\nreplicas: 2\n", []),
        ("nomad", "replicas: 2\nkube-config: a\n", []),
    ],
)
def test_key_ignored_by_target(target: str, text: str, expected: list[tuple[str, str]]) -> None:
    found = _found(f"stack: a\ndeploy-to: {target}\n{text}", "key-ignored-by-target")
    assert [(x.key[2], x.severity.word) for x in found] == expected
    assert {x.fix.safety for x in found if x.fix} <= {Safety.DISPLAY}


def test_what_is_there_in_the_place_of_configmaps() -> None:
    spec = "stack: a\ndeploy-to: compose\nconfigmaps: {a: ./configmaps/a}\n"
    (found,) = _found(spec, "key-ignored-by-target")
    assert found.message.endswith(": each of its volumes is an empty volume of docker's")


def _hits(text: str, dialect: Dialect | None) -> list[Hit]:
    spec = Spec(text_document("spec.yml", text), dialect)
    rule = rule_named("foreign-dialect-key")
    return list(rule.function(spec, None, MemoryTree({}), Settings()))


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (None, "runtime-class: a\n", []),
        (None, "network: {http-proxy: [{routes: [{websocket: true}]}]}\n", []),
        (None, "runtime-class: a\nnamespace: b\n", ["runtime-class"]),
        (Dialect.LACONIC_SO, "runtime-class: a\n", ["runtime-class"]),
        (Dialect.LACONIC_SO, "secrets: {a: {keys: {}}}\n", ["secrets.a.keys"]),
        (Dialect.LACONIC_SO, "volumes: {a: {path: /a}}\n", ["volumes.a.path"]),
        (Dialect.LACONIC_SO, "volumes: {a: {driver: b}}\n", []),
        (
            Dialect.NEWER,
            "runtime-class: a\nvolumes: {a: {path: /a}}\n",
            ["runtime-class", "volumes.a.path"],
        ),
        (Dialect.NEWER, "secrets: {a: {keys: {}}}\n", []),
        (Dialect.FORK, "runtime-class: a\nvolumes: {a: {path: /a}}\n", []),
        (Dialect.FORK, "runtime-class: a\nnamespace: b\n", ["namespace"]),
        (Dialect.FORK, "security: {privileged: true, web: {}}\n", ["security.privileged"]),
    ],
)
def test_foreign_dialect_key(dialect: Dialect | None, text: str, expected: list[str]) -> None:
    hits = _hits(HEAD + text, dialect)
    assert [".".join(map(str, hit.at.path)) for hit in hits] == expected


@pytest.mark.parametrize(("dialect", "severity"), [(Dialect.LACONIC_SO, "error"), (None, None)])
def test_a_volume_of_the_fork_is_an_error_for_a_known_reader(
    dialect: Dialect | None, severity: str | None
) -> None:
    text = HEAD + "volumes: {a: {path: /a}}\ncredentials-files: [b]\n"
    (hit,) = _hits(text, dialect)
    assert (None if hit.severity is None else hit.severity.word) == severity


def test_a_foreign_key_says_whose_it_is_and_how_to_say_so() -> None:
    text = HEAD + "secrets: {a: {keys: {A: {env: A}}}}\nruntime-class: kata\n"
    found, _ = lint({"spec.yml": text}, "foreign-dialect-key", profile=Profile.AUDIT).findings
    assert "newer builds of laconic-so: an older one makes no Secret of it" in found.message
    hint = 'where that is what deploys this spec, set `dialect = "newer-laconic-so"`'
    assert ("hint", hint) in found.notes
