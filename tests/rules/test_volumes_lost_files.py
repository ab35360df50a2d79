"""Files that git tracks and the working tree has lost: they are no content of a ConfigMap."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.running import commit_all, git, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
    "so/compose/docker-compose-web.yml": (
        "services: {web: {image: vendor/web:v1, volumes: ['cm:/etc/web:ro', 'other:/x:ro']}}\n"
        "volumes: {cm: , other: }\n"
    ),
    "spec.yml": (
        "stack: so/stacks/web\ndeploy-to: k8s-kind\n"
        "configmaps: {cm: ./configmaps/cm, other: conf/other}\n"
    ),
    "so/config/cm/a.conf": "a\n",
    "so/config/cm/sub/b.conf": "b\n",
    "old/conf/other/c.conf": "c\n",
}


@pytest.mark.parametrize(
    ("rule", "lost", "before", "after"),
    [
        ("configmap-content-dropped", "so/config/cm/sub/b.conf", [False], []),
        # The directory that could be meant is gone, so nothing is proposed.
        ("configmap-source-missing", "old/conf/other/c.conf", [True], [False]),
    ],
)
def test_lost_files_do_not_count(
    tmp_path: Path, rule: str, lost: str, before: list[bool], after: list[bool]
) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, FILES)
    commit_all(tmp_path)
    assert _fixable(tmp_path, rule) == before
    (tmp_path / lost).unlink()
    (tmp_path / lost).parent.rmdir()
    assert _fixable(tmp_path, rule) == after


def _fixable(where: Path, rule: str) -> list[bool]:
    """Give, of each finding, whether it has a fix."""
    done = stacklint(where, "check", "--select", rule, "--format", "json")
    return [finding["fix"] is not None for finding in json.loads(done.out)["findings"]]
