"""Volumes that ought to be ConfigMaps, or are both: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

STACK = {
    "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
    "so/compose/docker-compose-web.yml": (
        "services:\n"
        "  web:\n"
        "    image: vendor/web:v1\n"
        "    volumes: ['cm:/etc/web:ro', 'rw:/srv']\n"
        "volumes: {cm: , rw: }\n"
    ),
}


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ("{cm: }", ["volumes.cm"]),
        ("{cm: ''}", ["volumes.cm"]),
        ("{cm: ~}", ["volumes.cm"]),
        ("{cm: /srv/cm}", []),
        ("{cm: 5}", []),
        ("{cm: {path: ''}}", []),
        ("{rw: }", []),
        ("{zz: }", []),
        ("[cm]", []),
        ("{__CM__: }", []),
    ],
)
def test_config_volume_left_empty(volumes: str, expected: list[str]) -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: k8s\nkube-config: k\nvolumes: {volumes}\n",
        **{f"so/config/{name}/a": "text\n" for name in ("cm", "rw", "zz", "__CM__")},
        **STACK,
    }
    found = lint(files, "config-volume-left-empty", profile=Profile.AUDIT).findings
    assert [x.key[2] for x in found] == expected


@pytest.mark.parametrize(
    ("configmaps", "has_fix"), [("{}", True), ("", False), ("[x]", False), ("{x: ./y}", True)]
)
def test_volume_moves_only_into_a_section_that_can_take_it(
    configmaps: str, *, has_fix: bool
) -> None:
    head = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"
    spec = f"{head}volumes: {{cm: }}\nconfigmaps: {configmaps}\n"
    files: dict[str, str | bytes] = {"spec.yml": spec, "so/config/cm/a": "text\n", **STACK}
    [finding] = lint(files, "config-volume-left-empty", profile=Profile.AUDIT).findings
    assert (finding.fix is not None) == has_fix


def test_a_pod_that_was_not_found_may_write_to_a_volume() -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: k8s-kind\nvolumes: {cm: }\n",
        "so/config/cm/a": "text\n",
        **STACK,
        "so/stacks/web/stack.yml": "name: web\npods: [web, gone]\n",
    }
    assert lint(files, "config-volume-left-empty", profile=Profile.AUDIT).findings == []


@pytest.mark.parametrize(
    ("volumes", "configmaps", "expected"),
    [
        ("{a: , b: /srv/b}", "{a: ./configmaps/a}", ["volumes.a"]),
        ("{a: , b: }", "{b: x, a: y}", ["volumes.a", "volumes.b"]),
        ("{a: }", "{}", []),
        ("{a: }", "{A: x}", []),
        ("[a]", "{a: x}", []),
        ("{a: }", "[a]", []),
        ("", "{a: x}", []),
        ("{[x]: }", "{[x]: y}", []),
        ("{__A__: }", "{__A__: y}", []),
    ],
)
def test_name_in_volumes_and_configmaps(volumes: str, configmaps: str, expected: list[str]) -> None:
    spec = f"stack: x/y\ndeploy-to: k8s-kind\nvolumes: {volumes}\nconfigmaps: {configmaps}\n"
    found = lint({"spec.yml": spec}, "name-in-volumes-and-configmaps", profile=Profile.AUDIT)
    assert [x.key[2] for x in found.findings] == expected


def test_name_in_volumes_and_configmaps_shows_who_means_to_write() -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": (
            "stack: so/stacks/web\ndeploy-to: k8s-kind\n"
            "volumes: {rw: }\nconfigmaps: {rw: ./configmaps/rw}\n"
        ),
        **STACK,
    }
    [finding] = lint(files, "name-in-volumes-and-configmaps").findings
    assert [x.file for x in finding.also] == ["spec.yml", "so/compose/docker-compose-web.yml"]
