"""Images and where they come from: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile
from tests.memory import lint

COMPOSE = "so/compose/docker-compose-web.yml"


def _findings(
    rule: str, image: str, spec: str = "deploy-to: k8s", file: str = "spec.yml"
) -> list[Finding]:
    files = {
        file: f"stack: so/stacks/web\n{spec}\n",
        "so/stacks/web/stack.yml": "pods: [web]\njobs: [job]\n",
        COMPOSE: f"services:\n  web:\n    image: {image}\n",
        "so/compose-jobs/docker-compose-job.yml": "services: {job: {image: 'x:v1'}}\n",
    }
    return lint(files, rule, profile=Profile.AUDIT).findings


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("vendor/web:local", None),
        ("web:v1", None),
        ("web", "no tag"),
        ("vendor/web", "no tag"),
        ("registry.test/vendor/web:v1", "three or more parts"),
        ("registry.test:5000/web:v1", None),
        ("registry.test:5000/web", "no tag"),
        ("web@sha256:0", "a digest"),
        ("__IMAGE__", None),
        ("vendor/{{ image }}", None),
    ],
)
def test_names_that_image_registry_takes_apart(image: str, words: str | None) -> None:
    spec = "deploy-to: k8s-kind\nimage-registry: registry.test"
    found = _findings("image-name-breaks-registry", image, spec)
    assert len(found) == (words is not None)
    assert all((words or "") in x.message for x in found)


@pytest.mark.parametrize(
    ("image", "moves"),
    [
        ("web", True),
        ("registry.test:5000/web", True),
        ("web:latest", True),
        ("web:main", True),
        ("web:stable", True),
        ("web:local", False),
        ("web:16", False),
        ("web:16-alpine", False),
        ("web@sha256:0", False),
        ("web:latest@sha256:0", False),
        ("$IMAGE", False),
        ("vendor/web:$TAG", False),
        ("web:${TAG}", False),
        ("web:__TAG__", False),
    ],
)
def test_tags_that_move(image: str, moves: bool) -> None:
    assert len(_findings("mutable-image-tag", image)) == moves


@pytest.mark.parametrize(
    ("file", "spec", "count"),
    [
        ("envs/prod.yml", "deploy-to: k8s", 1),
        ("envs/prod.yml", "deploy-to: k8s\nimage-pull-policy: Always", 0),
        # Compose does not read the key.
        ("envs/prod.yml", "deploy-to: compose\nimage-pull-policy: Always", 1),
        ("envs/devices.yml", "deploy-to: k8s", 1),
        ("envs/dev/spec.yml", "deploy-to: k8s", 0),
        ("envs/spec-development.yml", "deploy-to: k8s", 0),
        ("e2e/spec.yml", "deploy-to: k8s", 0),
        ("test-spec-web.yml", "deploy-to: k8s", 0),
    ],
)
def test_specs_in_which_a_tag_may_move(file: str, spec: str, count: int) -> None:
    assert len(_findings("mutable-image-tag", "web:latest", spec, file)) == count


@pytest.mark.parametrize(
    ("secret", "count"),
    [
        ("{server: a, username: b, token-env: C}", 0),
        ("{server: a, username: b, token-file: c}", 0),
        ("{server: a, username: b}", 1),
        ("{server: a, token-env: C}", 1),
        ("{username: b, token-env: C}", 1),
        ("{server: a, username: b, token-env: }", 1),
        ("{server: a, username: '', token-env: C}", 1),
        ("{server: a, username: b, token-env: ghp_0123456789abcdefghijklmnopqrstuvwxyz}", 1),
        ("{}", 1),
        ("{server: a, username: b, token-env: C, password: d}", 1),
        ("{server: a, username: __U__, token-env: C}", 0),
        ("__SECRET__", 0),
        ("{{ secret }}", 0),
    ],
)
def test_what_a_pull_secret_is_made_of(secret: str, count: int) -> None:
    spec = f"deploy-to: k8s\nimage-pull-secret: {secret}"
    assert len(_findings("incomplete-pull-secret", "web:v1", spec)) == count
