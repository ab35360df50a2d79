"""What becomes of compose files on Kubernetes: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile, Severity
from stacklint.rule import Deployer
from tests.memory import World, lint

STACK = "so/stacks/web/stack.yml"
COMPOSE = "so/compose/docker-compose-web.yml"
HEALTHY = "{condition: service_healthy}"
SPEC = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"


def _findings(
    rule: str, service: str, spec: str = SPEC, deployer: Deployer = Deployer.LACONIC_SO
) -> list[Finding]:
    files: dict[str, str | bytes] = {
        "spec.yml": spec,
        STACK: "pods: [web]\n",
        COMPOSE: f"services:\n  web: {{{service}}}\n  db: {{image: x}}\n",
        "so/config/a/f": b"x" * 10,
        "so/config/large": b"x" * 716_801,
        "so/config/full/f": b"x" * 716_000,
        "so/config/full/g": b"x" * 1_000,
        "so/config/huge": b"x" * 1_048_577,
        "so/config/deep/sub/f": b"x",
        "so/config/odd/two words": b"x",
        "so/config/e.env": b"# c\nA=1\nexport B = 2\nnothing\n",
    }
    world = World(deployer=deployer)
    return lint(files, rule, profile=Profile.AUDIT, world=world).findings


@pytest.mark.parametrize(
    ("mount", "severity"),
    [
        ("../config/large:/f", Severity.INFO),
        ("../config/none:/f", Severity.INFO),
        ("/etc/hostname:/h:ro", Severity.INFO),
        ("../config/huge:/f", Severity.ERROR),
        ("../config/deep:/f", Severity.ERROR),
        ("../config/odd:/f", Severity.ERROR),
        ("../config/odd/two words:/f", Severity.ERROR),
        ("../config/a:/f:rw", Severity.ERROR),
        ("/srv/data:/data", Severity.ERROR),
        ("~/data:/data", Severity.ERROR),
    ],
)
def test_a_bind_is_an_error_where_our_deployer_refuses_it(mount: str, severity: Severity) -> None:
    service = f"image: x, volumes: ['{mount}']"
    (theirs,) = _findings("unusable-host-bind", service)
    (ours,) = _findings("unusable-host-bind", service, deployer=Deployer.STACKLINT)
    assert (theirs.severity, ours.severity) == (Severity.ERROR, severity)


@pytest.mark.parametrize(
    ("rule", "service", "count"),
    [
        ("environment-list", "environment: []", 1),
        ("environment-list", "environment: {}", 0),
        ("environment-list", "environment: ", 0),
        ("environment-not-a-string", "environment: {A: 0x1F, B: 1_000, C: .5, D: yes}", 3),
        ("environment-not-a-string", "environment: {A: 2026-01-01, B: ~, C: '1'}", 0),
        ("environment-not-a-string", "environment: [A=1]", 0),
        ("env-file-ignored", "env_file: ../config/e.env", 1),
        ("env-file-ignored", "env_file: [../config/e.env, ../config/none.env]", 1),
        ("env-file-ignored", "env_file: [{path: ../config/e.env}]", 1),
        ("env-file-ignored", "env_file: ../config/e.env, environment: {A: , B: }", 1),
        ("env-file-ignored", "env_file: ../config/e.env, environment: {A: x, B: y}", 0),
        ("env-file-ignored", "env_file: '${DIR}/e.env'", 0),
        ("env-file-ignored", "env_file: ~/e.env", 0),
        ("interpolation-left-literal", "environment: {A: 'x${B}'}", 1),
        ("interpolation-left-literal", "environment: {A: '${B}'}", 0),
        ("interpolation-left-literal", "environment: {A: $B}", 1),
        # Kubernetes makes one dollar of two, as compose does.
        ("interpolation-left-literal", "environment: {A: '$$B'}", 0),
        ("interpolation-left-literal", "command: [sh, -c, 'x ${B}']", 0),
        ("interpolation-left-literal", "command: [/bin/bash, -ec, 'x $B']", 0),
        ("interpolation-left-literal", "command: [tini, --, sh, -c, 'x ${B}']", 0),
        ("interpolation-left-literal", "command: sh -c 'x $B'", 0),
        ("interpolation-left-literal", "entrypoint: [sh, -c], command: ['x ${B:-c}']", 0),
        ("interpolation-left-literal", "command: [sh, '${B}']", 1),
        ("interpolation-left-literal", "command: [run, -c, '${B}']", 1),
        ("interpolation-left-literal", "entrypoint: ['${B}']", 1),
        ("interpolation-left-literal", "labels: {a: '${B}'}", 0),
        ("interpolation-left-literal", "environment: {A: cost $5}", 0),
        ("interpolation-left-literal", "environment: ['A=x${B}']", 1),
        ("interpolation-left-literal", "environment: {A: '${B:+x}'}", 1),
        ("interpolation-left-literal", "image: 'x:${B}${C}'", 1),
        ("interpolation-left-literal", "volumes: ['${B}:/x', '${C}:/y']", 2),
        ("interpolation-left-literal", "build: {args: {A: '${B}'}}", 0),
        ("string-command-misread", "command: a b", 0),
        ("string-command-misread", "command: a 'b c'", 1),
        ("string-command-misread", 'command: a "b', 1),
        ("string-command-misread", "command: 'a\\ b'", 1),
        ("string-command-misread", "entrypoint: /a.sh", 0),
        ("string-command-misread", "entrypoint: ''", 0),
        ("string-command-misread", "command: [a, 'b c']", 0),
        ("string-command-misread", "command: a && b", 1),
        ("string-command-misread", "command: a http://h/?a=1&b=2", 0),
        ("named-user", "user: 0", 0),
        ("named-user", "user: ''", 1),
        ("named-user", "user: '1a'", 1),
        ("named-user", "user: '${UID}'", 1),
        ("named-user", "user: __UID__", 0),
        ("unsupported-mount-form", "volumes: ['a:/a']", 1),
        ("unsupported-mount-form", "volumes: [{type: bind, source: ./a, target: /a}]", 1),
        ("unsupported-mount-form", "volumes: ['./a:/a:rw']", 0),
        ("unsupported-mount-form", "volumes: ['./a:/a:z,ro']", 0),
        ("unusable-host-bind", "volumes: ['../config/a:/a']", 0),
        ("unusable-host-bind", "volumes: ['../config/a/f:/f:ro']", 0),
        ("unusable-host-bind", "volumes: ['../config/large:/f']", 1),
        ("unusable-host-bind", "volumes: ['../config/full:/f']", 1),
        ("unusable-host-bind", "volumes: ['../config:/f']", 1),
        ("unusable-host-bind", "volumes: ['../config/../x:/f']", 1),
        ("unusable-host-bind", "volumes: ['../config/" + "n" * 60 + ":/f']", 1),
        ("unusable-host-bind", "volumes: ['../config/a:/a', '../config/A:/b']", 1),
        ("unusable-host-bind", "volumes: [a:/a]", 0),
        ("healthcheck-ignored", "healthcheck: {test: a}", 1),
        ("healthcheck-ignored", "healthcheck: ", 0),
        ("depends-on-ignored", "depends_on: {db: }", 1),
        ("depends-on-ignored", "depends_on: {db: {condition: service_healthy}}", 1),
        ("depends-on-ignored", "depends_on: db", 0),
        ("one-shot-becomes-deployment", "restart: no", 1),
        ("one-shot-becomes-deployment", "restart: false", 1),
        ("one-shot-becomes-deployment", "restart: on-failure", 1),
        ("one-shot-becomes-deployment", "restart: always", 0),
        ("one-shot-becomes-deployment", "restart: no, ports: ['80']", 0),
        ("one-shot-becomes-deployment", "restart: on-failure, expose: ['80']", 0),
        ("one-shot-becomes-deployment", "depends_on: [db]", 0),
        ("one-shot-becomes-deployment", "depends_on: {db: {condition: service_healthy}}", 0),
        (
            "one-shot-becomes-deployment",
            "depends_on: {db: {condition: service_completed_successfully}}",
            1,
        ),
        ("ignored-compose-key", "tmpfs: /a, pid: host, x-a: b", 2),
        ("ignored-compose-key", "hostname: web, build: ., restart: no", 0),
        ("ignored-compose-key", "hostname: other", 1),
        ("ignored-compose-key", "networks: {default: }", 1),
        ("ignored-compose-key", "deploy: {resources: {}, labels: {}}", 0),
        ("ignored-compose-key", "deploy: {replicas: 2, placement: {}}", 2),
        ("ignored-compose-key", "deploy: ", 0),
        ("service-without-image", "build: .", 1),
        ("service-without-image", "image: a", 0),
        ("service-without-image", "extends: {file: a}", 1),
    ],
)
def test_compose_rules(rule: str, service: str, count: int) -> None:
    text = (
        service if "image" in service or rule == "service-without-image" else f"image: x, {service}"
    )
    found = _findings(rule, text)
    assert len(found) == count, [x.message for x in found]
    assert {x.file for x in found} <= {COMPOSE}


def test_a_text_that_services_share_is_told_of_once() -> None:
    base = "x-a: &base {image: 'a:${B}', command: ['${C}', '${C}']}\n"
    files: dict[str, str | bytes] = {
        STACK: "pods: [web]\n",
        COMPOSE: f"{base}services:\n"
        "  sh: {<<: *base, entrypoint: [sh, -c]}\n"
        "  web: {<<: *base}\n"
        "  api: {<<: *base, volumes: ['$D:/d']}\n",
        "spec.yml": SPEC,
    }
    found = lint(files, "interpolation-left-literal", profile=Profile.AUDIT).findings
    assert sorted(x.key[2] for x in found) == [
        "services.api.image",
        "services.api.volumes.[$D:/d]",
        "services.sh.image",
        "services.web.command.[${C}]",
        "services.web.command.[${C}]",
        "services.web.image",
    ]


@pytest.mark.parametrize(
    ("web", "paths"),
    [
        ("{<<: *base}", ["services.web.command.[${C}]", "services.web.image"]),
        ("{<<: [*base], image: y}", ["services.web.command.[${C}]"]),
        ("{<<: {<<: *base, command: z}}", ["services.web.image"]),
        ("{image: y, volumes: *data}", ["services.web.volumes.[${D}:/d]"]),
        ("{image: y, command: [serve, *word]}", ["services.web.command.[$E]"]),
    ],
)
def test_variables_that_an_anchor_brings_in(web: str, paths: list[str]) -> None:
    parts = (
        "x-a: &base {image: 'a:${B}', command: ['${C}']}\nx-b: &data ['${D}:/d']\nx-c: &word $E\n"
    )
    files: dict[str, str | bytes] = {
        STACK: "pods: [web]\n",
        COMPOSE: f"{parts}services:\n  web: {web}\n",
        "spec.yml": SPEC,
        "compose.yml": SPEC.replace("k8s-kind", "compose"),
    }
    found = lint(files, "interpolation-left-literal", profile=Profile.AUDIT).findings
    assert sorted(x.key[2] for x in found) == paths
    asked = lint(files, "required-variable-unset", profile=Profile.AUDIT).findings
    assert {x.file for x in asked} == {"compose.yml"}
    assert len(asked) == len(paths)


@pytest.mark.parametrize(
    ("variable", "what"),
    [
        ("DB_PASSWORD: q$hunter2", "what a `$` begins"),
        ("DB_PASSWORD: $hunter2", "what a `$` begins"),
        ("DB_URL: 'postgres://me:q$hunter2@db.test/x'", "what a `$` begins"),
        ("DB_URL: 'postgres://me:hunter2@$DB_HOST/x'", "`$DB_HOST`"),
        ("DB_PASSWORD: 'hunter2${PEPPER}'", "`${PEPPER}`"),
    ],
)
def test_what_stands_behind_the_dollar_of_a_password_is_not_shown(variable: str, what: str) -> None:
    (found,) = _findings("interpolation-left-literal", f"image: x, environment: {{{variable}}}")
    assert "hunter2" not in found.message
    assert f"keeps {what} as it stands" in found.message


@pytest.mark.parametrize(
    ("security", "count"),
    [
        ("{capabilities: [NET_ADMIN, CHOWN]}", 0),
        ("{capabilities: [cap_net_admin]}", 0),
        ("{capabilities: [ALL]}", 0),
        ("{capabilities: []}", 0),
        ("{capabilities: [CHOWN], privileged: true}", 0),
        ("{capabilities: [__CAP__]}", 0),
        ("{capabilities: [CHOWN]}", 1),
        ("{capabilities: [CHOWN], privileged: false}", 1),
        ("{}", 1),
    ],
)
def test_capabilities_that_the_spec_gives_by_name(security: str, count: int) -> None:
    spec = f"stack: so/stacks/web\ndeploy-to: k8s\nsecurity: {security}\n"
    found = _findings("ignored-compose-key", "image: x, cap_add: [CAP_NET_ADMIN]", spec)
    assert [x.key[2] for x in found] == ["services.web.cap_add"] * count


@pytest.mark.parametrize("target", ["compose", "__TARGET__"])
@pytest.mark.parametrize(
    ("rule", "service"),
    [
        ("environment-list", "environment: [A=b]"),
        ("environment-not-a-string", "environment: {A: 5}"),
        ("interpolation-left-literal", "command: '${A}'"),
        ("named-user", "user: root"),
        ("ignored-compose-key", "tmpfs: /a"),
        ("unusable-host-bind", "volumes: [/a:/a]"),
    ],
)
def test_compose_itself_takes_them(rule: str, service: str, target: str) -> None:
    spec = f"stack: so/stacks/web\ndeploy-to: {target}\n"
    assert _findings(rule, f"image: x, {service}", spec) == []


def test_a_fault_of_a_stack_is_one_finding_for_all_its_specs() -> None:
    files = {
        "one.yml": SPEC,
        "two.yml": SPEC,
        "far.yml": "stack: so/stacks/web\ndeploy-to: k8s\nkube-config: k\n",
        STACK: "pods: [web]\n",
        COMPOSE: "services: {web: {image: x, environment: [A=b]}}\n",
    }
    assert len(lint(files, "environment-list").findings) == 1


def test_a_value_that_is_merged_in_is_not_mended_where_it_is_used() -> None:
    files = {
        "spec.yml": SPEC,
        STACK: "pods: [web]\n",
        COMPOSE: (
            "x-env: &env {A: 5}\n"
            "services:\n  web:\n    image: x\n    environment: {<<: *env, B: 6}\n"
        ),
    }
    found = lint(files, "environment-not-a-string").findings
    assert [x.fix is None for x in found] == [True, False]


@pytest.mark.parametrize(
    ("mount", "words"),
    [
        ("'../config/web/r.sh:/x'", "puts an empty directory"),
        ("{type: bind, source: ../config/web/r.sh, target: /x}", "does not start it"),
        ("{type: bind, source: ../config/web/r.sh, target: /x, bind: {}}", "does not start it"),
        (
            "{type: bind, source: ../config/web/r.sh, target: /x, bind: {create_host_path: true}}",
            "puts an empty directory",
        ),
    ],
)
def test_what_docker_makes_of_a_bind_without_its_source(mount: str, words: str) -> None:
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        STACK: "pods: [web]\n",
        "so/config/web/site.conf": "",
        COMPOSE: f"services: {{web: {{image: x, volumes: [{mount}]}}}}\n",
    }
    (found,) = lint(files, "missing-bind-source").findings
    assert words in found.message


@pytest.mark.parametrize(
    ("rule", "target", "path"),
    [
        ("ignored-compose-key", "k8s-kind", "services.web.hostname"),
        ("interpolation-left-literal", "k8s-kind", "services.web.image"),
        ("required-variable-unset", "compose", "stack"),
    ],
)
@pytest.mark.parametrize(
    "web",
    ["{<<: *a}", "{<<: [*a, {user: 5}]}", "*a", "{hostname: h, image: *i}"],
)
def test_what_is_merged_into_a_service_counts(rule: str, target: str, path: str, web: str) -> None:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\n",
        STACK: "pods: [web]\n",
        COMPOSE: f"x-a: &a {{hostname: h, image: &i 'x:${{TAG}}'}}\nservices: {{web: {web}}}\n",
    }
    found = lint(files, rule, profile=Profile.AUDIT).findings
    assert [".".join(map(str, x.at.path)) for x in found] == [path]


@pytest.mark.parametrize("owner", ["pods: [web, data]\n", "pods: [data]\njobs: [web]\n"])
@pytest.mark.parametrize(
    ("declared", "spec", "found"),
    [
        ("volumes: {db: }\n", "volumes: {db: ./data/db}\n", None),
        ("", "volumes: {db: ./data/db}\n", "volumes.db"),
        ("", "volumes: {}\n", "volumes.db"),
        ("", None, "no fix"),
    ],
)
def test_a_pod_or_job_has_the_volumes_of_its_own_file(
    owner: str, declared: str, spec: str | None, found: str | None
) -> None:
    """That another pod of the stack declares the volume does not help it."""
    web = "services: {web: {image: x, volumes: ['db:/x']}}\n" + declared
    files = {
        **({} if spec is None else {"spec.yml": SPEC + spec}),
        STACK: f"name: web\n{owner}",
        COMPOSE: web,
        "so/compose-jobs/docker-compose-web.yml": web,
        "so/compose/docker-compose-data.yml": (
            "services: {db: {image: x, volumes: ['db:/y']}}\nvolumes: {db: }\n"
        ),
    }
    hits = lint(files, "unsupported-mount-form", profile=Profile.AUDIT).findings
    fixes = ["no fix" if hit.fix is None else hit.fix.title for hit in hits]
    assert fixes == ([] if found is None else [found])
    assert all("docker-compose-data.yml declares is for its own pod" in x.message for x in hits)


@pytest.mark.parametrize(
    ("compose", "on_compose", "on_kubernetes"),
    [
        ("services:\n", "`services` has to be a mapping, and is empty: docker compose", 1),
        ("services: hello\n", "`services` has to be a mapping, and is not: docker compose", 1),
        ("services: [web]\n", "`services` has to be a mapping, and is not: docker compose", 1),
        ("services:\n  web:\n", "`services.web` has to be a mapping, and is empty", 1),
        ("services:\n  web: nginx\n", "`services.web` has to be a mapping, and is not", 1),
        ("services: {web: {image: x, volumes: }}\n", "`services.web.volumes` has to be a list", 0),
        ("services: {web: {image: x, labels: a}}\n", "to be a list or a mapping, and is not", 0),
        ("services: {web: {image: x, restart: false}}\n", "web.restart` has to be text", 0),
        ("services: {web: {image: x, build: [a]}}\n", "web.build` has to be text or a mapping", 0),
        ("x-a: &a {ports: }\nservices: {web: {<<: *a, image: x}}\n", "web.ports` has to be a", 0),
        ("services: {web: {image: x}}\nvolumes: [a]\n", "`volumes` has to be a mapping", 0),
        ("services: {web: {image: }}\n", "web.image` has to be text, and is empty", 0),
        ("services: {web: {image: x, command: [sleep, 30]}}\n", "web.command.1` has to be text", 0),
        ("services: {web: {image: x, environment: [A: b]}}\n", "environment.0` has to be text", 0),
        ("services: {web: {image: x, environment: {A: [b]}}}\n", "environment.A` has to be", 0),
        ("services: {web: {image: x, ports: [{target: 80}, true]}}\n", "web.ports.1` has to be", 0),
        ("services: {web: {image: x, volumes: [~]}}\n", "web.volumes.0` has to be text or", 0),
        ("services: {web: {image: x, depends_on: {db: }}}\n", "depends_on.db` has to be a map", 0),
        ("services: {web: {image: x, network_mode: }}\n", "web.network_mode` has to be text", 0),
        ("services: {web: {image: x, tty: }}\n", "web.tty` has to be text or `true` or", 0),
        (
            "services: {web: {image: x, healthcheck: {interval: 5}}}\n",
            "interval` has to be text",
            0,
        ),
        ("services: {web: {image: x, healthcheck: {test: [CMD, 5]}}}\n", "test.1` has to be", 0),
        ("services: {web: {image: x, deploy: {resources: }}}\n", "resources` has to be a map", 0),
        ("services: {web: {image: x}}\nvolumes: {a: ./data}\n", "`volumes.a` has to be a map", 0),
        ("services: {web: {image: x}}\nsecrets: {a: }\n", "`secrets.a` has to be a mapping", 0),
        ("version: 3.8\nservices: {web: {image: x}}\n", "`version` has to be text, and is not", 0),
        ("services: {web: {image: x, command: ['${A}', x, yes], expose: [80]}}\n", None, 0),
        ("services: {web: {image: x, command: it's}}\n", "`services.web.command` has to be a l", 0),
        ("services: {web: {image: x, entrypoint: a (b)}}\n", "with no bare parenthesis, and", 0),
        ("services: {web: {image: x, command: 'a \\'}}\n", "a line whose quotes are closed", 0),
        ("services: {web: {image: x, command: it's ${A}}}\n", None, 0),
        ("services: {web: {image: x, command: a 'b (' \\( ; (c}}\n", None, 0),
        ("services: {web: {image: x, healthcheck: {test: it's (a}}}\n", None, 0),
        ("services: {web: {image: x, environment: {A: , B: 1.5, C: true}, tty: on}}\n", None, 0),
        ("services: {web: {image: x, healthcheck: {retries: 3, test: x}}}\n", None, 0),
        ("services: {web: {image: x, deploy: {resources: {limits: {cpus: 1}}}}}\n", None, 0),
        ("services: {web: {image: x, networks: {default: }, x-a: [5]}}\nx-b: 5\n", None, 0),
        ("services: {}\n", None, 0),
        ("services: __ALL__\n", None, 0),
        ("services: {web: {image: x, ports: [{80: 80}]}}\n", "ports.0.80` is no text, and n", 0),
        ("services: {web: {image: x}, 1: {image: x}}\n", "of `services.1` is no text, and", 0),
        ("services: {web: {image: x}}\nx-a: &a {true: 1}\nx-b: *a\n", "of `x-a.true` is no", 0),
        ("services: {web: {image: x}, a b: {image: x}}\n", "name of `services.a b` has to", 0),
        ("services: {web: {image: x, stop_grace_period: 5d}}\n", "a duration such as `90s`", 0),
        ("services: {web: {image: x, tty: maybe}}\n", "has to be `true` or `false`, and", 0),
        ("services: {web: {image: x, restart: Always}}\n", "`no`, `always`, `on-failure` or", 0),
        ("services: {web: {image: x, restart: 'always:3'}}\n", "has to be `no`, `always`, ", 0),
        ("services: {web: {image: x, volumes: ['ab:b']}}\n", "has to be a mount at an absolu", 0),
        ("services: {web: {image: x, volumes: [ab]}}\n", "has to be a mount at an absolute p", 0),
        ("services: {web: {image: x, working_dir: app}}\n", "working_dir` has to be an abso", 0),
        ("services: {web: {image: x, tmpfs: [run]}}\n", "tmpfs.0` has to be an absolute pa", 0),
        ("services: {web: {image: x, container_name: a}}\n", "has to be a name of two or more", 0),
        ("services: {web: {image: x, volumes: [{type: dir, target: /a}]}}\n", "`bind`, `vol", 0),
        (
            "services: {web: {image: x, volumes: [{type: bind, source: a, target: b}]}}\n",
            "an absolute path, and",
            0,
        ),
        ("services: {web: {image: x, profiles: [a], restart: Always, tmpfs: [a]}}\n", None, 0),
        ("services: {web: {image: x, profiles: [a], healthcheck: {test: [a]}}}\n", None, 0),
        ("services: {web: {image: x, profiles: [a], tty: maybe}}\n", "has to be `true` or `f", 0),
        ("services: {web: {image: x, restart: 'on-failure:3', working_dir: '$A'}}\n", None, 0),
        ("services: {web: {image: x, tmpfs: '/run:size=1m', volumes: ['./a:/b', $A]}}\n", None, 0),
        ("services: {web: {image: x, ports: ['']}}\n", "ports.0` has to be a port, and is", 0),
        ("services: {web: {image: x, scale: lots}}\n", "has to be a whole number, and is", 0),
        ("services: {web: {image: x, cpus: lots}}\n", "has to be a number, and is not:", 0),
        ("services: {web: {image: x, shm_size: '-1'}}\n", "has to be a size such as `512m`", 0),
        ("services: {web: {image: x, healthcheck: {test: [a]}}}\n", "has to be `CMD`, `CMD-S", 0),
        ("services: {web: {image: x, extra_hosts: [a]}}\n", "has to be a host and its addre", 0),
        ("services: {web: {image: x, volumes: ['ab:/b:ro:z']}}\n", "a mount at an absolute", 0),
        ("services: {web: {image: x, env_file: [{format: raw}]}}\n", "0` lacks `path`: docker", 0),
        ("services: {web: {image: x}}\nsecrets: {a: {name: b}}\n", "lacks `file`, `environm", 0),
        (
            "services: {web: {image: x, logging: {options: {a: true}}}}\n",
            "a` has to be text or a number, and is",
            0,
        ),
        ("services: {web: {image: x, memswap_limit: -1, cpus: '1e1', scale: '$A'}}\n", None, 0),
        ("services: {web: {image: x, volumes: ['C:\\a:/b:ro', '/a']}, '1': {image: x}}\n", None, 0),
        ("services: {web: {image: x, stop_grace_period: 1h1.5m0s, tty: 'Off'}}\n", None, 0),
        ("services: {web: {image: x, restart: no, ports: __PORTS__, deploy: }}\n", None, 0),
        ("services: {web: {image: x, ports: !reset null, user: $UID}}\nvolumes: {a: }\n", None, 0),
        ("services: {web: {image: x, labels: [a]}}\n", None, 1),
        ("services: {web: {image: x, labels: [a=b, 'c=', '${L}']}}\n", None, 0),
        ("services: {web: {image: x, labels: {a: }}}\n", None, 0),
        ("# __MORE__\nservices:\n", None, 0),
    ],
)
def test_values_that_a_compose_file_does_not_take(
    compose: str, on_compose: str | None, on_kubernetes: int
) -> None:
    files = {STACK: "pods: [web]\n", COMPOSE: compose}
    for target in ("compose", "k8s-kind"):
        spec = f"stack: so/stacks/web\ndeploy-to: {target}\n"
        found = lint({**files, "spec.yml": spec}, "wrong-compose-value").findings
        if target == "k8s-kind":
            assert len(found) == on_kubernetes
        else:
            assert len(found) == (on_compose is not None)
            assert all((on_compose or "") in x.message for x in found)


@pytest.mark.parametrize(
    ("compose", "severity", "message"),
    [
        ("services: {web: {imagee: x}}\n", "error", "is called `image`; it refuses the file"),
        ("services: {web: {image: x, extra-hosts: []}}\n", "error", "called `extra_hosts`; it"),
        ("services: {web: {image: x, owner: me}}\n", "warning", "no `owner` here, and refuses"),
        ("services: {web: {image: x}}\nimage: y\n", "error", "`image` is a key of a service"),
        ("services: {web: {image: x}}\ndb: {build: .}\n", "error", "the service `db` stands at"),
        ("services: {web: {image: x}}\nowner: me\n", "warning", "begin with `x-`"),
        ("services: {web: {image: x, build: {contxt: .}}}\n", "error", "is called `context`"),
        ("services: {web: {image: x}}\nvolumes: {a: {drivr: b}}\n", "error", "called `driver`"),
        ("services: {web: {image: x, ports: [{target: 1, hostip: a}]}}\n", "error", "`host_ip`"),
    ],
)
def test_keys_that_compose_does_not_know(compose: str, severity: str, message: str) -> None:
    spec = "stack: so/stacks/web\ndeploy-to: compose\n"
    files = {STACK: "pods: [web]\n", COMPOSE: compose, "spec.yml": spec}
    (found,) = lint(files, "unknown-compose-key").findings
    assert (found.severity.word, message in found.message) == (severity, True), found.message


@pytest.mark.parametrize(
    ("rule", "compose"),
    [
        ("wrong-compose-value", "services: {web: {image: x, ports: }}\n"),
        ("wrong-compose-value", "services: {web: {image: x}}\nvolumes: {data: ./data}\n"),
        ("unknown-compose-key", "services: {web: {image: x, ports: [{targett: 1}]}}\n"),
        ("unknown-compose-key", "services: {web: {image: x}}\nvolumes: {data: {path: /a}}\n"),
        ("malformed-interpolation", "services: {web: {image: x, ports: ['${A:=1}']}}\n"),
        ("malformed-interpolation", "services: {web: {image: x}}\nvolumes: {data: '${A'}\n"),
    ],
)
def test_what_a_spec_replaces_is_not_judged(rule: str, compose: str) -> None:
    files = {STACK: "pods: [web]\n", COMPOSE: compose}
    for given, count in (
        ("", 1),
        ("volumes: {data: }\n", 1),
        ("volumes: {data: /srv/data}\nnetwork: {ports: {web: ['80']}}\n", 0),
    ):
        spec = f"stack: so/stacks/web\ndeploy-to: compose\n{given}"
        assert len(lint({**files, "spec.yml": spec}, rule).findings) == count


@pytest.mark.parametrize("name", ["1", "a b"])
def test_the_name_of_a_volume_is_judged_though_a_spec_binds_it(name: str) -> None:
    spec = f"stack: so/stacks/web\ndeploy-to: compose\nvolumes: {{'{name}': /srv/data}}\n"
    compose = f"services: {{web: {{image: x}}}}\nvolumes: {{{name}: }}\n"
    files = {STACK: "pods: [web]\n", COMPOSE: compose, "spec.yml": spec}
    assert len(lint(files, "wrong-compose-value").findings) == 1


@pytest.mark.parametrize(
    ("compose", "found"),
    [
        ("{web: {network_mode: none, networks: {a: }}}", "`networks` and `network_mode` of `s"),
        ("{web: {network_mode: '', networks: [a]}}", ""),
        ("{web: {network_mode: __MODE__, networks: [a]}}", ""),
        ("{web: {container_name: a, deploy: {replicas: '3'}}}", "since a name can be given to o"),
        ("{web: {container_name: a, scale: $N}}", ""),
        ("{web: {scale: 2, deploy: {replicas: 3}}}", "`scale` and `deploy.replicas` of `service"),
        ("{web: {scale: 0, deploy: {replicas: 3}}}", "`scale` and `deploy.replicas` of `service"),
        ("{web: {scale: 2, deploy: {mode: global}}}", ""),
        ("{web: {cpus: 1, deploy: {resources: {limits: {memory: 1g}}}}}", "the second has no `cpu"),
        ("{web: {cpus: 1, deploy: {resources: {reservations: {memory: 1g}}}}}", ""),
        ("{web: {cpus: 1, deploy: {resources: {limits: {cpus: $CPUS}}}}}", ""),
        ("{web: {cpus: 0, deploy: {resources: {limits: {cpus: 2}}}}}", ""),
        ("{web: {mem_reservation: 1.5g, deploy: {resources: {reservations: {memory: 1GB}}}}}", "s"),
        ("{web: {mem_limit: 1gb, deploy: {resources: {limits: {memory: 1024MiB}}}}}", ""),
        ("{web: {mem_limit: -1, deploy: {resources: {limits: {memory: 1g}}}}}", ""),
        ("{web: {cpus: 0.5, deploy: {resources: {limits: {cpus: '1'}}}}}", "say different things"),
        ("{web: {pids_limit: 5, deploy: {resources: {limits: {pids: 6}}}}}", "say different thin"),
        ("{}\nvolumes: {a: {external: {name: b}, labels: {}}}", "`labels` and `external` of `vol"),
        ("{}\nvolumes: {a: {external: '${A}', driver: local}}", ""),
        ("{}\nnetworks: {a: {external: true, driver: bridge}}", ""),
        ("{}\nconfigs: {a: {file: ./a, content: b}}", "`content` and `file` of `configs.a` exclu"),
        ("{}\nconfigs: {a: }\nsecrets: {b: {file: ./a}}", ""),
    ],
)
def test_keys_that_exclude_each_other(compose: str, found: str) -> None:
    spec = "stack: so/stacks/web\ndeploy-to: compose\n"
    files = {STACK: "pods: [web]\n", COMPOSE: f"services: {compose}\n", "spec.yml": spec}
    messages = [x.message for x in lint(files, "conflicting-compose-keys").findings]
    assert len(messages) == bool(found), messages
    assert all(found in message for message in messages), messages


@pytest.mark.parametrize(
    ("services", "found"),
    [
        ("{a: {depends_on: [a]}}", ["`a` needs itself"]),
        ("{a: {depends_on: [b]}, b: {links: ['a:x']}}", ["`a` needs `b`, which needs `a`"]),
        ("{a: {depends_on: {b: {required: false}}}, b: {pid: 'service:a'}}", ["`a` needs `b`, w"]),
        ("{a: {depends_on: [b]}, b: {depends_on: [b]}}", ["`b` needs itself"]),
        (
            "{a: {depends_on: [b, c]}, b: {depends_on: [a]}, c: {depends_on: [a]}}",
            ["`a` nee", "`c` nee"],
        ),
        ("{a: {depends_on: [b]}, b: {depends_on: [c]}, c: {depends_on: [x]}}", []),
        ("{a: {depends_on: [b]}, b: {depends_on: [a], profiles: [x]}}", []),
        ("{a: {depends_on: [$A, 'a b']}}", []),
        ("{a: {extends: b}, b: {extends: {service: b}}}", ["`b` extends itself"]),
        ("{a: {extends: b, profiles: [x]}, b: {extends: a}}", ["`a` extends `b`, which extends"]),
        ("{a: {extends: b, depends_on: [b]}, b: {depends_on: [c]}}", []),
    ],
)
def test_services_that_wait_for_each_other(services: str, found: list[str]) -> None:
    spec = "stack: so/stacks/web\ndeploy-to: compose\n"
    files = {STACK: "pods: [web]\n", COMPOSE: f"services: {services}\n", "spec.yml": spec}
    messages = [x.message for x in lint(files, "dependency-cycle").findings]
    assert len(messages) == len(found), messages
    assert all(start in told for start, told in zip(found, messages, strict=True)), messages


@pytest.mark.parametrize(
    ("web", "other", "count"),
    [
        ("{}", "{}", 1),
        ("{image: }", "{}", 0),
        ("{image: x}", "{}", 0),
        ("{build: .}", "{}", 0),
        ("{extends: db}", "{}", 0),
        ("{profiles: [x]}", "{}", 0),
        ("{}", "{web: {image: x}}", 0),
        ("{}", "{web: {ports: ['80']}}", 2),
    ],
)
def test_services_with_nothing_to_run_on_compose(web: str, other: str, count: int) -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        STACK: "pods: [web, other]\n",
        COMPOSE: f"services:\n  web: {web}\n",
        "so/compose/docker-compose-other.yml": f"services: {other}\n",
    }
    assert len(lint(files, "service-without-image").findings) == count


@pytest.mark.parametrize(
    ("pods", "web", "counts"),
    [
        # No target starts it.
        ("[web]", "{ports: ['80']}", [("error", "recommended")]),
        # Compose builds it, Kubernetes does not.
        ("[web]", "{build: .}", [("warning", "strict")]),
        ("[web]", "{profiles: [x]}", [("warning", "strict")]),
        ("[web]", "{image: x}", []),
        ("[{name: web, path: web}]", "{build: .}", []),
    ],
)
def test_services_with_nothing_to_run_where_no_spec_says(
    pods: str, web: str, counts: list[tuple[str, str]]
) -> None:
    files: dict[str, str | bytes] = {
        STACK: f"name: web\npods: {pods}\n",
        COMPOSE: f"services:\n  web: {web}\n",
        "so/stacks/web/web/composefile.yml": f"services:\n  web: {web}\n",
    }
    found = lint(files, "service-without-image", profile=Profile.AUDIT).findings
    assert [(x.severity.name.lower(), x.profile.name.lower()) for x in found] == counts


_READ = "environment: [A=1], env_file: ../config/e.env, healthcheck: {test: [CMD, a]}"
_TEXT = "environment: {PORT: 3000, DB: 'db://x:${PORT:-1}/db'}"


@pytest.mark.parametrize(
    ("rule", "service"),
    [
        ("environment-list", _READ),
        ("environment-not-a-string", _TEXT),
        ("interpolation-left-literal", _TEXT),
        ("sidecar-name-rewritten", _TEXT),
        ("healthcheck-ignored", _READ),
        ("env-file-ignored", _READ),
        ("string-command-misread", "command: 'sh -c \"a b\"'"),
    ],
)
def test_what_the_fork_reads_is_not_told_as_unread(rule: str, service: str) -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": SPEC,
        STACK: "pods: [web]\n",
        COMPOSE: f"services:\n  web: {{image: x, {service}}}\n  db: {{image: x}}\n",
        "so/config/e.env": b"A=1\nB=2\n",
    }
    of_fork = {
        **files,
        STACK: "pods: [{name: web, path: so/compose}]\n",
        "so/compose/composefile.yml": files[COMPOSE],
    }
    del of_fork[COMPOSE]
    found = lint(files, rule, profile=Profile.AUDIT).findings
    assert [x.rule for x in found][:1] == [rule]
    assert lint(of_fork, rule, profile=Profile.AUDIT).findings == []


@pytest.mark.parametrize("compose", ["${A\n", "- ${A\n", "- {a: b}\n", "5\n"])
@pytest.mark.parametrize("spec", [{}, {"spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n"}])
def test_compose_file_that_is_no_mapping_is_told_of_once(
    compose: str, spec: dict[str, str | bytes]
) -> None:
    files = {STACK: "name: web\npods: [web]\n", COMPOSE: compose, **spec}
    found = lint(files, profile=Profile.AUDIT).findings
    assert [x.rule for x in found if x.file == COMPOSE] in [
        ["unparsable-yaml"],
        ["malformed-interpolation"],
    ]


@pytest.mark.parametrize(
    ("db", "waits", "severities"),
    [
        ("{image: 'postgres:16'}", HEALTHY, ["warning"]),
        ("{image: docker.io/library/postgres}", HEALTHY, ["warning"]),
        ("{image: vendor/postgres}", HEALTHY, []),
        ("{image: '${PG:-postgres:16}'}", HEALTHY, []),
        ("{image: postgres}", "{condition: service_started}", []),
        ("{image: postgres, extends: {file: ../a.yml, service: db}}", HEALTHY, []),
        ("{image: x, healthcheck: {disable: true}}", HEALTHY, ["error"]),
        ("{image: x, healthcheck: {test: [NONE]}}", HEALTHY, ["error"]),
        ("{image: x, healthcheck: {test: NONE}}", HEALTHY, []),
        ("{image: x, healthcheck: {disable: $OFF}}", HEALTHY, []),
        ("{image: redis, healthcheck: {interval: 5s}}", HEALTHY, []),
        ("{image: redis, profiles: [x]}", HEALTHY, []),
    ],
)
def test_waiting_for_health_that_nobody_checks(db: str, waits: str, severities: list[str]) -> None:
    spec = "stack: so/stacks/web\ndeploy-to: compose\n"
    services = f"{{db: {db}, web: {{image: y, depends_on: {{db: {waits}}}}}}}"
    files = {STACK: "pods: [web]\n", COMPOSE: f"services: {services}\n", "spec.yml": spec}
    found = lint(files, "dependency-never-healthy").findings
    assert [x.severity.word for x in found] == severities


def test_a_second_file_may_give_the_healthcheck() -> None:
    spec = "stack: so/stacks/web\ndeploy-to: compose\n"
    services = f"{{db: {{image: postgres}}, web: {{image: y, depends_on: {{db: {HEALTHY}}}}}}}"
    more = "services: {db: {healthcheck: {test: [CMD, pg_isready]}}}\n"
    files = {
        STACK: "pods: [web, more]\n",
        COMPOSE: f"services: {services}\n",
        COMPOSE.replace("web.yml", "more.yml"): more,
        "spec.yml": spec,
    }
    assert lint(files, "dependency-never-healthy").findings == []
