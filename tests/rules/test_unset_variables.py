"""Variables without a value where docker compose needs one: each measured with 2.26."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

REFUSED = "docker compose starts nothing of the stack"


def _said(service: str, config: str = "{}", more: str = "", target: str = "compose") -> list[str]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\nconfig: {config}\n{more}",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": (
            f"services:\n  web: {{{service}}}\nvolumes: {{data: }}\n"
        ),
    }
    found = lint(files, "required-variable-unset").findings
    return [x.message for x in found if x.profile is Profile.RECOMMENDED]


@pytest.mark.parametrize(
    "part",
    [
        "mem_limit: '${A}'",
        "mem_limit: '${A}m'",
        "cpus: $A",
        "read_only: '${A:-}'",
        "ports: ['${A}:${A}']",
        "ports: ['80:${A}']",
        "ports: ['${A}/udp']",
        "ports: ['${A}-${A}:80-90']",
        "ports: [{target: '${A}'}]",
        "volumes: ['${A}:/data']",
        "volumes: ['data:${A}']",
        "volumes: ['data:/x:${A}']",
        "volumes: ['data:/${A}']",
        "volumes: ['${A}']",
        "volumes: [{type: volume, source: data, target: '${A}'}]",
        "volumes: [{type: volume, source: data, target: /x, read_only: '${A}'}]",
        "deploy: {replicas: '${A}'}",
        "deploy: {resources: {limits: {cpus: '${A}'}}}",
        "healthcheck: {test: x, interval: '${A}s'}",
        "healthcheck: {test: x, retries: '${A:+5}'}",
        "env_file: '${A}'",
        "env_file: ['${A}']",
        "depends_on: ['${A}']",
        "networks: ['${A}']",
        "secrets: ['${A}']",
        "configs: [{source: '${A}'}]",
        "cap_add: ['${A}']",
        "container_name: '${A}-web'",
        "pull_policy: '${A}'",
        "tmpfs: '${A}'",
        "ulimits: {nofile: '${A}'}",
        "extra_hosts: ['${A}']",
        "working_dir: 'app${A}'",
    ],
)
def test_what_an_empty_text_is_none_of(part: str) -> None:
    (message,) = _said(f"image: x, {part}")
    assert message.startswith("`A` has no value, and `services.web.")
    assert message.endswith(REFUSED)
    (message,) = _said(f"image: x, {part}", "{A: ''}")
    assert message.startswith("`A` is empty, and `services.web.")


@pytest.mark.parametrize(
    "image",
    ["${A}", "x:${A}", "${A}/x:1", "reg:${A}/x:1", "x@${A}", "vendor/${A}:1"],
)
def test_what_is_no_image_then(image: str) -> None:
    (message,) = _said(f"image: '{image}'")
    assert "`services.web.image` has to be the name of an image" in message


@pytest.mark.parametrize(
    "service",
    [
        "image: x, user: '${A}:${A}'",
        "image: x, ports: ['${A}:80', '127.0.0.1:${A}:80', '80/${A}']",
        "image: x, ports: [{target: 80, published: '${A}'}]",
        "image: x, restart: '${A}', container_name: '${A}', working_dir: '${A}'",
        "image: x, dns: ['${A}'], group_add: ['${A}'], profiles: ['${A}']",
        "image: x, logging: {driver: '${A}'}, environment: {B: '${A}'}",
        "image: 'x${A}:1'",
        "image: '${A}', build: .",
        "image: x, volumes: ['data${A}:/x', 'data:/x${A}', 'data:/x:ro,${A}']",
        "image: x, mem_limit: '${A:-512m}', volumes: ['${A:-./data}/db:/x']",
        "image: x, mem_limit: '${HOME}', volumes: ['${PWD}/db:/x', '${HOME:?}/db:/y']",
        "image: x, volumes: ['${SSH_AUTH_SOCK}:/agent', '${XDG_RUNTIME_DIR}/bus:/bus']",
        "image: 'x:${A}', profiles: [later]",
        "image: x, volumes: ['$$A/db:/x']",
    ],
)
def test_what_goes_well_without(service: str) -> None:
    assert _said(service) == []


@pytest.mark.parametrize(
    ("mount", "words"),
    [
        ("'${A}/db:/x'", "mounts `/db` in place of `${A}/db`"),
        ("'${A}/db${B}:/x'", "mounts `/db` in place of `${A}/db${B}`"),
        ("'./${A}:/x'", "mounts `./` in place of `./${A}`"),
        ("'./a/${A}/b:/x'", "mounts `./a//b` in place of `./a/${A}/b`"),
        ("'$A/db:/x'", "mounts `/db` in place of `$A/db`"),
        ("'data:${A}/x'", "mounts `data` at `/x` in place of `${A}/x`"),
        (
            "{type: bind, source: '${A}', target: /x}",
            "mounts the directory of the compose file in place of `${A}`",
        ),
        (
            "{type: volume, source: '${A}', target: /x}",
            "mounts a volume without a name in place of `${A}`, and it goes with the container",
        ),
    ],
)
def test_what_is_mounted_in_its_place(mount: str, words: str) -> None:
    assert _said(f"image: x, volumes: [{mount}]") == [f"`A` has no value, and `web` {words}"]


@pytest.mark.parametrize(
    ("part", "config", "more"),
    [
        ("mem_limit: '${A}'", "{A: 512m}", ""),
        ("mem_limit: '${A}'", "{A: '${B}'}", ""),
        ("mem_limit: '${A}'", "{A: $generate:hex:4$}", ""),
        ("mem_limit: '${A}'", "{}", "credentials-files: [~/a.env]\n"),
        ("volumes: ['${A}/${B}:/x']", "{A: /srv, B: '__B__'}", ""),
        ("ports: ['${A}:${A}']", "{}", "network: {ports: {web: ['80']}}\n"),
        ("mem_limit: '${A}${B:-m}'", "{A: 5}", ""),
    ],
)
def test_what_a_spec_sees_to(part: str, config: str, more: str) -> None:
    assert _said(f"image: x, {part}", config, more) == []


def test_the_other_values_are_filled_in_too() -> None:
    (message,) = _said("image: '${REGISTRY}/app:${A}'", "{REGISTRY: reg.test}")
    assert message.startswith("`A` has no value")


@pytest.mark.parametrize("part", ["mem_limit: '${A}'", "volumes: ['${A}/db:/x']"])
def test_kubernetes_fills_in_none_of_it(part: str) -> None:
    assert _said(f"image: x, {part}", target="k8s-kind") == []


def test_a_spec_with_the_same_keys_is_judged_by_its_own_values() -> None:
    stack = {
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": "services: {web: {image: 'x:${A:?}'}}\n",
    }
    spec = "stack: so/stacks/web\ndeploy-to: compose\nconfig: {A: %s}\n"
    files = {"a.yml": spec % "v1", "b.yml": spec % "''", **stack}
    assert [x.file for x in lint(files, "required-variable-unset").findings] == ["b.yml"]


def _wrong(service: str, config: str = "") -> list[tuple[str, str]]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: compose\n{config}",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": f"services: {{web: {{{service}}}}}\n",
    }
    found = lint(files, "wrong-compose-value").findings
    return [(".".join(map(str, x.at.path)), x.message) for x in found]


@pytest.mark.parametrize(
    "part",
    [
        "image: x, mem_limit: '${A:-lots}'",
        "image: x, read_only: '${A-maybe}'",
        "image: x, ports: ['${A:-80a}:80']",
        "image: 'x/${A:-App}:1'",
        "image: x, restart: '${A:-Always}'",
    ],
)
def test_a_default_that_does_not_fit(part: str) -> None:
    ((path, message),) = _wrong(part)
    assert path.startswith("services.web.")
    assert message.endswith(f"and the default is not: {REFUSED}")
    assert _wrong(part, "config: {A: '${HOST}'}\n") == []


@pytest.mark.parametrize(
    ("part", "value", "is_wrong"),
    [
        ("mem_limit: '${A}'", "lots", True),
        ("mem_limit: '${A:-5m}'", "2G", False),
        ("mem_limit: '${A}m'", "512m", True),
        ("read_only: '${A}'", "true", False),
        ("read_only: '${A}'", "1", True),
        ("ports: ['${A}:80']", "80800", True),
        ("ports: ['${A}:80']", "8080", False),
        ("deploy: {replicas: '${A}'}", "2", False),
        ("deploy: {replicas: '${A}'}", "1.5", True),
        ("environment: {B: '${A}'}", "anything", False),
    ],
)
def test_a_value_of_the_spec_that_does_not_fit(part: str, value: str, is_wrong: bool) -> None:
    found = _wrong(f"image: x, {part}", f"config: {{A: {value}}}\n")
    assert [path for path, _ in found] == ["config.A"] * is_wrong
    assert all("`A` does not fit, since `services.web." in words for _, words in found)
    replaced = f"config: {{A: {value}}}\nnetwork: {{ports: {{web: ['80']}}}}\n"
    assert len(_wrong(f"image: x, {part}", replaced)) == (is_wrong and "ports" not in part)


AROUND = (
    "name: ${A}",
    "networks: {n: {name: '${A}'}}",
    "volumes: {v: {external: true, name: 'x-${A}'}}",
    "configs: {c: {content: 'a ${A:-b}'}}",
    "x-a: {b: ['${A}']}",
)


def _around(rule: str, more: str, config: str, target: str = "compose") -> list[str]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\n{config}",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": f"services: {{web: {{image: x}}}}\n{more}\n",
    }
    return [x.message for x in lint(files, rule).findings]


@pytest.mark.parametrize("more", AROUND)
def test_a_value_that_only_a_network_or_a_volume_has(more: str) -> None:
    assert _around("config-without-effect", more, "config: {A: c}\n") == []


@pytest.mark.parametrize("more", [x.replace("${A}", "${A:?}") for x in AROUND if "${A}" in x])
def test_a_demand_beside_the_services(more: str) -> None:
    (message,) = _around("required-variable-unset", more, "")
    assert message.endswith("the stack demands one: docker compose refuses the file")
    bound = "volumes: {v: /srv/v}\n"
    kept = 0 if more.startswith("volumes") else 1
    assert len(_around("required-variable-unset", more, bound)) == kept
    assert _around("required-variable-unset", more, "", "k8s-kind") == []


@pytest.mark.parametrize(
    ("service", "more", "is_needed"),
    [
        ("environment: [A]", "", False),
        ("environment: {A: }", "", False),
        ("secrets: [s]", "secrets: {s: {environment: A}}", True),
        ("configs: [{source: s}]", "configs: {s: {environment: A}}", True),
        ("profiles: [p], secrets: [s]", "secrets: {s: {environment: A}}", None),
        ("labels: {}", "secrets: {s: {environment: A}}", None),
    ],
)
def test_what_is_taken_by_its_bare_name(service: str, more: str, is_needed: bool | None) -> None:
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": (
            f"services: {{web: {{image: x, {service}}}}}\n{more}\n"
        ),
    }
    asked = [x.message for x in lint(files, "required-variable-unset").findings]
    assert len(asked) == bool(is_needed)
    assert all(x.startswith("`A` has no value, and a ") for x in asked)
    given = {**files, "spec.yml": f"{files['spec.yml']}config: {{A: ''}}\n"}
    assert lint(given, "required-variable-unset").findings == []
    assert bool(lint(given, "config-without-effect").findings) == (is_needed is None)
