"""What two mounts at one place come to, on each target and for a stack alone."""

from __future__ import annotations

import pytest

from tests.memory import lint

RULE = "mount-target-twice"
COMPOSE, KIND, K8S = "compose", "k8s-kind", "k8s"
LEFT_OUT = "docker compose takes the latter, and leaves `one` out without a word"
REFUSED = "Kubernetes refuses the pod"
HIDDEN = "on Kubernetes one hides the other"
TWO = ("one:/data", "two:/data")
SAME = ("one:/data", "one:/data:ro")
EMPTIED = (
    "docker compose takes the latter, which goes with the container, and leaves `one` out"
    " without a word"
)
MEMORY = "{type: tmpfs, target: /data}"
LONG = ("{type: volume, source: one, target: /data}", "two:/data")


@pytest.mark.parametrize(
    ("mounts", "target", "words"),
    [
        (TWO, COMPOSE, f"`one` and `two` at /data: {LEFT_OUT}"),
        (TWO, KIND, f"`one` and `two` at /data: {REFUSED}"),
        (TWO, K8S, f"`one` and `two` at /data: {REFUSED}"),
        (TWO, "", f"`one` and `two` at /data: {LEFT_OUT}, and {REFUSED}"),
        (LONG, COMPOSE, f"`one` and `two` at /data: {LEFT_OUT}"),
        (("one:/data", "two:/x/../data/"), COMPOSE, f"`one` and `two` at /x/../data/: {LEFT_OUT}"),
        (("one:/data", "two:/data/"), KIND, f"`one` and `two` at /data/: {HIDDEN}"),
        (("one:/data", "./data:/data"), KIND, f"`one` and `./data` at /data: {REFUSED}"),
        (SAME, KIND, f"`one` at /data twice: {REFUSED}"),
        (SAME, "", f"`one` at /data twice: {REFUSED}"),
        (SAME, COMPOSE, None),
        (("/data", "/data"), COMPOSE, None),
        (("one:/data", "/data/"), COMPOSE, f"`one` and nothing by name at /data/: {EMPTIED}"),
        (("one:/data", MEMORY), COMPOSE, f"`one` and nothing by name at /data: {EMPTIED}"),
        (("one:/data", "/data"), "", f"`one` and nothing by name at /data: {EMPTIED}"),
        (("one:/data", "/data"), KIND, None),
        (("/data", "one:/data"), COMPOSE, None),
        (("one:/data", "/data", "one:/data"), COMPOSE, None),
        (("one:${A}", "two:${B}"), COMPOSE, None),
        (("one:/data", "two:/data/sub"), KIND, None),
    ],
)
def test_what_comes_of_two_mounts(mounts: tuple[str, ...], target: str, words: str | None) -> None:
    listed = ", ".join(x if x.startswith("{") else f"'{x}'" for x in mounts)
    files = {
        "stacks/web/stack.yml": "name: web\npods: [web]\n",
        "compose/docker-compose-web.yml": (
            f"services: {{web: {{image: w, volumes: [{listed}]}}}}\nvolumes: {{one: , two: }}\n"
        ),
    }
    if target:
        files["prod.yml"] = f"stack: stacks/web\ndeploy-to: {target}\n"
    found = [x.message for x in lint(files, RULE).findings]
    assert found == ([] if words is None else [f"`web` mounts {words}"])


def test_each_too_many_is_told_once_with_the_first() -> None:
    files = {
        "stacks/web/stack.yml": "name: web\npods: [web]\njobs: [load]\n",
        "compose/docker-compose-web.yml": (
            "services: {web: {image: w, volumes: ['a1:/d', 'b1:/d', 'c1:/d']}}\n"
        ),
        "compose-jobs/docker-compose-load.yml": (
            "services: {load: {image: w, volumes: ['a1:/d', 'b1:/d']}}\n"
        ),
    }
    found = lint(files, RULE).findings
    assert [(x.file.rpartition("-")[2], x.at.path[-1], x.also[0].path[-1]) for x in found] == [
        ("load.yml", 1, 0),
        ("web.yml", 1, 0),
        ("web.yml", 2, 0),
    ]
