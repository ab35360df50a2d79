"""Declared rules: which entries of which files they look at, and what they say."""

from __future__ import annotations

import pytest

from stacklint.finding import Confidence, Harm, Profile, Severity
from tests.outside.made import COMPOSE, HEAD, SPEC, STACK, findings, found, registry, rule

RESOURCES = "path = 'resources.containers.limits'\nrequired = true\n"
HEALTH = "of = 'compose'\npath = 'services.*.healthcheck'\nrequired = true\n"


@pytest.mark.parametrize(
    ("spec", "messages"),
    [
        ("", ["resources.containers.limits"]),
        ("resources:\n", ["resources.containers.limits"]),
        ("resources: {}\n", ["resources.containers.limits"]),
        ("resources: {containers: {reservations: {}}}\n", ["resources.containers.limits"]),
        ("resources: {containers: {limits: }}\n", ["resources.containers.limits"]),
        ("resources: {containers: {limits: {}}}\n", []),
        ("resources: {containers: {limits: 5}}\n", []),
        ("resources: 5\n", []),
        ("resources: []\n", []),
        ("resources: __RESOURCES__\n", []),
        ("resources: {{ resources }}\n", []),
        ("resources: {__KIND__: {}}\n", []),
        ("resources: {containers: __X__}\n", []),
        ("# __RESOURCES__\n", []),
        ("x: &r {containers: {limits: {}}}\nresources: *r\n", []),
        ("x: &r {containers: {limits: {}}}\nresources:\n  <<: *r\n", []),
        ("x: &r {containers: {}}\nresources: *r\n", ["resources.containers.limits"]),
    ],
)
def test_what_is_required_is_missed_where_that_is_certain(spec: str, messages: list[str]) -> None:
    assert found(RESOURCES, HEAD + spec) == messages


@pytest.mark.parametrize(
    ("compose", "messages"),
    [
        ("services: {}\n", []),
        ("", []),
        ("services:\n", []),
        ("services: {a: {}, b: {healthcheck: {}}}\n", ["services.a.healthcheck"]),
        ("services: {a: }\n", ["services.a.healthcheck"]),
        ("services: {b: {healthcheck: }}\n", ["services.b.healthcheck"]),
        ("services: {a: 5, b: [], c: __X__}\n", []),
        ("services: {__X__: {}}\n", ["services.__X__.healthcheck"]),
        ("services: {a: {}, a: {healthcheck: {}}}\n", ["services.a.healthcheck"]),
        ("x-a: &a {healthcheck: {}}\nservices: {a: *a, b: {<<: *a}}\n", []),
    ],
)
def test_each_of_many_has_to_have_it(compose: str, messages: list[str]) -> None:
    assert found(HEALTH, HEAD, compose=compose) == messages


@pytest.mark.parametrize(
    ("spec", "place"),
    [
        ("", (1, 1, 1, 18)),
        ("resources:\n  containers:\n    x: 1\n", (4, 3, 4, 13)),
        ("resources:\n", (3, 1, 3, 10)),
    ],
)
def test_what_is_missing_is_shown_at_the_closest_there_is(
    spec: str, place: tuple[int, int, int, int]
) -> None:
    (finding,) = findings(rule(RESOURCES), {SPEC: HEAD + spec})
    at = finding.at
    assert (at.line, at.column, at.end_line, at.end_column) == place


@pytest.mark.parametrize(
    ("asked", "spec", "places"),
    [
        ("path = 'config.*'\nmatches = 'x'", "config: {a: b, b: x, c: }\n", ["b", "c"]),
        ("path = 'config.*'\nforbidden = true", "config: {a: b, b: x}\n", ["a", "b"]),
        ("path = 'l[*]'\nmatches = 'x'", "l: [a, x, {b: c}]\n", ["a"]),
        ("path = 'l[*]'\nforbidden = true", "l: [a]\n", ["a"]),
        ("path = 'a'\nmatches = 'x'", "a: b\na: c\n", ["b", "c"]),
        ("path = 'a'\nforbidden = true", "a: b\na: c\n", ["a", "a"]),
        ("path = 'a'\nmatches = 'x'", "b: &b y\na: *b\n", ["*b"]),
        ("path = 'm.a'\nmatches = 'x'", "b: &b {a: y}\nm: {<<: *b}\n", ["y"]),
        ("path = 'a'\ntype = 'text'", "a: {b: c}\n", ["{b: c}"]),
    ],
)
def test_place_is_the_value_or_the_key(asked: str, spec: str, places: list[str]) -> None:
    text = HEAD + spec
    shown = [text[x.at.start : x.at.end] for x in findings(rule(asked), {SPEC: text})]
    assert shown == places


IMAGE = "of = 'compose'\npath = 'services.*.image'\nnot-matches = ':latest$'\n"
PODS = "name: web\npods: [web, web]\njobs: [web]\n"


@pytest.mark.parametrize(
    ("asked", "files"),
    [
        (IMAGE, [COMPOSE]),
        ("of = 'stack'\npath = 'pods[*]'\nforbidden = true", [STACK, STACK]),
        ("of = 'spec'\npath = 'stack'\nforbidden = true", [SPEC]),
        ("path = 'services'\nforbidden = true", []),
        ("of = 'stack'\npath = 'services'\nforbidden = true", []),
    ],
)
def test_rule_looks_at_files_of_one_kind(asked: str, files: list[str]) -> None:
    tree = {SPEC: HEAD, STACK: PODS, COMPOSE: "services: {a: {image: 'b:latest'}}\n"}
    assert [finding.file for finding in findings(rule(asked), tree)] == files


def test_specs_that_share_a_compose_file_see_a_fault_once() -> None:
    tree = {
        SPEC: HEAD,
        "envs/test.yml": HEAD,
        STACK: PODS,
        COMPOSE: "services: {a: {image: 'b:latest'}}\n",
    }
    assert len(findings(rule(IMAGE), tree)) == 1


def test_list_of_specs_is_not_looked_at() -> None:
    assert found(RESOURCES, "- {stack: a, deploy-to: k8s}\n- {stack: b, deploy-to: k8s}\n") == []


KIND = "stack: a\ndeploy-to: k8s-kind\n"


@pytest.mark.parametrize(
    ("when", "spec", "applies"),
    [
        ("deploy-to = 'k8s-kind'", KIND, True),
        ("deploy-to = 'k8s'", KIND, False),
        ("deploy-to = ['k8s', 'k8s-kind']", KIND, True),
        ("deploy-to = {not-matches = 'kind'}", KIND, False),
        ("replicas = {at-least = 2}", KIND + "replicas: 3\n", True),
        ("replicas = {at-least = 2}", KIND + "replicas: 1\n", False),
        ("replicas = {at-least = 2}", KIND, False),
        ("replicas = 3", KIND + "replicas: '3'\n", False),
        ("a = true", KIND + "a: true\n", True),
        ("a = true", KIND + "a: 1\n", False),
        ("namespace = {required = true}", KIND + "namespace: a\n", True),
        ("namespace = {required = true}", KIND + "namespace:\n", False),
        ("namespace = {required = true}", KIND + "namespace: __X__\n", True),
        ("namespace = {forbidden = true}", KIND, True),
        ("namespace = {forbidden = true}", KIND + "namespace: a\n", False),
        ("namespace = {forbidden = true}", KIND + "namespace:\n", False),
        ("namespace = {forbidden = true}", KIND + "# __MORE__\n", False),
        ("namespace = {forbidden = true}", KIND + "__KEY__: a\n", False),
        ("'network.acme-email' = {forbidden = true}", KIND, True),
        ("'network.acme-email' = {forbidden = true}", KIND + "network: __X__\n", False),
        ("'network.http-proxy[*].host-name' = {matches = 'b$'}", KIND
         + "network: {http-proxy: [{host-name: a}, {host-name: b}]}\n", True),
        ("'volumes.*' = {required = true}", KIND + "volumes: {}\n", False),
        ("namespace = 'a'", KIND + "namespace: __X__\n", False),
        ("namespace = {none-of = ['a']}", KIND + "namespace: __X__\n", False),
        ("deploy-to = 'k8s-kind'\nnamespace = 'b'", KIND + "namespace: a\n", False),
        ("deploy-to = 'k8s-kind'\nnamespace = 'a'", KIND + "namespace: a\n", True),
    ],
)  # fmt: skip
def test_conditions_are_about_the_spec(when: str, spec: str, applies: bool) -> None:
    table = f"path = 'stack'\nforbidden = true\n[rules.when]\n{when}"
    assert found(table, spec) == (["stack"] if applies else [])


def test_condition_about_the_spec_holds_for_its_compose_files() -> None:
    table = IMAGE + "when = {deploy-to = 'k8s'}"
    compose = "services: {a: {image: 'b:latest'}}\n"
    assert found(table, HEAD, compose=compose) == []
    assert found(table, HEAD.replace("k8s-kind", "k8s"), compose=compose) == ["services.a.image"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("b", "b"),
        ("", "nothing"),
        ("~", "nothing"),
        ("''", ""),
        ("[1]", "a list"),
        ("{a: b}", "a mapping"),
        ("true", "true"),
        ("|\n    one\n    two", "one…"),
        ("x" * 70, "x" * 60 + "…"),
        ("http://u:hunter2@db/x", "http://u:****@db/x"),
        ("{{ x }}", "a mapping"),
    ],
)
def test_value_is_shown_short(value: str, shown: str) -> None:
    table = "path = 'config.K'\nforbidden = true\nmessage = '{value}|{path}|{name}|{{}}'"
    assert found(table, f"{HEAD}config:\n  K: {value}\n") == [f"{shown}|config.K|K|{{}}"]


@pytest.mark.parametrize("key", ["DB_PASSWORD", "API_TOKEN", "aws.secret-key"])
def test_secret_is_not_shown(key: str) -> None:
    table = "path = 'config.*'\nmatches = '^x'\nmessage = '{name} is {value}'"
    assert found(table, f"{HEAD}config: {{{key}: hunter2hunter2}}\n") == [f"{key} is ****"]


@pytest.mark.parametrize(
    ("key", "path", "name"),
    [
        ("'a b'", 'config."a b"', "a b"),
        ('"x\\n::error::"', 'config."x\n::error::"', "x\n::error::"),
        ("''", 'config.""', ""),
        ("8080", "config.8080", "8080"),
        ("'{value}'", "config.{value}", "{value}"),
        ("'[0]'", 'config."[0]"', "[0]"),
        ("é", "config.é", "é"),
    ],
)
def test_hostile_key_is_named_as_it_is(key: str, path: str, name: str) -> None:
    table = "path = 'config.*'\nforbidden = true\nmessage = '{path}|{name}'"
    assert found(table, f"{HEAD}config:\n  {key}: v\n") == [f"{path}|{name}"]


def test_item_has_the_name_of_its_list() -> None:
    table = "path = 'a.devices[*]'\nforbidden = true\nmessage = '{name} {path}'"
    assert found(table, HEAD + "a: {devices: [x]}\n") == ["devices a.devices[0]"]


def test_table_says_all_that_there_is_to_a_rule() -> None:
    own = registry(
        rule(
            "path = 'config.A'\nforbidden = true\nseverity = 'info'\nprofile = 'audit'\n"
            "harm = 'data'\nwhy = 'So.'\nfiles = ['envs/']\nfix = {remove = true, safety = 'safe'}"
        )
    ).own["x"]
    declared = own.rule
    assert own.listed[:4] == ("own", "x", ("config",), "spec")
    assert (own.origin, own.author, own.files) == ("stacklint.toml", "stacklint", ("envs/",))
    assert declared.severity is Severity.INFO
    assert declared.profile is Profile.AUDIT
    assert declared.harm is Harm.DATA
    assert declared.confidence is Confidence.HIGH
    assert declared.fix is not None
    assert declared.summary == "`config.A` must not be there."


def test_rule_is_an_error_of_every_run_unless_it_says_otherwise() -> None:
    declared = registry(rule("path = 'a'\nrequired = true")).own["x"].rule
    assert declared.severity is Severity.ERROR
    assert declared.profile is Profile.RECOMMENDED
    assert (declared.harm, declared.fix) == (Harm.ORDER, None)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("path = 'config.*'\nforbidden = true", ("config",)),
        ("path = 'config.A'\nrequired = true", ()),
        ("path = '**.A'\nforbidden = true", ()),
        ("path = '*'\nforbidden = true", ()),
        ("of = 'compose'\npath = 'services.*'\nforbidden = true", ()),
    ],
)
def test_rule_is_asked_only_where_it_can_have_anything_to_say(
    asked: str, keys: tuple[str, ...]
) -> None:
    assert registry(rule(asked)).own["x"].listed.on == keys
