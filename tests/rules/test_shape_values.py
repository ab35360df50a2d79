"""Types of values, and values that readers take for different things: beyond the pages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stacklint.finding import Finding, Profile, Safety
from stacklint.model.dialect import Dialect
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.rules import rule_named
from tests.memory import lint
from tests.running import clean_env

HEAD = "stack: so/stacks/web\n"


def _found(text: str, rule: str, target: str = "k8s-kind") -> list[Finding]:
    files = {"spec.yml": f"{HEAD}deploy-to: {target}\n{text}"}
    return lint(files, rule, profile=Profile.AUDIT).findings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("volumes: {a: 5}\n", "`volumes.a` is a number, and has to be a path: `create` stops"),
        ("volumes: {a: {driver: b}}\n", "`volumes.a` is a mapping, and has to be a path"),
        ("volumes: {a: 2026-01-01}\n", "`volumes.a` is a date, and has to be a path: `create`"),
        (
            "configmaps: {a: 2026-01-01 10:00:00}\n",
            "`configmaps.a` is a date, and has to be a path",
        ),
        ("credentials-files: [2026-01-01]\n", "`credentials-files.0` is a date, and has to be"),
        ("volumes: [a]\n", "`volumes` is a list, and has to be a mapping"),
        ("volumes: ''\n", "`volumes` is text, and has to be a mapping"),
        ("configmaps: {a: }\n", "`configmaps.a` is empty, and has to be a path"),
        ("configmaps: [a]\n", "`configmaps` is a list, and has to be a mapping"),
        ("secrets: [a]\n", "`secrets` is a list, and has to be a mapping"),
        ("config: [A=1]\n", "`config` is a list, and has to be a mapping"),
        ("stack: 5\n", "`stack` is a number, and has to be text"),
        ("namespace: 5\n", "`namespace` is a number, and has to be text"),
        ("replicas: two\n", "`replicas` is text, and has to be a whole number: the Kubernetes API"),
        ("replicas: -1\n", "`replicas` is -1, and has to be 0 or more: the Kubernetes API refuses"),
        ("replicas: true\n", "`replicas` is `true`, and has to be a whole number"),
        ("security: {privileged: Yes}\n", "`security.privileged` is `Yes`, and has to be `true`"),
        ("security: {privileged: 'on'}\n", "any other word counts as false"),
        ("security: {privileged: 1}\n", "`security.privileged` is a number"),
        ("security: {capabilities: NET_ADMIN}\n", "is text, and has to be a list"),
        ("security: {capabilities: [5]}\n", "`security.capabilities.0` is a number"),
        ("image-pull-policy: always\n", "`Always`, `IfNotPresent` or `Never`"),
        ("network: {ports: {web: }}\n", "`network.ports.web` is empty, and has to be a list"),
        ("network: {ports: [a]}\n", "`network.ports` is a list, and has to be a mapping"),
        ("annotations: {a: 2.5}\n", "`annotations.a` is a number, and has to be text"),
        ("labels: {a: [b]}\n", "`labels.a` is a list, and has to be text: the Kubernetes API"),
        ("labels: b\n", "`labels` is text, and has to be a mapping: laconic-so cannot"),
        ("ca-certificates: [5]\n", "`ca-certificates.0` is a number, and has to be a path"),
        ("image-pull-secret: token\n", "`image-pull-secret` is text, and has to be a mapping"),
        ("resources: {containers: [a]}\n", "`resources.containers` is a list"),
        (
            "stack: [so/stacks/web]\nvolumes: {a: {path: /a, affinity: b}}\n",
            "`volumes.a.affinity` is text, and has to be a mapping: laconic-so cannot use it",
        ),
        ("x: &x {a: 5}\nvolumes: {<<: *x}\n", "`volumes.a` is a number"),
    ],
)
def test_wrong_types(text: str, said: str) -> None:
    own = text.startswith("stack:")
    files = {"spec.yml": ("" if own else HEAD) + "deploy-to: k8s-kind\n" + text}
    (finding,) = lint(files, "wrong-value-type", profile=Profile.AUDIT).findings
    assert said in finding.message


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("compose", "replicas: '2'\nannotations: {a: 1}\nsecurity: {privileged: yes}\n"),
        ("compose", "configmaps: [a]\nnetwork: {http-proxy: {a: b}}\nca-certificates: [~]\n"),
        ("k8s", "kind-mount-root: 5\n"),
        ("k8s", "security: {capabilities: [NET_ADMIN, net_raw, ALL, __CAP__]}\n"),
        ("compose", "security: {capabilities: [CAP_KILL]}\n"),
        # What `malformed-proxy-route` tells.
        ("k8s", "network: {http-proxy: {host-name: a, routes: []}}\n"),
        ("k8s", "network: {http-proxy: [{host-name: a, routes: {path: /}}]}\n"),
        ("k8s-kind", "kube-config: 5\n"),
        ("k8s-kind", "security: {privileged: no, unlimited-memlock: 'Off'}\n"),
        ("k8s-kind", "volumes:\nresources:\nsecurity:\nnetwork: {ports: }\n"),
        ("k8s-kind", "annotations: {a: 2026-01-01, b: yes, c: ~, d: !!str 5}\n"),
        ("k8s-kind", "volumes: {a: 2026-1-1, b: '2026-01-01'}\nnamespace: 2026-01-01\n"),
        ("k8s-kind", "replicas: 0\nimage-pull-policy: Never\nnamespace: ~\n"),
        ("k8s-kind", "secrets: {a: [b], c: 5, d: {e: f}}\n"),
        ("k8s-kind", "external-services: {a: 5, b: {port: '80'}}\n"),
        ("k8s-kind", "maintenance-service: {{ a }}\nlabels: {{ b }}\nvolumes: {a: {{ c }}}\n"),
        ("k8s-kind", "runtime-class: a\nvolumes: {a: {path: /b}}\n"),
        ("k8s-kind", "foo: 5\nnetwork: {bar: 5}\n"),
    ],
)
def test_types_that_nobody_minds(target: str, text: str) -> None:
    assert _found(text, "wrong-value-type", target) == []


@pytest.mark.parametrize("target", ["compose", "k8s-kind", "k8s"])
def test_ports_that_are_empty_are_put_into_the_file(target: str) -> None:
    """docker compose refuses the file then: `services.web.ports must be a list`."""
    assert len(_found("network: {ports: {web: }}\n", "wrong-value-type", target)) == 1


@pytest.mark.parametrize("target", ["k8s-kind", "k8s", "nomad", "__T__"])
def test_what_every_target_reads_is_judged_on_all(target: str) -> None:
    assert len(_found("volumes: {a: 5}\nreplicas: '2'\n", "wrong-value-type", target)) == 2


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("replicas: '3'\n", (Safety.SAFE, "replicas: 3")),
        ("replicas: '03'\n", (Safety.SAFE, "replicas: 3")),
        ("replicas: '-3'\n", None),
        ("replicas: '٣'\n", None),
        ("replicas: 3.0e0\n", None),
        ("annotations: {a: 0755}\n", (Safety.SAFE, "'0755'")),
        ("labels: {a: true}\n", (Safety.SAFE, "'true'")),
        ("node-tolerations: [{key: a, value: true}]\n", (Safety.SAFE, "'true'")),
        ("labels: {a: [b]}\n", None),
        ("node-affinities: [5]\n", None),
        ("x: &x true\nlabels: {a: *x}\n", None),
        ("x: &x {a: true}\nlabels: {<<: *x}\n", None),
        ("security: {privileged: On}\n", (Safety.UNSAFE, "privileged: true")),
        ("security: {privileged: perhaps}\n", None),
        (
            "security: {capabilities: [CAP_SYS_PTRACE]}\n",
            (Safety.UNSAFE, "CAP_SYS_PTRACE → SYS_PTRACE"),
        ),
        ("security: {capabilities: [SYS_PTRACEE]}\n", None),
        ("x: &x [cap_kill]\nsecurity: {capabilities: *x}\n", None),
        ("volumes: {a: 5}\n", None),
    ],
)
def test_what_is_fixed(text: str, fix: tuple[Safety, str] | None) -> None:
    found = [x for x in _found(text, "wrong-value-type") if not x.key[2].startswith("x")]
    for finding in found:
        assert (None if finding.fix is None else (finding.fix.safety, finding.fix.title)) == fix
    assert found or fix is None


@pytest.mark.parametrize(
    ("dialect", "text", "count"),
    [
        (Dialect.LACONIC_SO, "stack: [a]\n", 1),
        (Dialect.FORK, "stack: [a]\n", 0),
        (Dialect.LACONIC_SO, "volumes: {a: {driver: b}}\n", 1),
        # The form of the fork is what `foreign-dialect-key` speaks of.
        (Dialect.LACONIC_SO, "volumes: {a: {path: /b}}\n", 0),
        (Dialect.FORK, "volumes: {a: {path: 5}}\n", 1),
    ],
)
def test_forms_of_dialects(dialect: Dialect, text: str, count: int) -> None:
    spec = Spec(text_document("spec.yml", "deploy-to: k8s-kind\n" + text), dialect)
    assert len(list(rule_named("wrong-value-type").function(spec))) == count


def test_jsonschema_is_not_loaded_for_a_spec_that_fits() -> None:
    program = """
import sys
from tests.memory import lint
lint({"spec.yml": "stack: a\\ndeploy-to: k8s-kind\\nvolumes:\\nreplicas: __N__\\nfoo: 5\\n"})
print(sorted({"jsonschema", "ruamel.yaml"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_env(PYTHONPATH="."),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("network: {ports: {a: [22:22, 8080:80, 53/udp, 8080]}}\n", ["network.ports.a.[22:22]"]),
        ("network: {ports: {a: ['22:22', \"0644\"]}}\n", []),
        ("replicas: 08\n", ["replicas"]),
        ("namespace: on\n", ["namespace"]),
        ("annotations: {a: yes, b: 0644}\n", ["annotations.a"]),
        ("config: {A: yes, B: 0644, C: {D: on}}\n", []),
        ("secrets: {a: yes, b: [on]}\n", []),
        ("security: {privileged: yes}\n", []),
        ("foo: yes\nx-a: on\n", []),
        ("volumes: {a: __A__}\n", []),
        ("namespace: !!str on\n", []),
        ("image-overrides: {a: &a on, b: *a}\n", ["image-overrides.a"]),
        ("resources: {containers: {limits: {cpus: 1e3}}}\n", ["resources.containers.limits.cpus"]),
    ],
)
def test_values_read_differently_in_a_spec(text: str, expected: list[str]) -> None:
    found = _found(text, "value-read-differently")
    assert [finding.key[2] for finding in found] == expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("restart: no", [("restart", Safety.SAFE)]),
        ("ports: [22:22]", [("ports.[22:22]", Safety.SAFE)]),
        ("environment: {A: yes, B: on}", []),
        ("environment: {A: 0644}", [("environment.A", Safety.UNSAFE)]),
        ("environment: [A=yes]", []),
        ("labels: {a: off}", []),
        ("healthcheck: {test: [a, yes], retries: 08}", [("healthcheck.retries", Safety.UNSAFE)]),
        ("command: yes", []),
        # Docker compose reads 0440 as 288, and the text of it as 440.
        ("secrets: [{source: a, mode: 0440}]", []),
        ("healthcheck: {test: [a], retries: 010}", []),
        ("ports: ['22:22', 8080:80]", []),
    ],
)
def test_values_read_differently_in_a_compose_file(
    service: str, expected: list[tuple[str, Safety]]
) -> None:
    files = {
        "spec.yml": HEAD + "deploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [web]\nversion: 08\n",
        "so/compose/docker-compose-web.yml": f"services: {{web: {{image: a, {service}}}}}\n",
    }
    found = lint(files, "value-read-differently", profile=Profile.AUDIT).findings
    assert [
        (x.key[2].removeprefix("services.web."), x.fix.safety) for x in found if x.fix
    ] == expected


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("replicas: 08\n", None),
        ("external-services: {a: {host: a.b, port: 0443}}\n", None),
        ("network: {ports: {a: [0o17]}}\n", None),
        ("network: {ports: {a: [0644]}}\n", Safety.UNSAFE),
        ("resources: {containers: {limits: {cpus: 02.0e1}}}\n", Safety.UNSAFE),
        ("network: {ports: {a: [22:22]}}\n", Safety.SAFE),
        ("namespace: on\n", Safety.SAFE),
    ],
)
def test_quotes_are_not_put_where_a_number_has_to_stand(text: str, fix: Safety | None) -> None:
    (found,) = _found(text, "value-read-differently")
    assert (found.fix and found.fix.safety) == fix


def test_every_reader_is_named_with_what_it_sees() -> None:
    (finding,) = _found("labels: {canary: no}\n", "value-read-differently")
    assert finding.message == (
        "`labels.canary` is text to laconic-so, `false` to PyYAML, text to docker compose"
    )


@pytest.mark.parametrize(
    "environment",
    [
        "{DB_PASSWORD: 012345}",
        "{DB_PASSWORDS: [012345]}",
        "{credentials: {any: {of: [012345]}}}",
    ],
)
def test_a_secret_is_not_printed(environment: str) -> None:
    files = {
        "spec.yml": HEAD + "deploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": f"services: {{web: {{environment: {environment}}}}}\n",
    }
    (finding,) = lint(files, "value-read-differently", profile=Profile.AUDIT).findings
    said = f"{finding.message} {finding.at.words}"
    assert "12345" not in said
    assert "5349" not in said
