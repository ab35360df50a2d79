"""What is stamped on pods: it follows exactly what they read, and the ids of their images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.targets.pod_stamps import HASH, OWNER_ID, Read, image_names, reads, stamped
from tests.deployer.wanted.made import Case, at, body, made
from tests.deployer.wanted.test_differences import service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.change import Data

COMPOSE = service("volumes: ['conf:/etc/web:ro']", "conf")
OTHER = "services: {other: {image: redis}}\n"
JOB = "services: {seed: {image: busybox}}\n"
SPEC = "configmaps: {conf: ./configmaps/conf}\nconfig: {PW: '$generate:hex:8$'}\n"


def stamp(conf: str = "1", images: Mapping[str, str] | None = None, pod: str = "web") -> str:
    case = Case(COMPOSE, SPEC, files={"config/conf/a": conf}, pods={"other": OTHER})
    found = body(stamped(made(case), images or {}), "Deployment", f"{pod}-deployment")
    annotations = at(found, "spec.template.metadata.annotations")
    assert isinstance(annotations, dict)
    return str(annotations[HASH])


def test_the_same_gives_the_same() -> None:
    assert stamp() == stamp()


def test_a_file_changes_the_first_part_of_who_reads_it() -> None:
    before, after = stamp().split("-"), stamp("2").split("-")
    assert before[0] != after[0]
    assert before[1] == after[1]
    assert stamp(pod="other") == stamp("2", pod="other")


def test_an_image_changes_the_second_part_of_who_runs_it() -> None:
    image = {"nginx": "sha256:1"}
    before, after = stamp().split("-"), stamp(images=image).split("-")
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert stamp(pod="other") == stamp(images=image, pod="other")


def test_namespaces_say_whose_they_are_and_nothing_else_changes() -> None:
    wanted = made(Case(COMPOSE, SPEC, files={"config/conf/a": "1"}))
    after = stamped(wanted, {})
    changed = [x.key.kind for x, y in zip(wanted.resources, after.resources, strict=True) if x != y]
    assert changed == ["Namespace", "Deployment"]
    metadata = at(body(after, "Namespace"), "metadata")
    assert isinstance(metadata, dict)
    assert metadata["annotations"] == {
        "laconic.com/deployment-dir": "/srv/deployments/web",
        OWNER_ID: "laconic-f3m6b6j4",
    }


def test_images_are_named_once() -> None:
    twice = OTHER.replace("other", "again")
    case = Case(COMPOSE, SPEC, pods={"other": OTHER, "again": twice})
    assert image_names(made(case)) == ("nginx", "redis")


@pytest.mark.parametrize(
    ("spec", "read"),
    [
        (None, []),
        ({"volumes": [{"name": "a", "configMap": {"name": "c"}}]}, [Read("ConfigMap", "c")]),
        ({"volumes": [{"name": "a", "secret": {"secretName": "s"}}]}, [Read("Secret", "s")]),
        ({"volumes": [{"name": "a", "emptyDir": {}}]}, []),
        ({"containers": [{"envFrom": [{"secretRef": {"name": "s"}}]}]}, [Read("Secret", "s")]),
        (
            {"initContainers": [{"env": [{"valueFrom": {"configMapKeyRef": {"name": "c"}}}]}]},
            [Read("ConfigMap", "c")],
        ),
        ({"imagePullSecrets": [{"name": "s"}]}, []),
    ],
)
def test_what_a_pod_reads(spec: Data, read: list[Read]) -> None:
    assert reads(spec) == read
