"""Names on Kubernetes, and names that a stack does not have: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from stacklint.rule import Settings
from tests.memory import World, lint

STACK = "pods: [web, api.v2]\njobs: [once_a]\n"
WEB = """\
services:
  web: {image: a, volumes: ['db_x:/x', 'cm_y:/y:ro', '%s:/z', '${V}_z:/v']}
volumes: {db_x: , cm_y: , %s: , not_used: }
"""
LONG = "d" * 47


def _files(spec: str, **more: str) -> dict[str, str]:
    return {
        "spec.yml": spec,
        "so/stacks/web/stack.yml": STACK,
        "so/compose/docker-compose-web.yml": WEB % (LONG, LONG),
        "so/compose/docker-compose-api.v2.yml": "services: {api: {image: a}}\n",
        "so/compose-jobs/docker-compose-once_a.yml": "services: {job_s: {image: a}}\n",
        **more,
    }


def _invalid(spec: str, **more: str) -> list[tuple[str, str, str]]:
    files = _files(spec, **more)
    found = lint(files, "name-invalid-on-kubernetes", profile=Profile.AUDIT).findings
    names = {"spec.yml": "spec", "so/stacks/web/stack.yml": "stack"}
    return sorted((names.get(x.file, "compose"), x.key[2], x.severity.word) for x in found)


OF_STACK = [
    ("compose", "services.job_s", "error"),
    ("stack", "jobs.[once_a]", "error"),
]


@pytest.mark.parametrize("target", ["k8s", "k8s-kind"])
def test_names_of_a_stack(target: str) -> None:
    sections = "volumes: {db_x: /a}\nconfigmaps: {cm_y: b}\n"
    spec = f"stack: so/stacks/web\ndeploy-to: {target}\n{sections}"
    assert _invalid(spec) == sorted(
        [
            *OF_STACK,
            ("spec", "volumes.db_x", "error"),
            ("spec", "configmaps.cm_y", "error"),
            ("compose", f"volumes.{LONG}", "error"),
        ]
    )


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ("labels: {team: core, 'a.test/{name}': '{name}', b: 5, c: __T__, a b: }\n", []),
        ("annotations: {A.test/x: 'any text', '{name}': x, '__T__ x': y}\n", []),
        ("labels: {my team: core}\n", ["labels.my team"]),
        ("labels: {app: notes}\n", ["labels.app"]),
        ("labels: {app: }\n", []),
        ("annotations: {app: notes}\n", []),
        ("labels: {team: the core}\n", ["labels.team"]),
        ("labels: {A.test/x: y}\n", ["labels.A.test/x"]),
        ("annotations: {a/b/c: x, -a: y}\n", ["annotations.-a", "annotations.a/b/c"]),
    ],
)
def test_what_a_spec_puts_on_its_pods(rows: str, at: list[str]) -> None:
    spec = f"stack: so/stacks/web\ndeploy-to: k8s\n{rows}"
    found = [where for file, where, _ in _invalid(spec) if file == "spec"]
    assert [where for where in found if not where.startswith("volumes")] == at


@pytest.mark.parametrize("target", ["compose", "nomad", "__T__"])
def test_names_elsewhere(target: str) -> None:
    assert _invalid(f"stack: so/stacks/web\ndeploy-to: {target}\nnamespace: A_B\n") == []


def test_a_configmap_may_be_longer_than_a_volume() -> None:
    text = f"configmaps: {{{LONG}: ./configmaps/a}}\nvolumes: {{db_x: /a}}\n"
    found = _invalid(f"stack: so/stacks/web\ndeploy-to: k8s\n{text}")
    assert all(LONG not in path for _, path, _ in found)


def test_a_proxied_pod_takes_no_dot() -> None:
    proxy = "network: {http-proxy: [{host-name: a.test}]}\n"
    found = _invalid(f"stack: so/stacks/web\ndeploy-to: k8s\n{proxy}")
    assert ("stack", "pods.[api.v2]", "error") in found


def test_the_name_of_an_only_pod_is_in_no_object() -> None:
    found = _invalid(
        "stack: so/stacks/web\ndeploy-to: k8s\nnetwork: {http-proxy: []}\n",
        **{
            "so/stacks/web/stack.yml": "pods: [my_web]\n",
            "so/compose/docker-compose-my_web.yml": "services: {web: {image: a}}\n",
        },
    )
    assert found == []


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("stack: so/stacks/My-Web\n", ["stack"]),
        ("stack: so/stacks/my_web\n", ["stack"]),
        ("stack: so/stacks/my_web\nnamespace: web\n", []),
        ("stack: 'so/stacks/my web'\nnamespace: web\n", ["stack"]),
        ("stack: so/stacks/" + "w" * 55 + "\n", []),
        ("stack: so/stacks/" + "w" * 56 + "\n", ["stack"]),
        ("stack: so/stacks/__NAME__\n", []),
        ("stack: so/stacks/my_web\n# __REST__\n", []),
        ("stack: a\nnamespace: " + "n" * 64 + "\n", ["namespace"]),
        ("stack: a\nnamespace: a.b\n", ["namespace"]),
        ("stack: a\nnamespace: A_${ENV}\n", []),
        (
            "stack: a\nexternal-services: {a_b: , 1c: , ok: , __X__: }\n",
            ["external-services.1c", "external-services.a_b"],
        ),
        ("stack: [My_A]\nruntime-class: a\n", []),
        ("stack: a/My_B\nruntime-class: a\nnamespace: C_D\n", []),
    ],
)
def test_names_of_a_spec(spec: str, expected: list[str]) -> None:
    found = lint(
        {"spec.yml": f"deploy-to: k8s-kind\n{spec}"},
        "name-invalid-on-kubernetes",
        profile=Profile.AUDIT,
    ).findings
    assert sorted(finding.key[2] for finding in found) == expected


def test_a_stack_that_is_not_here_makes_no_error() -> None:
    text = "stack: a/b\ndeploy-to: k8s-kind\nvolumes: {a_b: /a, __X__: /b}\nconfigmaps: {c_d: e}\n"
    assert _invalid(text) == [
        ("spec", "configmaps.c_d", "warning"),
        ("spec", "volumes.a_b", "warning"),
    ]


def test_a_volume_that_the_stack_does_not_know_is_never_made() -> None:
    text = "stack: so/stacks/web\ndeploy-to: k8s\nvolumes: {other_x: /a, not_used: /b}\n"
    assert not [x for x in _invalid(text) if "other_x" in x[1] or "not_used" in x[1]]


UNKNOWN = """\
stack: so/stacks/web
deploy-to: k8s-kind
network: {ports: {wbe: ['80'], web: ['81'], __S__: ['82'], '': []}}
resources:
  containers: {limits: {}, reservations: {}, x-note: {}, aip: {limits: {}}}
  volumes: {reservations: {}, limits: {}, db_x: {}, db_z: {}}
image-overrides: {job_s: a, once_a: b, nobody: c}
"""


def _unknown(
    spec: str, more: dict[str, str], settings: Settings | None = None
) -> list[tuple[str, str | None]]:
    world = World(settings=settings or Settings())
    found = lint(
        _files(spec, **more), "unknown-service-in-spec", profile=Profile.AUDIT, world=world
    ).findings
    return [(x.key[2], None if x.fix is None else x.fix.title) for x in found]


def _clean() -> dict[str, str]:
    return {
        "so/compose/docker-compose-web.yml": (WEB % ("a", "b")).replace("'${V}_z:/v'", "'b:/v'")
    }


def test_a_slip_of_a_key_is_no_name_of_a_service() -> None:
    spec = (
        "stack: so/stacks/web\ndeploy-to: k8s-kind\n"
        "resources: {containers: {limit: {}}, volumes: {reservation: {}}}\n"
    )
    assert _unknown(spec, _clean()) == [
        ("resources.containers.limit", "limit → limits"),
        ("resources.volumes.reservation", "reservation → reservations"),
    ]


def test_unknown_names() -> None:
    assert _unknown(UNKNOWN, _clean()) == [
        ("network.ports.wbe", None),
        ("resources.containers.aip", "aip → api"),
        ("resources.volumes.db_z", None),
        ("image-overrides.nobody", None),
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"so/compose/docker-compose-web.yml": "services:\n  # __SERVICES__\n"},
        {"so/compose/docker-compose-web.yml": "services: {__A__: {image: a}}\n"},
        {"so/compose/docker-compose-web.yml": "services: [\n"},
        {"so/stacks/web/stack.yml": "pods: [web, lost]\n"},
    ],
)
def test_a_stack_that_may_have_more_says_nothing(more: dict[str, str]) -> None:
    assert _unknown(UNKNOWN, more) == []


def test_a_spec_that_serves_several_stacks() -> None:
    assert _unknown(UNKNOWN, _clean(), Settings(shared_specs=True)) == []


@pytest.mark.parametrize(
    "text",
    [
        "network: {ports: __P__}\nimage-overrides: {{ x }}\n",
        "network: {ports: [a]}\nresources: {containers: 5, volumes: }\nimage-overrides:\n",
        "resources: {containers: {empty: {limits: {}}}}\n",
    ],
)
def test_no_names_at_all(text: str) -> None:
    more = {"so/compose/docker-compose-web.yml": "services: {empty: }\nvolumes: {}\n"}
    assert _unknown(f"stack: so/stacks/web\ndeploy-to: k8s\n{text}", more) == []
