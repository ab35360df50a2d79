"""Compose files: every spelling read into one form."""

from __future__ import annotations

import pytest

from stacklint.model.compose.file import Compose, Service, is_compose
from stacklint.model.compose.mount import MountKind
from stacklint.model.yaml.document import text_document

VOLUME, BIND, ANONYMOUS, OTHER = (
    *(MountKind.VOLUME, MountKind.BIND, MountKind.ANONYMOUS, MountKind.OTHER),
)


def compose(text: str) -> Compose:
    document = text_document("compose/docker-compose-x.yml", text)
    assert document.fault is None
    return Compose(document)


def service(rows: str) -> Service:
    """Give a service of some rows of YAML, each indented by nothing."""
    inner = "".join(f"    {row}\n" for row in rows.splitlines())
    (found,) = compose(f"services:\n  web:\n{inner}").services
    return found


# What is written below `volumes:` of a service, and what is read.
MOUNTS: dict[str, tuple[MountKind, str, str, bool]] = {
    "- db:/data": (VOLUME, "db", "/data", False),
    "- 'db:/data'": (VOLUME, "db", "/data", False),
    "- db:/data:ro": (VOLUME, "db", "/data", True),
    "- db:/data:ro,z": (VOLUME, "db", "/data", True),
    "- db:/data:z,ro": (VOLUME, "db", "/data", True),
    "- db:/data:rw": (VOLUME, "db", "/data", False),
    "- db:/data:roaming": (VOLUME, "db", "/data", False),
    "- ./conf:/etc/x": (BIND, "./conf", "/etc/x", False),
    "- ../config/x:/etc/x:ro": (BIND, "../config/x", "/etc/x", True),
    "- /var/run/docker.sock:/var/run/docker.sock": (
        *(BIND, "/var/run/docker.sock", "/var/run/docker.sock", False),
    ),
    "- ~/x:/x": (BIND, "~/x", "/x", False),
    "- /data": (ANONYMOUS, "", "/data", False),
    "- ${DIR}:/data": (OTHER, "${DIR}", "/data", False),
    "- ${DIR:-./x}:/data:ro": (OTHER, "${DIR:-./x}", "/data", True),
    "- db:${DIR:-/data}:ro": (VOLUME, "db", "${DIR:-/data}", True),
    "- __NAME__:/data": (OTHER, "__NAME__", "/data", False),
    "- {type: volume, source: db, target: /data}": (VOLUME, "db", "/data", False),
    "- {type: volume, source: db, target: /data, read_only: true}": (VOLUME, "db", "/data", True),
    "- {type: volume, source: db, target: /data, read_only: yes}": (VOLUME, "db", "/data", True),
    "- {type: volume, source: db, target: /data, read_only: 'On'}": (VOLUME, "db", "/data", True),
    "- {type: volume, source: db, target: /data, read_only: no}": (VOLUME, "db", "/data", False),
    "- {type: volume, src: db, destination: /data}": (VOLUME, "db", "/data", False),
    "- {source: db, target: /data}": (VOLUME, "db", "/data", False),
    "- {type: bind, source: ./x, target: /x}": (BIND, "./x", "/x", False),
    "- {type: volume, target: /data}": (ANONYMOUS, "", "/data", False),
    "- {type: tmpfs, target: /scratch}": (OTHER, "", "/scratch", False),
}


@pytest.mark.parametrize(("row", "read"), list(MOUNTS.items()), ids=list(MOUNTS))
def test_mount(row: str, read: tuple[MountKind, str, str, bool]) -> None:
    (mount,) = service(f"volumes:\n{row}").mounts
    assert (mount.kind, mount.source, mount.target, mount.is_read_only) == read
    assert mount.is_long is row.startswith("- {")


def test_mount_knows_its_place() -> None:
    text = "services:\n  web:\n    volumes:\n    - a:/a\n    - b:/b\n"
    _, mount = compose(text).services[0].mounts
    start, end = mount.at.span
    assert text[start:end] == "b:/b"
    assert mount.at.path == ("services", "web", "volumes", 1)


@pytest.mark.parametrize(
    "rows",
    [
        "volumes:",
        "volumes: {}",
        "volumes: db",
        "volumes: []",
        "volumes:\n-",
        "volumes:\n- [a, b]",
        "image: x",
    ],
)
def test_what_is_no_mount_is_left_out(rows: str) -> None:
    assert service(rows).mounts == ()


def test_mounts_come_through_anchors_and_merges() -> None:
    found = compose("""\
x-base: &base
  image: base
  volumes: &mounts
  - &one db:/data
  - logs:/logs
services:
  a:
    <<: *base
  b:
    <<: *base
    image: own
    volumes:
    - *one
  c:
    volumes: *mounts
volumes:
  db:
  logs:
""")
    assert [(x.name, x.image, [m.source for m in x.mounts]) for x in found.services] == [
        ("a", "base", ["db", "logs"]),
        ("b", "own", ["db"]),
        ("c", None, ["db", "logs"]),
    ]
    merged = found.services[0].mounts[1]
    assert merged.at.span == found.services[2].mounts[1].at.span


# Two spellings of one table.
TABLES = {
    "a map": ("{A: 1, B: x, C: true}", {"A": "1", "B": "x", "C": "true"}),
    "a list": ("[A=1, B=x, C=true]", {"A": "1", "B": "x", "C": "true"}),
    "a null in a map": ("{A: , B: ~, C: ''}", {"C": ""}),
    "no value in a list": ("[A, B=, '=x']", {"B": "", "": "x"}),
    "an equals sign in a value": ("['A=b=c']", {"A": "b=c"}),
    "a merge": ("{<<: {A: 1, B: 2}, B: 3}", {"A": "1", "B": "3"}),
    "nothing": ("", {}),
    "text": ("x", {}),
}


@pytest.mark.parametrize(("text", "table"), list(TABLES.values()), ids=list(TABLES))
def test_environment_and_labels(text: str, table: dict[str, str]) -> None:
    found = service(f"environment: {text}\nlabels: {text}")
    assert found.environment == found.labels == table


@pytest.mark.parametrize(
    ("rows", "is_init", "has_profiles"),
    [
        ("labels: {laconic.init-container: 'true'}", True, False),
        ("labels: [laconic.init-container=true]", True, False),
        ("labels: {laconic.init-container: 'false'}", False, False),
        ("labels: {other: 'true'}", False, False),
        ("profiles: [debug]", False, True),
        ("profiles: []", False, False),
        ("profiles: ['']", False, False),
        ("profiles: [debug, '']", False, False),
        ("profiles: debug", False, False),
        ("image: x", False, False),
    ],
)
def test_kinds_of_service(rows: str, *, is_init: bool, has_profiles: bool) -> None:
    found = service(rows)
    assert (found.is_init, found.has_profiles) == (is_init, has_profiles)


@pytest.mark.parametrize(
    ("text", "services", "volumes"),
    [
        ("services:\n  a: {}\n  b: {}\nvolumes:\n  x:\n  y: {}\n", ["a", "b"], ("x", "y")),
        ("services: {a: , b: [], c: {}}\n", ["c"], ()),
        ("services:\nvolumes:\n", [], ()),
        ("services: []\nvolumes: [a]\n", [], ()),
        ("x: &x {a: {}}\nservices: *x\nvolumes: *x\n", ["a"], ("a",)),
        ("x: &x {a: {}}\nservices: {<<: *x, b: {}}\n", ["b", "a"], ()),
        ("", [], ()),
        ("- a\n", [], ()),
    ],
)
def test_services_and_volumes(text: str, services: list[str], volumes: tuple[str, ...]) -> None:
    found = compose(text)
    assert ([x.name for x in found.services], found.volumes) == (services, volumes)


def test_broken_file_has_neither_services_nor_volumes() -> None:
    found = Compose(text_document("x.yml", "services:\n  a: {}\nvolumes:\n  x: [\n"))
    assert (found.services, found.volumes) == ((), ())


@pytest.mark.parametrize(
    ("volumes", "known"),
    [("{db: }", True), ("{'${NAME}': }", False), ("{__NAME__: }", False), ("", True)],
)
def test_names_may_be_left_to_interpolation(volumes: str, *, known: bool) -> None:
    assert compose(f"services: {{}}\nvolumes: {volumes}\n").names_are_known is known


@pytest.mark.parametrize(
    ("declared", "external"),
    [
        ("", False),
        ("{}", False),
        ("{external: true}", True),
        ("{external: {name: x}}", True),
        ("{external: yes}", True),
        ("{external: 'y'}", True),
        ("{external: false}", False),
        ("{driver: local}", False),
    ],
)
def test_volume_that_somebody_else_made(declared: str, *, external: bool) -> None:
    assert compose(f"volumes:\n  db: {declared}\n").is_external("db") is external


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("services:\n  a: {}\n", True),
        ("services: {}\n", True),
        ("services:\n", True),
        ("services: []\n", False),
        ("services: text\n", False),
        ("volumes: {}\n", False),
        ("- a\n", False),
        ("", False),
        ("services: [\n", False),
    ],
)
def test_compose_file_by_its_shape(text: str, *, is_one: bool) -> None:
    assert is_compose(text_document("x.yml", text)) is is_one
