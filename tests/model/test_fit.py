"""The quick look at keys and types says the same as jsonschema does."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from stacklint.model.dialect import Dialect
from stacklint.model.fit import fit_of
from stacklint.model.keys import forms_along
from stacklint.model.misfits import misfits
from stacklint.model.schema import schema_of
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document


def _spec(text: str, dialect: Dialect = Dialect.LACONIC_SO) -> Spec:
    return Spec(text_document("spec.yml", text), dialect)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("volume: {}", ["volume"]),
        ("x-mine: 1", []),
        ("network: {x-mine: 1, prots: {}}", ["network.prots"]),
        ("network: {prots: {prots: 1}}", ["network.prots"]),
        ("config: {anything: [1]}", []),
        ("secrets: {a: {b: {c: d}}}", []),
        ("labels: {replicas: x}", []),
        ("resources: {containers: {cpus: 4}}", ["resources.containers.cpus"]),
        ("resources: {containers: {web: , api: __API__}}", []),
        ("resources: {containers: {web: {limit: {}}}}", ["resources.containers.web.limit"]),
        ("resources: {volumes: {storage: 5G}}", ["resources.volumes.storage"]),
        ("security: {privilege: true}", ["security.privilege"]),
        ("node-tolerations: [{key: a, effect: b}]", ["node-tolerations.0.effect"]),
        ("network: {http-proxy: [{routes: [{pth: /}]}]}", ["network.http-proxy.0.routes.0.pth"]),
        ("external-services: {api: {hots: a}}", ["external-services.api.hots"]),
        ("__KEY__: 1\n{{ key }}: 2", []),
        ("? [a, b]\n: 1", []),
        ("? {a: b}\n: 1", []),
        ("a: &a {foo: 1}\nnetwork: {<<: *a}", ["a", "network.foo"]),
        ("x-a: &a {ports: {}}\nnetwork: {<<: *a, http-proxy: []}", []),
        ("volumes: {db: {driver: local}}", []),
    ],
)
def test_unknown_keys(text: str, unknown: list[str]) -> None:
    found = fit_of(_spec(text)).unknown
    assert [".".join(map(str, path)) for path in found] == unknown


@pytest.mark.parametrize(
    ("dialect", "text", "foreign"),
    [
        (Dialect.LACONIC_SO, "runtime-class: a\nbackup: {}", ["runtime-class", "backup"]),
        (Dialect.FORK, "runtime-class: a\nbackup: {}", []),
        (Dialect.FORK, "credentials-files: [a]\nnamespace: b", ["credentials-files", "namespace"]),
        (Dialect.LACONIC_SO, "security: {web: {privileged: true}}", ["security.web"]),
        (Dialect.FORK, "security: {web: {privileged: true}}", []),
        (Dialect.FORK, "security: {privileged: true}", ["security.privileged"]),
        (Dialect.LACONIC_SO, "secrets: {a: {keys: {}}}", ["secrets.a.keys"]),
        (Dialect.NEWER, "secrets: {a: {keys: {}}}", []),
    ],
)
def test_foreign_keys(dialect: Dialect, text: str, foreign: list[str]) -> None:
    found = fit_of(_spec(text, dialect)).foreign
    assert [".".join(map(str, path)) for path in found] == foreign


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("replicas: 2", []),
        ("replicas: '2'", ["replicas"]),
        ("replicas: 2.5", ["replicas"]),
        ("replicas: __N__", []),
        ("replicas: {{ n }}", []),
        ("replicas: ${N}", []),
        ("volumes: {a: , b: ~, c: '', d: /x, e: 0x, f: 2026-1-1}", []),
        # A date of Python, at which laconic-so stops where it takes it for a path.
        ("volumes: {f: 2026-01-01}", ["volumes.f"]),
        ("volumes: {a: 5, b: [], c: {}, d: true}", [f"volumes.{x}" for x in "abcd"]),
        ("volumes: {a: &x 5, b: *x}", ["volumes.a", "volumes.b"]),
        ("volumes: {__A__: 5}", []),
        ("volumes: 5", ["volumes"]),
        ("volumes: ", []),
        ("security: {privileged: yes, unlimited-memlock: 'true'}", ["security.privileged"]),
        ("security: {privileged: 1}", ["security.privileged"]),
        ("security: {privileged: !!str true}", []),
        ("annotations: {a: 1, b: x, c: {{ x }}, d: '1'}", ["annotations.a"]),
        ("config: {a: [1], b: 2}", []),
        ("deploy-to: 5", []),
        ("network: {ports: {web: [{a: b}]}}", []),
        ("network: {ports: {web: 80}}", ["network.ports.web"]),
        ("stack: [a, b]", ["stack"]),
        ("registry-credentials: 5", []),
        ("foo: 5\nnetwork: {bar: []}", []),
    ],
)
def test_wrong_types(text: str, wrong: list[str]) -> None:
    spec = _spec(text)
    assert sorted(".".join(map(str, misfit.path)) for misfit in misfits(spec)) == wrong
    assert fit_of(spec).is_typed == (not wrong)


def test_the_fork_takes_its_own_forms() -> None:
    text = "stack: [a, b]\nvolumes: {db: {path: /srv/db, affinity: {label: a, value: b}}}"
    assert list(misfits(_spec(text, Dialect.FORK))) == []


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.just(1.5), st.sampled_from(["a", "true", ""])
)
NAMES = st.sampled_from(
    [
        *("stack", "network", "ports", "http-proxy", "routes", "volumes", "secrets", "keys"),
        *("config", "resources", "containers", "limits", "cpus", "security", "privileged"),
        *("capabilities", "replicas", "labels", "node-affinities", "value", "web", "x-mine"),
        *("credentials-files", "image-pull-policy", "external-services", "runtime-class"),
    ]
)
DATA = st.recursive(
    LEAVES,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(NAMES, below, max_size=4)),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, DATA, max_size=6), st.sampled_from(list(Dialect)))
def test_quick_look_agrees_with_jsonschema(data: dict[str, object], dialect: Dialect) -> None:
    spec = _spec(json.dumps(data), dialect)
    fit = fit_of(spec)
    strange = {*fit.unknown, *fit.foreign}
    errors = [
        path
        for error in Draft202012Validator(schema_of("spec", dialect)).iter_errors(data)
        if error.validator in {"type", "enum"} and (path := tuple(error.absolute_path))
        if strange.isdisjoint(path[:depth] for depth in range(1, len(path) + 1))
        if not any(form.rule for form in forms_along(path, dialect))
        if not (error.instance is None and error.validator_value == "object")
    ]
    assert fit.is_typed == (not errors)
    assert {misfit.path for misfit in misfits(spec)} == set(errors)
