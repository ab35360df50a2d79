"""Values that docker compose does not take at a place: each measured with 2.26."""

from __future__ import annotations

import pytest

from tests.memory import lint


def _paths(rule: str, service: str) -> list[str]:
    """Give the places below the service at which a rule finds something."""
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": f"services:\n  web: {{{service}}}\n",
    }
    return [".".join(map(str, x.at.path[2:])) for x in lint(files, rule).findings]


@pytest.mark.parametrize(
    "image",
    [
        "lab/Busybox:1",
        "Ubuntu",
        "ghcr.io/MyOrg/app:1",
        "https://reg.test/app:1",
        "'app: 1'",
        "/app:1",
        "app:1:2",
        "app:.1",
        "app@sha256:abc",
        "'app:'",
        "app-",
        "app___b",
        "a:b/c",
    ],
)
def test_what_is_the_name_of_no_image(image: str) -> None:
    assert _paths("wrong-compose-value", f"image: {image}") == ["image"]
    assert _paths("wrong-compose-value", f"image: {image}, profiles: [later]") == []


@pytest.mark.parametrize(
    "image",
    [
        "ubuntu:Latest",
        "LOCALHOST:5000/x:1",
        "'[::1]:5000/x'",
        "127.0.0.1:5000/a/b/c:v",
        f"app:1@sha256:{'a' * 64}",
        "my_org/app__b.c-d---e:_1",
        "cerc/app:local",
        "a_b/x",
        "__IMAGE__",
        "'{{ image }}:1'",
        "''",
    ],
)
def test_what_names_an_image(image: str) -> None:
    assert _paths("wrong-compose-value", f"image: {image}") == []


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("volumes: ['/srv/data:/']", "volumes.0"),
        ("volumes: ['/data:ro']", "volumes.0"),
        ("volumes: [{type: bind, source: /srv, target: /}]", "volumes.0.target"),
        ("volumes: [{type: bind, source: /srv, target: ''}]", "volumes.0.target"),
        ("tmpfs: ['/run:size=64m', /]", "tmpfs.1"),
        ("tmpfs: ''", "tmpfs"),
        ("env_file: ['']", "env_file.0"),
        ("cap_add: ['']", "cap_add.0"),
        ("networks: {default: {priority: '5'}}", "networks.default.priority"),
    ],
)
def test_values_that_are_none(part: str, path: str) -> None:
    assert _paths("wrong-compose-value", f"image: x, {part}") == [path]
