"""The rows of the survival map, for each target and for whatever a spec may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.bundle import Bundle
from stacklint.model.dialect import Dialect
from stacklint.model.spec import Spec
from stacklint.model.tokens import mask_template
from stacklint.model.volumes.survival_map import SurvivalMap, Tally, survival_map
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from stacklint.model.volumes.survival_row import Row

STACK = {
    "stacks/s/stack.yml": "name: s\npods: [web]\njobs: [load]\n",
    "compose/docker-compose-web.yml": """\
services:
  init:
    image: init
    labels: {laconic.init-container: "true"}
    volumes: [v:/seed]
  web:
    image: web
    volumes: ["v:/data", "shared:/pub:ro,z", "c:/etc/web:ro"]
volumes: {v: , shared: , c: , idle: }
""",
    "compose-jobs/docker-compose-load.yml": """\
services:
  load:
    image: load
    volumes: ["v:/in:ro"]
volumes: {v: }
""",
}
# Names everything that the stack has, so that each row of a test is about what it says.
REST = "  shared: /srv/x/shared\n  c: /srv/x/c\n  idle: /srv/x/idle\n"


def mapped(text: str, dialect: Dialect | None = None, *, has_stack: bool = True) -> SurvivalMap:
    tree = MemoryTree({path: text.encode() for path, text in STACK.items()} if has_stack else {})
    spec = Spec(text_document("spec.yml", text), dialect)
    return survival_map(Library(tree).bundle(spec))


def spec(target: str, volumes: str, head: str = "") -> str:
    return f"stack: stacks/s\ndeploy-to: {target}\n{head}volumes:\n{volumes}"


def row(found: SurvivalMap, name: str = "v") -> Row:
    (one,) = (row for row in found.rows if row.name == name)
    return one


def way(found: Row) -> tuple[str, str | None, str | None, str]:
    return found.backing.value, found.host, found.node, found.note


ROOT = "kind-mount-root: /srv/kind\n"
LATE_ROOT = "kind-mount-root: REPLACE_ROOT\n"
ON_KIND = [
    ("", "", "no-path", None, "/var/local-path-provisioner/*-v", "no path"),
    ("", "''", "no-path", None, "/var/local-path-provisioner/*-v", "no path"),
    ("", "./data/v", "relative-path", "<deployment>/data/v", "/mnt/v", ""),
    ("", "data/v", "relative-path", "<deployment>/data/v", "/mnt/v", ""),
    ("", ".", "relative-path", "<deployment>", "/mnt/v", ""),
    ("", "../v", "relative-path", "<deployment>/../v", "/mnt/v", "outside of the deployment dir"),
    ("", "~/v", "relative-path", "<deployment>/~/v", "/mnt/v", "`~` is not expanded"),
    ("", "/srv/v/", "absolute-path", "/srv/v", "/mnt/v", ""),
    ("", "'/srv/a #b'", "absolute-path", "/srv/a", "/mnt/v", "kind-config.yml is cut at the ` #`"),
    ("", '"/srv/a: b"', "no-place", None, None, "a colon in the path: no cluster starts"),
    (ROOT, "/srv/kind/a/v", "absolute-path", "/srv/kind/a/v", "/mnt/a/v", ""),
    (ROOT, "/srv/kind", "absolute-path", "/srv/kind", "/mnt", "the data of every stack"),
    (ROOT, "/data/v", "absolute-path", "/data/v", "/mnt/v", "a mount of its own"),
    (ROOT, "./data/v", "relative-path", "<deployment>/data/v", "/mnt/v", ""),
    (ROOT, "/srv/kind-old/v", "no-place", None, None, "beside the mount root: no node mounts it"),
    (ROOT, "/srv/kind/../v", "no-place", None, None, "leads out of the mount root"),
    (ROOT, "'/srv/kind/a #b'", "absolute-path", "/srv/kind/a #b", "/mnt/a #b", ""),
    (ROOT, "__V__", "template", "__V__", None, "a template decides the path"),
    (ROOT, "/srv/kind/__V__", "absolute-path", "/srv/kind/__V__", "/mnt/__V__", "a template fills"),
    (ROOT, "/srv/__V__/v", "absolute-path", "/srv/__V__/v", None, "a template decides the path"),
    (
        ROOT,
        "/srv/kind__V__",
        "absolute-path",
        "/srv/kind__V__",
        None,
        "a template decides the path",
    ),
    (ROOT, "./__V__", "relative-path", "<deployment>/__V__", "/mnt/v", "a template fills in the p"),
    (LATE_ROOT, "REPLACE_ROOT/v", "template", "REPLACE_ROOT/v", "/mnt/v", "a template decides"),
    (LATE_ROOT, "/srv/v", "absolute-path", "/srv/v", None, "a template decides the path in"),
    ("", "{{ path }}", "template", None, None, "a template decides the path"),
    ("", "5", "no-place", None, None, "its value is no path: `create` stops"),
    ("", "[/a]", "no-place", None, None, "its value is no path: `create` stops"),
]
ON_K8S = [
    ("", "", "no-path", None, None, "no path: the storage class decides"),
    ("", "/srv/v", "absolute-path", "/srv/v", None, ""),
    ("", "./data/v", "no-place", None, None, "a relative path: `create` stops"),
    ("", "~/v", "no-place", None, None, "a relative path: `create` stops"),
    ("", "/srv/__V__", "absolute-path", "/srv/__V__", None, "a template fills in the path"),
    ("", "__V__/v", "template", "__V__/v", None, "a template decides the path"),
    (ROOT, "/srv/kind-old/v", "absolute-path", "/srv/kind-old/v", None, ""),
]
ON_COMPOSE = [
    ("", "", "no-path", None, None, "no path"),
    ("", "./data/v", "relative-path", "<deployment>/data/v", None, ""),
    ("", "./../v", "relative-path", "<deployment>/../v", None, "outside of the deployment"),
    ("", "/srv/v", "absolute-path", "/srv/v", None, ""),
    ("", "data/v", "no-place", None, None, "docker is told `.data/v`: it does not start"),
    ("", "~/v", "no-place", None, None, "docker is told `.~/v`: it does not start"),
    ("", "${HOME}/v", "template", "${HOME}/v", None, "a template decides the path"),
]
# As long as the target is not known, only what is written can be told.
ON_NOTHING = [
    ("", "", "no-path", None, None, "no path"),
    ("", "./data/v", "relative-path", "<deployment>/data/v", None, ""),
    ("", "/srv/v", "absolute-path", "/srv/v", None, ""),
]
WAYS = [
    (spec(target, f"  v: {value}\n{REST}", head), wanted, note)
    for target, cases in (
        ("k8s-kind", ON_KIND),
        ("k8s", ON_K8S),
        ("compose", ON_COMPOSE),
        ("__TARGET__", ON_NOTHING),
    )
    for head, value, *wanted, note in cases
]


@pytest.mark.parametrize(("text", "wanted", "note"), WAYS)
def test_way_of_a_volume(text: str, wanted: list[str | None], note: str) -> None:
    found = row(mapped(text))
    assert [found.backing.value, found.host, found.node] == wanted
    assert found.note.startswith(note)
    assert bool(found.note) is bool(note)


OF_THE_FORK = [
    (
        spec("k8s-kind", f"  v: {{path: ./data/v}}\n{REST}", ROOT),
        ("relative-path", "<deployment>/data/v", "/mnt/v"),
    ),
    # It knows no mount root: there is nothing that the path could be beside of.
    (
        spec("k8s-kind", f"  v: /srv/kind-old/v\n{REST}", ROOT),
        ("absolute-path", "/srv/kind-old/v", "/mnt/v"),
    ),
    (
        spec("compose", f"  v: data/v\n{REST}"),
        ("relative-path", "<deployment>/data/v", None),
    ),
    (
        spec("k8s", f"  v: {{path: /srv/v}}\n{REST}"),
        ("absolute-path", "/srv/v", None),
    ),
]


@pytest.mark.parametrize(("text", "wanted"), OF_THE_FORK)
def test_way_of_a_volume_of_the_fork(text: str, wanted: tuple[str, str, str | None]) -> None:
    found = row(mapped(text, Dialect.FORK))
    assert (*way(found)[:3],) == wanted
    assert found.survival is not None


@pytest.mark.parametrize("target", ["compose", "k8s-kind", "k8s"])
@pytest.mark.parametrize(
    ("path", "fate", "note"),
    [
        ("/srv/v", "kept", ""),
        ("/run/v", "lost", "in the memory of the host"),
        ("/srv/../tmp/v", "unknown", "swept by most hosts"),
    ],
)
def test_path_that_a_host_forgets(target: str, path: str, fate: str, note: str) -> None:
    found = row(mapped(spec(target, f"  v: {path}\n{REST}")))
    assert found.survival is not None
    fates = {event.value: fate.value for event, fate in found.survival.fates}
    assert (fates.pop("reboot"), found.note) == (fate, note)
    assert set(fates.values()) == {"kept"}


def test_only_the_fork_reads_a_mapping() -> None:
    found = row(mapped(spec("k8s", f"  v: {{path: /srv/v}}\n{REST}"), Dialect.LACONIC_SO))
    assert way(found) == ("no-place", None, None, "its value is no path: `create` stops")


def mounts(found: Row) -> list[str]:
    return [
        f"{x.pod}/{x.service} {x.path} {x.role.value}{' ro' * x.is_read_only}" for x in found.mounts
    ]


@pytest.mark.parametrize(
    ("target", "name", "wanted"),
    [
        ("k8s-kind", "v", ["web/init /seed init", "web/web /data service", "load/load /in job ro"]),
        # Compose knows no init containers.
        (
            "compose",
            "v",
            ["web/init /seed service", "web/web /data service", "load/load /in job ro"],
        ),
        # Kubernetes takes `ro` among other words for nothing.
        ("k8s", "shared", ["web/web /pub service"]),
        ("compose", "shared", ["web/web /pub service ro"]),
        ("k8s", "c", ["web/web /etc/web service ro"]),
        ("k8s", "idle", []),
    ],
)
def test_who_mounts_a_volume(target: str, name: str, wanted: list[str]) -> None:
    assert mounts(row(mapped(spec(target, f"  v: /srv/v\n{REST}")), name)) == wanted


def named(target: str, volumes: str, configmaps: str) -> SurvivalMap:
    return mapped(spec(target, volumes) + f"configmaps:\n{configmaps}")


CONFIGMAPS = [
    ("k8s-kind", "./configmaps/c", "config-map", "made again from git"),
    ("k8s", "config/web", "config-map", "made again from git"),
    ("k8s", "/etc/web", "config-map", "made again from the host that deploys"),
    ("k8s", "~/web", "config-map", "made again from the host that deploys"),
    ("k8s", "__C__", "config-map", "a template decides the source"),
    ("k8s", "{{ c }}", "config-map", "a template decides the source"),
    ("k8s", "", "no-place", "it names no source: `create` stops"),
    ("compose", "./configmaps/c", "no-path", "compose has no config maps: an empty docker volume"),
]


@pytest.mark.parametrize(("target", "source", "backing", "note"), CONFIGMAPS)
def test_way_of_a_configmap(target: str, source: str, backing: str, note: str) -> None:
    found = row(named(target, "  v:\n", f"  c: {source}\n"), "c")
    assert way(found) == (backing, None, None, note)
    assert [x.path for x in found.mounts] == ["/etc/web"]


def test_nobody_can_write_to_a_configmap() -> None:
    found = row(named("k8s", "  c: /srv/c\n", "  v: ./configmaps/v\n"), "v")
    assert [x.is_read_only for x in found.mounts] == [True, True, True]


@pytest.mark.parametrize(
    ("target", "used", "unused", "note"),
    [
        ("k8s-kind", "configmaps", "volumes", "not used: the config map of that name is mounted"),
        ("compose", "volumes", "configmaps", "not used: the volume of that name is mounted"),
    ],
)
def test_a_name_in_both_sections_is_mounted_once(
    target: str, used: str, unused: str, note: str
) -> None:
    found = named(target, "  c: /srv/c\n", "  c: ./configmaps/c\n")
    rows = {x.section.value: x for x in found.rows if x.name == "c"}
    assert [x.path for x in rows[used].mounts] == ["/etc/web"]
    assert rows[unused].mounts == ()
    assert (rows[unused].backing.value, rows[unused].note) == ("no-place", note)


WITHOUT_V = [
    ("k8s-kind", "", "no-place", "missing from the spec: its pod never starts"),
    ("k8s", "", "no-place", "missing from the spec: its pod never starts"),
    ("compose", "", "no-path", "not in the spec: docker makes one"),
    ("__T__", "", "no-place", "missing from the spec"),
    ("k8s", "# __MORE__\n", "template", "not in the spec, as far as that can be read"),
    ("k8s", "  __MORE__: /srv/x\n", "template", "not in the spec, as far as that can be read"),
]


@pytest.mark.parametrize(("target", "more", "backing", "note"), WITHOUT_V)
def test_what_the_stack_mounts_and_the_spec_lacks(
    target: str, more: str, backing: str, note: str
) -> None:
    found = row(mapped(spec(target, REST + more)))
    assert (found.section.value, found.backing.value, found.note) == ("stack", backing, note)
    assert len(found.mounts) == 3


@pytest.mark.parametrize("target", ["compose", "k8s-kind", "k8s"])
@pytest.mark.parametrize(
    ("volumes", "backing", "note"),
    [
        ("", "no-place", "`volumes` is there and empty: `create` stops"),
        ("[v]", "no-place", "`volumes` is no mapping: `create` stops"),
        ("v", "no-place", "`volumes` is no mapping: `create` stops"),
        ("{{ volumes }}", "template", "not in the spec, as far as that can be read"),
        ("\n  # __MORE__", "template", "not in the spec, as far as that can be read"),
    ],
)
def test_a_section_that_is_no_mapping_is_no_place(
    target: str, volumes: str, backing: str, note: str
) -> None:
    found = row(mapped(f"stack: stacks/s\ndeploy-to: {target}\nvolumes: {volumes}\n"))
    assert (found.backing.value, found.note) == (backing, note)


DECLARED = [
    ("external: true", "external-volume", None, "made by somebody else"),
    ("external: {name: shared}", "external-volume", None, "made by somebody else"),
    (
        "driver_opts: {o: bind, device: /srv/v}",
        "absolute-path",
        "/srv/v",
        "the compose file says where",
    ),
    (
        "driver_opts: {o: bind, device: ../v}",
        "relative-path",
        "<deployment>/v",
        "the compose file says where",
    ),
    (
        "driver_opts: {type: nfs, o: addr=nas.test, device: ':/v'}",
        "external-volume",
        ":/v",
        "the compose file says where",
    ),
    (
        "driver_opts: {type: cifs, device: //nas.test/v}",
        "external-volume",
        "//nas.test/v",
        "the compose file says where",
    ),
    (
        "driver_opts: {o: bind, device: '${V}'}",
        "template",
        "${V}",
        "a variable of the compose file decides the path",
    ),
]


@pytest.mark.parametrize(("volumes", "head"), [(REST, "not in the spec: "), (f"{REST}  v:\n", "")])
@pytest.mark.parametrize(("declared", "wanted"), [(x, wanted) for x, *wanted in DECLARED])
def test_compose_leaves_alone_what_it_did_not_make(
    volumes: str, head: str, declared: str, wanted: list[str | None]
) -> None:
    backing, host, _, note = way(row(declared_as(declared, spec("compose", volumes))))
    assert [backing, host, note] == [*wanted[:2], f"{head}{wanted[2]}"]


@pytest.mark.parametrize("declared", ["driver_opts: {type: tmpfs, device: tmpfs}", "driver: local"])
def test_compose_deletes_what_it_made(declared: str) -> None:
    assert row(declared_as(declared, spec("compose", f"{REST}  v:\n"))).note == "no path"


@pytest.mark.parametrize("declared", [declared for declared, *_ in DECLARED])
def test_only_compose_reads_what_a_compose_file_says_of_a_volume(declared: str) -> None:
    assert row(declared_as(declared, spec("k8s-kind", f"{REST}  v:\n"))).note == "no path"
    assert row(declared_as(declared, spec("compose", f"{REST}  v: /srv/x\n"))).host == "/srv/x"


def declared_as(declared: str, text: str) -> SurvivalMap:
    """Map a spec whose stack declares the volume `v` in some words."""
    compose = STACK["compose/docker-compose-web.yml"].replace("{v: ,", f"{{v: {{{declared}}},")
    return mapped_with({"compose/docker-compose-web.yml": compose}, text)


def mapped_with(files: dict[str, str], text: str) -> SurvivalMap:
    """Map a spec with a stack that has other files."""
    tree = MemoryTree({path: text.encode() for path, text in (STACK | files).items()})
    return survival_map(Library(tree).bundle(Spec(text_document("spec.yml", text))))


USES = [
    ("  v:\n  idle:\n", "idle", "no path; nobody mounts it"),
    ("  v:\n  idle: /srv/x\n", "idle", "nobody mounts it"),
    ("  v:\n  c:\n", "c", "no path; nobody can write to it"),
    ("  v:\n  c: /srv/c\n", "c", ""),
    ("  v:\n  shared:\n", "shared", "no path; nobody can write to it"),
    ("  v:\n  typo: /srv/t\n", "typo", "no compose file of the stack declares it"),
    ("  v:\n  __X__: /srv/t\n", "__X__", ""),
]


@pytest.mark.parametrize(("volumes", "name", "note"), USES)
def test_remark_on_the_use_of_a_volume(volumes: str, name: str, note: str) -> None:
    assert row(mapped(spec("k8s-kind", volumes)), name).note == note


HIDDEN = "`db` writes to its image's own volume at /var/lib/postgresql/data"


@pytest.mark.parametrize(
    ("service", "path", "note"),
    [
        ("{image: 'postgres:16', volumes: ['v:/var/lib/postgresql']}", "/srv/v", HIDDEN),
        ("{image: 'postgres:16', volumes: ['v:/var/lib']}", "", f"no path; {HIDDEN}"),
        ("{image: 'postgres:16', volumes: ['v:/var/lib/postgresql/data']}", "/srv/v", ""),
        ("{image: 'postgres:18', volumes: ['v:/var/lib/postgresql']}", "/srv/v", ""),
        (
            "{image: 'postgres:18', volumes: ['v:/var/lib/postgresql/data']}",
            "/srv/v",
            "`db` writes to its image's own volume at /var/lib/postgresql",
        ),
        (
            "{image: 'mongo:7', command: mongod --dbpath /data/own, volumes: ['v:/data']}",
            "/srv/v",
            "",
        ),
        ("{image: 'postgres:16', volumes: ['v:/backup']}", "/srv/v", ""),
    ],
)
def test_remark_on_an_image_that_writes_beside_a_mount(service: str, path: str, note: str) -> None:
    path_of = "compose/docker-compose-web.yml"
    files = {path_of: f"services: {{db: {service}}}\nvolumes: {{v: }}\n"}
    assert row(mapped_with(files, spec("k8s-kind", f"  v: {path}\n"))).note == note


PASSED = "`db` is told to keep its data at /srv/pg"
DATA = "v:/var/lib/postgresql/data"


@pytest.mark.parametrize(
    ("service", "head", "note"),
    [
        (f"image: 'postgres:16', volumes: ['{DATA}'], environment: [PGDATA=/srv/pg]", "", PASSED),
        (f"image: 'postgres:16', volumes: ['{DATA}']", "config: {PGDATA: /srv/pg}\n", PASSED),
        (f"image: own, volumes: ['{DATA}']", "config: {PGDATA: /srv/pg}\n", ""),
        (
            f"image: own, volumes: ['{DATA}']",
            "config: {PGDATA: /srv/pg}\nimage-overrides: {db: 'postgres:16'}\n",
            PASSED,
        ),
        (
            f"image: 'postgres:16', volumes: ['{DATA}']",
            "config: {PGDATA: /var/lib/postgresql/data/16}\n",
            "",
        ),
        (
            f"image: 'postgres:16', volumes: ['{DATA}', 'w:/srv']",
            "config: {PGDATA: /srv/pg}\n",
            "",
        ),
        # What else is mounted holds what it held.
        (
            "image: 'postgres:16', volumes: ['v:/backup']",
            "config: {PGDATA: /srv/pg}\n",
            "",
        ),
    ],
)
def test_remark_on_a_program_that_keeps_its_data_elsewhere(
    service: str, head: str, note: str
) -> None:
    path_of = "compose/docker-compose-web.yml"
    files = {path_of: f"services: {{db: {{{service}}}}}\nvolumes: {{v: , w: }}\n"}
    text = spec("k8s-kind", "  v: /srv/v\n  w: /srv/w\n", head)
    assert row(mapped_with(files, text)).note == note


ANOTHER = "`db` has another at /d"


# Tried with docker compose 2.26: of several mounts at one place, the last is there.
@pytest.mark.parametrize(
    ("target", "listed", "mounted", "note"),
    [
        ("compose", "'v:/d', /d", [], f"{ANOTHER}; nobody mounts it"),
        ("compose", "'v:/d', '/x/../d/'", [], f"{ANOTHER}; nobody mounts it"),
        ("compose", "'v:/d', 'idle:/d'", [], f"{ANOTHER}; nobody mounts it"),
        ("compose", "'v:/d', './x:/d'", [], f"{ANOTHER}; nobody mounts it"),
        ("compose", "'v:/d', /d, 'v:/e'", ["web/db /e service"], ANOTHER),
        ("compose", "/d, 'v:/d'", ["web/db /d service"], ""),
        ("compose", "'v:/d', 'v:/d:ro'", ["web/db /d service", "web/db /d service ro"], ""),
        ("k8s-kind", "'v:/d', 'idle:/d'", ["web/db /d service"], ""),
    ],
)
def test_of_two_mounts_at_one_place_compose_takes_the_last(
    target: str, listed: str, mounted: list[str], note: str
) -> None:
    path_of = "compose/docker-compose-web.yml"
    service = f"{{image: i, volumes: [{listed}]}}"
    files = {path_of: f"services: {{db: {service}}}\nvolumes: {{v: , idle: }}\n"}
    files["stacks/s/stack.yml"] = "name: s\npods: [web]\n"
    found = row(mapped_with(files, spec(target, "  v: /srv/v\n  idle: /srv/i\n")))
    assert (mounts(found), found.note) == (mounted, note)


TAKEN = [
    ("compose", "{image: i, extends: web}", False),
    ("compose", "{image: i, volumes_from: [web]}", False),
    ("compose", "{image: i, volumes: ['${V:-idle}:/x']}", False),
    ("compose", "{image: i, volumes: [{type: volume, source: '${V}', target: /x}]}", False),
    ("compose", "{image: i, volumes: ['${DIR}/x:/x', './y:/y']}", True),
    ("compose", "{image: i, volumes: [{type: bind, source: '${DIR}', target: /x}]}", True),
    ("k8s-kind", "{image: i, extends: web, volumes_from: [web]}", True),
    ("k8s-kind", "{image: i, volumes: ['__V__:/x']}", False),
]


@pytest.mark.parametrize(("target", "service", "is_known"), TAKEN)
def test_a_mount_that_is_not_followed_is_not_denied(
    target: str, service: str, *, is_known: bool
) -> None:
    path = "compose/docker-compose-web.yml"
    compose = STACK[path].replace("services:\n", f"services:\n  more: {service}\n")
    found = mapped_with({path: compose}, spec(target, f"{REST}  v: /srv/v\n"))
    assert (row(found, "idle").note == "nobody mounts it") is is_known
    assert any("there may be more mounts" in note for note in found.notes) is not is_known


def test_what_is_included_may_mount_a_volume() -> None:
    path = "compose/docker-compose-web.yml"
    found = mapped_with({path: f"include: [x.yml]\n{STACK[path]}"}, spec("compose", "  idle:\n"))
    assert row(found, "idle").note == "no path"


def test_without_its_stack_a_spec_says_where_and_not_who() -> None:
    found = mapped(spec("k8s-kind", "  v: /srv/v\n  w:\n"), has_stack=False)
    assert not found.knows_mounts
    assert found.notes == (
        "who mounts what is not known: stacks/s is not in this repository (stack-roots)",
    )
    assert [(x.name, x.mounts, x.note) for x in found.rows] == [("v", (), ""), ("w", (), "no path")]


ALL = f"  v: /srv/v\n{REST}"
NOTES = [
    ("all is known", spec("k8s-kind", ALL), ()),
    (
        "a template",
        spec("k8s-kind", ALL + "# __MORE__\n"),
        ("a template puts in more than is written here",),
    ),
    (
        "a target that is left open",
        spec("__T__", ALL),
        ("what outlives what is not known: a template names the target",),
    ),
    (
        "an unknown target",
        spec("kind", ALL),
        ("what outlives what is not known: `deploy-to: kind` is no target",),
    ),
    (
        "no target",
        f"stack: stacks/s\nvolumes:\n{ALL}",
        ("what outlives what is not known: `deploy-to` is missing",),
    ),
    (
        "a path on one of many nodes",
        spec("k8s", ALL),
        ("a path is a directory of the node that runs the pod: on another node it is empty",),
    ),
    (
        "a relative path beside a mount root",
        spec("k8s-kind", "  v: ./v\n" + REST, ROOT),
        (
            (
                "/srv/kind is taken not to hold the deployment directory: if it does, data with a"
                " relative path goes to /srv/kind/NAME"
            ),
        ),
    ),
    (
        "a list of specs",
        "- stack: stacks/s\n  deploy-to: compose\n",
        ("a list of specs, which only the fork reads: their volumes are not on the map",),
    ),
]


@pytest.mark.parametrize(("name", "text", "notes"), NOTES, ids=[x[0] for x in NOTES])
def test_what_holds_for_all_is_said_once(name: str, text: str, notes: tuple[str, ...]) -> None:
    assert mapped(text).notes == notes, name


def test_a_stack_with_a_file_too_few_may_mount_more() -> None:
    files = {path: text.encode() for path, text in STACK.items() if "jobs" not in path}
    bundle = Library(MemoryTree(files)).bundle(Spec(text_document("s.yml", spec("k8s-kind", ALL))))
    assert survival_map(bundle).notes == (
        "some files of the stack were not found or cannot be read: there may be more mounts",
    )


TALLIES = [
    (spec("k8s-kind", ALL), Tally(4, 0, 0, 0)),
    (spec("k8s-kind", "  v:\n  shared: ./s\n  c: __C__\n  idle: 5\n"), Tally(4, 1, 1, 1)),
    (spec("k8s", "  v:\n  shared: ./s\n"), Tally(3, 0, 1, 2)),
    (spec("compose", "  v:\n  shared: ./s\n"), Tally(3, 2, 0, 0)),
    # ConfigMaps are not counted, whatever becomes of them.
    (spec("k8s-kind", "  v:\n  shared:\n") + "configmaps:\n  c:\n", Tally(2, 2, 0, 0)),
    (spec("__T__", "  v:\n  shared:\n  c:\n"), Tally(3, 0, 0, 0)),
]


@pytest.mark.parametrize(("text", "tally"), TALLIES)
def test_volumes_are_counted_by_the_worst_event(text: str, tally: Tally) -> None:
    assert mapped(text).tally == tally


def test_an_empty_bundle_has_an_empty_map() -> None:
    found = survival_map(Bundle(Spec(text_document("spec.yml", "deploy-to: k8s\n")), None, "x"))
    assert found.rows == ()
    assert found.tally == Tally(0, 0, 0, 0)


OF_A_TEMPLATE = [
    ("{{ at }}/v", ("{{ at }}/v", "{{ at }}/v", None)),
    ("/srv/kind/{{ v }}", ("/srv/kind/{{ v }}", "/srv/kind/{{ v }}", "/mnt/{{ v }}")),
    ('"./{{ a }}/{{ b }}"', ("./{{ a }}/{{ b }}", "<deployment>/{{ a }}/{{ b }}", "/mnt/v")),
    ("/srv/kind/v", ("/srv/kind/v", "/srv/kind/v", "/mnt/v")),
]


@pytest.mark.parametrize(("value", "wanted"), OF_A_TEMPLATE)
def test_paths_of_a_template_are_told_as_it_writes_them(
    value: str, wanted: tuple[str | None, ...]
) -> None:
    text = spec("k8s-kind", f"  v: {value}\n  w: {{{{ w }}}}\n{REST}", ROOT)
    document = text_document("spec.yml.j2", text, mask_template(text))
    tree = MemoryTree({path: data.encode() for path, data in STACK.items()})
    found = row(survival_map(Library(tree).bundle(Spec(document))))
    assert (found.written, found.host, found.node) == wanted
