"""Paths that a host forgets: edge cases beyond the page."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint


def _lint(path: str, mount: str = "db:/var/lib/mysql", target: str = "k8s") -> list[str]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\nvolumes: {{db: {path}}}\n",
        "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
        "so/compose/docker-compose-web.yml": (
            f"services:\n  db: {{image: vendor/x, volumes: ['{mount}']}}\nvolumes: {{db: }}\n"
        ),
    }
    found = lint(files, "volume-path-lost-at-reboot", profile=Profile.AUDIT).findings
    return [f"{x.severity.word} {x.profile.word}" for x in found]


@pytest.mark.parametrize("target", ["compose", "k8s-kind", "k8s"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/run", ["error recommended"]),
        ("/run/db", ["error recommended"]),
        ("/var/run/db/", ["error recommended"]),
        ("/srv/../dev//shm/db", ["warning recommended"]),
        ("/./tmp/", ["warning recommended"]),
        ("/srv/../tmp/kind/db", ["warning recommended"]),
        ("/runs/db", []),
        ("/srv/tmp/db", []),
        ("/run/media/disk/db", []),
        ("/run/${X}", []),
        ("./tmp/db", []),
        ("", []),
    ],
)
def test_path_that_a_host_forgets(path: str, said: list[str], target: str) -> None:
    assert _lint(path, target=target) == said


@pytest.mark.parametrize(
    ("mount", "said"),
    [
        ("db:/srv/x", ["warning strict"]),
        ("db:/var/lib/mysql:ro", []),
        ("db:/var/cache/x", []),
        ("other:/x", ["warning strict"]),
    ],
)
def test_what_the_volume_holds_counts(mount: str, said: list[str]) -> None:
    assert _lint("/run/db", mount) == said
