"""A spec with its stack: what the pods and jobs of a stack have together."""

from __future__ import annotations

import pytest

from stacklint.model.bundle import Bundle, Pod, Stack
from stacklint.model.compose.file import Compose
from stacklint.model.spec import Spec
from stacklint.model.stack import StackFile
from stacklint.model.volumes.evidence import Strength
from stacklint.model.yaml.document import text_document

POD = """\
services:
  db:
    image: postgres:16
    volumes:
    - data:/var/lib/postgresql
    - ./conf:/etc/conf
  web:
    volumes:
    - data:/data:ro
    - cache:/cache
volumes:
  data:
  cache:
"""
OTHER_POD = """\
services:
  web:
    image: other
    volumes: [files:/files]
volumes: {files: , data: }
"""
JOB = """\
services:
  web:
    image: a-job
  load:
    volumes: [data:/in, extra:/x]
volumes: {data: , extra: }
"""


def stack(*pods: str, jobs: tuple[str, ...] = (), is_whole: bool = True) -> Stack:
    def read(folder: str, texts: tuple[str, ...]) -> tuple[Pod, ...]:
        names = [f"p{number}" for number in range(len(texts))]
        documents = (
            text_document(f"{folder}/docker-compose-{name}.yml", text)
            for name, text in zip(names, texts, strict=True)
        )
        return tuple(Pod(*x) for x in zip(names, map(Compose, documents), strict=True))

    file = StackFile(text_document("stacks/x/stack.yml", "pods: []\n"), "stacks/x")
    return Stack(file, read("compose", pods), read("compose-jobs", jobs), is_whole=is_whole)


def test_declared_volumes_name_the_first_file_that_has_them() -> None:
    found = stack(POD, OTHER_POD, jobs=(JOB,))
    assert {name: x.file for name, x in found.volumes.items()} == {
        "data": "compose/docker-compose-p0.yml",
        "cache": "compose/docker-compose-p0.yml",
        "files": "compose/docker-compose-p1.yml",
        "extra": "compose-jobs/docker-compose-p0.yml",
    }
    assert {name: x.file for name, x in found.pod_volumes.items()} == {
        "data": "compose/docker-compose-p0.yml",
        "cache": "compose/docker-compose-p0.yml",
        "files": "compose/docker-compose-p1.yml",
    }


def test_services_of_pods_come_before_those_of_jobs() -> None:
    found = stack(POD, OTHER_POD, jobs=(JOB,)).services
    assert {name: x.image for name, x in found.items()} == {
        "db": "postgres:16",
        "web": "other",
        "load": None,
    }


@pytest.mark.parametrize(
    ("volume", "uses", "writers"),
    [
        ("data", ["p0/db", "p0/web ro", "p0/load job"], ["p0/db", "p0/load job"]),
        ("cache", ["p0/web"], ["p0/web"]),
        ("extra", ["p0/load job"], ["p0/load job"]),
        ("./conf", [], []),
        ("nobody's", [], []),
    ],
)
def test_uses_and_writers_of_a_volume(volume: str, uses: list[str], writers: list[str]) -> None:
    found = stack(POD, jobs=(JOB,))

    def drawn(of: tuple[object, ...]) -> list[str]:
        return [
            f"{x.pod}/{x.service.name}{' ro' * x.is_read_only}{' job' * x.by_job}"
            for x in found.uses(volume)
            if x in of
        ]

    assert drawn(found.uses(volume)) == uses
    assert drawn(found.writers(volume)) == writers


@pytest.mark.parametrize(
    ("pods", "is_whole", "known"),
    [
        ((POD, OTHER_POD), True, True),
        ((POD, OTHER_POD), False, False),
        ((POD, "volumes: {'${X}': }\n"), True, False),
        ((), True, True),
    ],
)
def test_names_are_known_where_every_file_is_and_none_has_a_token(
    pods: tuple[str, ...], *, is_whole: bool, known: bool
) -> None:
    assert stack(*pods, is_whole=is_whole).names_are_known is known


def test_evidence_is_judged_from_every_use() -> None:
    found = stack(POD, jobs=(JOB,))
    asked = [(name, size) for name in ("data", "cache", "extra") for size in (False, True)]
    assert [found.evidence(name, has_size=size).strength for name, size in asked] == [
        *(Strength.SURE, Strength.SURE),
        *(Strength.NO_DATA, Strength.NO_DATA),
        *(Strength.NONE, Strength.SURE),
    ]


def test_bundle_without_a_stack_says_why() -> None:
    spec = Spec(text_document("spec.yml", "deploy-to: k8s\n"))
    assert (Bundle(spec, None, "it names no stack").missing, Bundle(spec, stack()).missing) == (
        *("it names no stack", ""),
    )


PODS = {
    "names": ("[a, b]", [("a", None, None), ("b", None, None)]),
    "numbers": ("[1, '2']", [("1", None, None), ("2", None, None)]),
    "maps": (
        "[{name: a, repository: x.test/o/r, path: p}]",
        [("a", "x.test/o/r", "p")],
    ),
    "of the fork": ("[{name: a, path: p}]", [("a", None, "p")]),
    "a map without a name": ("[{path: p}, b]", [("b", None, None)]),
    "nulls and lists": ("[~, null, [a], b]", [("b", None, None)]),
    "an anchor": ("[&x a, *x]", [("a", None, None), ("a", None, None)]),
    "nothing": ("", []),
    "a map": ("{a: b}", []),
    "text": ("a", []),
}


@pytest.mark.parametrize(("written", "read"), list(PODS.values()), ids=list(PODS))
def test_pods_and_jobs_of_a_stack(
    written: str, read: list[tuple[str, str | None, str | None]]
) -> None:
    document = text_document("stack.yml", f"name: n\npods: {written}\njobs: {written}\n")
    file = StackFile(document, ".")
    for names in (file.pods, file.jobs):
        assert [(x.name, x.repository, x.path) for x in names] == read
    assert file.name == "n"


def test_pod_knows_its_place() -> None:
    file = StackFile(text_document("stack.yml", "pods:\n- [x]\n- a\n"), ".")
    assert [pod.at.path for pod in file.pods] == [("pods", 1)]
