"""Files that the compose files of pods and jobs are made of: edge cases beyond the page."""

from __future__ import annotations

import pytest

from tests.memory import lint

EXTENDED = "services: {web: {extends: {file: %s, service: x}}}\n"


@pytest.mark.parametrize(
    ("owner", "written", "words"),
    [
        ("compose/docker-compose-web", "docker-compose-db.yml", ""),
        ("compose/docker-compose-web", "./docker-compose-db.yml", ""),
        ("compose/docker-compose-web", "../compose-jobs/docker-compose-load.yml", ""),
        ("compose/docker-compose-web", "base.yml", "base.yml (extends of web) is not copied"),
        # Compose looks for what a job names from the directory of the pods too.
        ("compose-jobs/docker-compose-load", "docker-compose-db.yml", ""),
        ("compose-jobs/docker-compose-load", "../compose/docker-compose-db.yml", ""),
        ("compose-jobs/docker-compose-load", "docker-compose-load.yml", "is not copied"),
        ("compose-jobs/docker-compose-load", "base.yml", "is not copied"),
        ("compose-jobs/docker-compose-load", "../compose/base.yml", "is not copied"),
        ("compose-jobs/docker-compose-load", "../config/web/base.yml", ""),
        ("compose-jobs/docker-compose-load", "../config/web/bases.yml", "is not there"),
    ],
)
def test_what_a_deployment_has_of_the_files_that_are_extended(
    owner: str, written: str, words: str
) -> None:
    plain = "services: {x: {image: x}}\n"
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [web, db]\njobs: [load]\n",
        "so/compose/docker-compose-web.yml": plain,
        "so/compose/docker-compose-db.yml": plain,
        "so/compose-jobs/docker-compose-load.yml": plain,
        "so/compose/base.yml": plain,
        "so/config/web/base.yml": plain,
        f"so/{owner}.yml": EXTENDED % written,
    }
    said = [x.message for x in lint(files, "missing-compose-part").findings]
    assert len(said) == bool(words)
    assert all(words in message for message in said), said
