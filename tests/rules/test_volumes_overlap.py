"""Volumes over one directory of the host: edge cases beyond the page."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from stacklint.rule import Settings
from tests.memory import World, lint

OVERLAP = "overlapping-volume-paths"

STACK = {
    "so/stacks/web/stack.yml": "pods: [web, api]\njobs: [load]\n",
    "so/compose/docker-compose-web.yml": (
        "services:\n"
        "  web: {image: x, volumes: ['a:/a', 'b:/b', 'r:/r:ro', 's:/s', 't:/t:ro']}\n"
        "  two: {image: x, volumes: ['s:/s:ro', 't:/t']}\n"
        "volumes: {a: , b: , r: , s: , t: , idle: }\n"
    ),
    "so/compose/docker-compose-api.yml": (
        "services:\n"
        "  api: {image: x, volumes: ['c:/c', 'd:/d:ro,z', 's:/s:ro']}\n"
        "volumes: {c: , d: , s: }\n"
    ),
    "so/compose-jobs/docker-compose-load.yml": (
        "services: {load: {image: x, volumes: ['j:/j']}}\nvolumes: {j: }\n"
    ),
}


@pytest.mark.parametrize(
    ("volumes", "found"),
    [
        ("{a: /x, c: /x}", {"c": "error"}),
        ("{idle: /x, idle: /x}", {}),
        ("{a: /x, a: /x/y, c: /x}", {"c": "error"}),
        ("{a: /x, c: /x/y}", {"c": "error"}),
        ("{a: /x/y/z, c: /x/y/}", {"c": "error"}),
        ("{a: ./x, c: x/y}", {"c": "error"}),
        ("{t: /x, c: /x}", {"c": "error"}),
        ("{a: /x, c: /x, j: /x}", {"c": "error", "j": "info"}),
        ("{a: /x, j: /x}", {"j": "info"}),
        ("{a: /x, idle: /x}", {"idle": "info"}),
        ("{a: /x, gone: /x}", {"gone": "info"}),
        ("{a: /x, b: /x}", {}),
        ("{r: /x, c: /x}", {}),
        ("{a: /x, d: /x}", {}),
        ("{a: /x, c: /xy}", {}),
        ("{a: /x, c: ./x}", {}),
        ("{a: /x/c, c: /x/a}", {}),
        ("{a: ~/x, c: ~/x}", {}),
        ("{a: __X__, c: __X__}", {}),
        ("{a: , c: }", {}),
        ("{a: 5, c: 5}", {}),
    ],
)
def test_overlapping_volume_paths(volumes: str, found: dict[str, str]) -> None:
    text = f"stack: so/stacks/web\ndeploy-to: k8s-kind\nvolumes: {volumes}\n"
    findings = lint({"spec.yml": text, **STACK}, OVERLAP, profile=Profile.AUDIT).findings
    seen = {x.key[2].removeprefix("volumes."): x.severity.word for x in findings}
    assert seen == found
    assert all((x.profile is Profile.AUDIT) is (x.severity.word == "info") for x in findings)


@pytest.mark.parametrize("shared", ["a", "c"])
def test_shared_volumes_may_overlap(shared: str) -> None:
    text = "stack: so/stacks/web\ndeploy-to: k8s-kind\nvolumes: {a: /x, c: /x}\n"
    world = World(settings=Settings(shared_volumes=(shared,)))
    found = lint({"spec.yml": text, **STACK}, OVERLAP, profile=Profile.AUDIT, world=world)
    assert found.findings == []
