"""The survival map on a screen and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from stacklint.model.spec import Spec
from stacklint.model.targets import Target
from stacklint.model.volumes.survival import Backing, survival_of
from stacklint.model.volumes.survival_map import SurvivalMap
from stacklint.model.volumes.survival_row import Mounted, Role, Row, Section
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from stacklint.report.chart import Atlas, Chart, Unread, chart_of
from stacklint.report.volumes import volumes_text
from stacklint.report.volumes_data import volumes_data
from stacklint.report.width import columns, shortened
from tests.memory import MemoryTree
from tests.report.made import LOOK
from tests.report.test_data import closed
from tests.report.test_hostile import FILES, KEYS, commands, steering

if TYPE_CHECKING:
    from stacklint.report.look import Look

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads(
    (ROOT / "stacklint/report/schema/volumes.schema.json").read_text(encoding="utf-8")
)

STACK = {
    "stacks/notes/stack.yml": "name: notes\npods: [notes]\njobs: [export]\n",
    "compose/docker-compose-notes.yml": """\
services:
  db:
    image: postgres:16
    volumes: ["notes-db:/var/lib/postgresql/data"]
  web:
    image: notes
    volumes: ["notes-cache:/cache", "notes-files:/srv/files", "web-config:/etc/notes:ro"]
volumes: {notes-db: , notes-cache: , notes-files: , web-config: }
""",
    "compose-jobs/docker-compose-export.yml": """\
services:
  export:
    image: export
    volumes: ["notes-files:/in:ro"]
volumes: {notes-files: }
""",
}

KIND = """\
stack: stacks/notes
deploy-to: k8s-kind
kind-mount-root: /srv/kind
volumes:
  notes-db: /srv/kind/notes/db
  notes-cache:
configmaps:
  web-config: ./configmaps/web-config
"""
K8S = """\
stack: stacks/notes
deploy-to: k8s
volumes:
  notes-db: /srv/notes/db
  notes-cache:
  notes-files: ./files
  web-config: __CONFIG__
"""
COMPOSE = """\
stack: stacks/notes
deploy-to: compose
volumes:
  notes-db: ./data/db
  notes-cache:
  notes-files: /srv/notes/files
  web-config: /etc/notes
"""


def chart(text: str, file: str = "envs/prod.yml", *, has_stack: bool = True) -> Chart:
    tree = MemoryTree({path: text.encode() for path, text in STACK.items()} if has_stack else {})
    return chart_of(Library(tree).bundle(Spec(text_document(file, text))), file)


def shown(text: str, look: Look = LOOK, *, has_stack: bool = True) -> str:
    return volumes_text([chart(text, has_stack=has_stack)], look, with_headings=False)


KIND_AT_170 = """\
 volume       docker host         kind node                                  pod                   \
           survives
 notes-db     /srv/kind/notes/db  /mnt/notes/db                              db     /var/lib/postgr\
esql/data  ● ● ● ● ●
 notes-cache  —                   /var/local-path-provisioner/*-notes-cache  web    /cache         \
           ● ● ● ○ ●  no path
 web-config   config map          —                                          web    /etc/notes (ro)\
           ● ● ● ○ ●  made again from git
 notes-files  —                   —                                          web    /srv/files     \
           —          missing from the spec: its pod never starts
                                                                             export /in (ro, job)
                                                                                                   \
           container · node · reboot · cluster · deployment moved
1 of 3 volumes dies with the cluster, 1 has no place: stacklint check envs/prod.yml
"""

KIND_AT_120 = """\
 volume       docker host         kind node                                 pod                    \
          survives
 notes-db     /srv/kind/notes/db  /mnt/notes/db                             db     /var/lib/postgre\
sql/data  ● ● ● ● ●
 notes-cache  —                   /var/local-path-pro…sioner/*-notes-cache  web    /cache          \
          ● ● ● ○ ● 1
 web-config   config map          —                                         web    /etc/notes (ro) \
          ● ● ● ○ ● 2
 notes-files  —                   —                                         web    /srv/files      \
          —         3
                                                                            export /in (ro, job)
                                                                  container · node · reboot · clust\
er · deployment moved
 1 no path
 2 made again from git
 3 missing from the spec: its pod never starts
1 of 3 volumes dies with the cluster, 1 has no place: stacklint check envs/prod.yml
"""

KIND_AT_80 = """\
 volume       docker host    kind node       pod                     survives
 notes-db     /srv/k…tes/db  /mnt/notes/db   db     /var/li…ql/data  ● ● ● ● ●
 notes-cache  —              /var/l…s-cache  web    /cache           ● ● ● ○ ● 1
 web-config   config map     —               web    /etc/notes (ro)  ● ● ● ○ ● 2
 notes-files  —              —               web    /srv/files       —         3
                                             export /in (ro, job)
                          container · node · reboot · cluster · deployment moved
 1 no path
 2 made again from git
 3 missing from the spec: its pod never starts
1 of 3 volumes dies with the cluster, 1 has no place:
  stacklint check envs/prod.yml
"""

KIND_AT_60 = """\
 volume       survives
   docker host → kind node → pod
 notes-db     ● ● ● ● ●
   /srv/kind/notes/db → /mnt/notes/db
   → db /var/lib/postgresql/data
 notes-cache  ● ● ● ○ ●
   /var/local-path-provisioner/*-notes-cache → web /cache
   (no path)
 web-config   ● ● ● ○ ●
   config map → web /etc/notes (ro)
   (made again from git)
 notes-files  —
   → web /srv/files
   → export /in (ro, job)
   (missing from the spec: its pod never starts)
      container · node · reboot · cluster · deployment moved
1 of 3 volumes dies with the cluster, 1 has no place:
  stacklint check envs/prod.yml
"""


@pytest.mark.parametrize(
    ("width", "wanted"),
    [(170, KIND_AT_170), (120, KIND_AT_120), (80, KIND_AT_80), (60, KIND_AT_60)],
)
def test_a_map_fits_the_screen(width: int, wanted: str) -> None:
    assert shown(KIND, LOOK._replace(width=width)) == wanted


K8S_AT_80 = """\
 volume       node           pod                              survives
 notes-db     /srv/notes/db  db     /var/lib/postgresql/data  ● ● ●
 notes-cache  storage class  web    /cache                    ● ● ?    1
 notes-files  ./files        web    /srv/files                —        2
                             export /in (ro, job)
 web-config   __CONFIG__     web    /etc/notes (ro)           ● ● ?    3
                                                      container · reboot · claim
 1 no path: the storage class decides
 2 a relative path: `create` stops
 3 a template decides the path
note: a path is a directory of the node that runs the pod: on another node it is
empty
2 of 4 volumes may go with their claims, 1 has no place:
  stacklint check envs/prod.yml
"""

COMPOSE_AT_80 = """\
 volume       docker host           container                        survives
 notes-db     <deployment>/data/db  db     /var/lib/postgresql/data  ● ● ● ○
 notes-cache  docker volume         web    /cache                    ● ● ○ ●  1
 notes-files  /srv/notes/files      web    /srv/files                ● ● ● ●
                                    export /in (ro, job)
 web-config   /etc/notes            web    /etc/notes (ro)           ● ● ● ●
                                 container · reboot · down -v · deployment moved
 1 no path
1 of 4 volumes is lost with `down -v`: stacklint explain empty-volume-holds-data
"""

OF_NO_TARGET = """\
 volume       docker host         pod
 notes-db     /srv/kind/notes/db  db     /var/lib/postgresql/data
 notes-cache  —                   web    /cache                     1
 web-config   config map          web    /etc/notes (ro)            2
 notes-files  —                   web    /srv/files                 3
                                  export /in (ro, job)
 1 no path
 2 made again from git
 3 missing from the spec
note: what outlives what is not known: a template names the target
3 volumes: stacklint check envs/prod.yml
"""

IN_ASCII = """\
 volume       docker host    kind node       pod                     survives
 notes-db     /srv/...es/db  /mnt/notes/db   db     /var/l...l/data  * * * * *
 notes-cache  -              /var/...-cache  web    /cache           * * * o * 1
 web-config   config map     -               web    /etc/notes (ro)  * * * o * 2
 notes-files  -              -               web    /srv/files       -         3
                                             export /in (ro, job)
                              container, node, reboot, cluster, deployment moved
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(K8S, K8S_AT_80), (COMPOSE, COMPOSE_AT_80), (KIND.replace("k8s-kind", "__T__"), OF_NO_TARGET)],
)
def test_a_map_has_the_columns_of_its_target(text: str, wanted: str) -> None:
    assert shown(text) == wanted


def test_a_screen_without_unicode_gets_letters() -> None:
    text = shown(KIND, LOOK._replace(unicode=False))

    assert text.startswith(IN_ASCII)
    assert text.isascii()


@pytest.mark.parametrize("width", [60, 80, 170])
def test_colour_adds_nothing_but_colour(width: int) -> None:
    look = LOOK._replace(width=width)
    coloured = shown(KIND, look._replace(color=True))
    assert "\x1b[1;31m○\x1b[0m" in coloured
    for code in ("0", "1", "1;31", "1;32", "2", "32"):
        coloured = coloured.replace(f"\x1b[{code}m", "")

    assert coloured == shown(KIND, look)


def test_without_a_stack_nobody_is_said_to_mount_anything() -> None:
    lines = shown(COMPOSE, has_stack=False).splitlines()

    assert lines[2] == " notes-cache  docker volume         ?          ● ● ○ ●   no path"
    assert lines[6].startswith("note: who mounts what is not known: stacks/notes is not in this")


SUMMARIES = [
    ("  v: /srv/v\n", "k8s-kind", "1 volume, which outlives the cluster: stacklint check a.yml"),
    ("  v: /a\n  w: /b\n", "compose", "2 volumes, all outlive `down -v`: stacklint check a.yml"),
    ("  v: /a\n  w: /b\n", "k8s", "2 volumes, all outlive their claims: stacklint check a.yml"),
    (
        "  v:\n  w:\n",
        "k8s-kind",
        "2 of 2 volumes die with the cluster: stacklint explain empty-volume-holds-data",
    ),
    (
        "  v:\n  w: /b\n",
        "k8s",
        "1 of 2 volumes may go with its claim: stacklint explain empty-volume-holds-data",
    ),
    (
        "  v: __V__\n  w: __W__\n",
        "k8s-kind",
        "2 of 2 volumes are left to a template: stacklint check a.yml",
    ),
    (
        "  v: ~/v\n  w: w\n",
        "compose",
        "2 of 2 volumes have no place: stacklint check a.yml",
    ),
    ("", "compose", "no volumes: stacklint check a.yml"),
]


@pytest.mark.parametrize(("volumes", "target", "wanted"), SUMMARIES)
def test_the_last_line_sums_up_and_leads_on(volumes: str, target: str, wanted: str) -> None:
    text = f"stack: x\ndeploy-to: {target}\nvolumes:\n{volumes}"
    found = volumes_text([chart(text, "a.yml")], LOOK, with_headings=False)

    assert found.splitlines()[-1] == wanted


def test_several_maps_have_headings() -> None:
    long = chart(KIND.replace("stacks/notes", f"/srv/{'x' * 60}/stacks/notes"), "envs/b.yml")
    found = volumes_text([chart(KIND, "envs/a.yml"), long], LOOK, with_headings=True)
    first, second = found.split("\n\n")

    assert first.startswith("envs/a.yml: stacks/notes on k8s-kind\n volume ")
    assert second.startswith(
        f"envs/b.yml:\n  /srv/{'x' * 33}…{'x' * 14}/stacks/notes on k8s-kind\n"
    )
    assert volumes_text([], LOOK, with_headings=True) == ""


@pytest.mark.parametrize(
    ("text", "room", "wanted"),
    [
        ("/srv/kind/notes", 15, "/srv/kind/notes"),
        ("/srv/kind/notes", 14, "/srv/k…d/notes"),
        ("/srv/kind/notes", 1, "…"),
        ("/srv/kind/notes", 0, "…"),
        ("名名名名名", 9, "名名…名名"),
        ("名名名名名", 8, "名…名名"),
    ],
)
def test_a_path_loses_its_middle(text: str, room: int, wanted: str) -> None:
    assert shortened(text, room, "…") == wanted


def made(text: str, file: str) -> Chart:
    """Put the same text everywhere that a file has a say in."""
    mounted = Mounted(text, text, text, is_read_only=True, role=Role.INIT)
    survival = survival_of(Target.KIND, Backing.ABSOLUTE)
    row = Row(
        name=text,
        section=Section.VOLUMES,
        backing=Backing.ABSOLUTE,
        written=text,
        host=text,
        node=text,
        mounts=(mounted, mounted),
        survival=survival,
        note=text,
    )
    placeless = row._replace(backing=Backing.NOWHERE, host=None, node=None, survival=None)
    return Chart(file, SurvivalMap(Target.KIND, text, (row, placeless), (text,), knows_mounts=True))


LONG = "/a-directory-whose-name-is-long" * 9
HOSTILE = [
    *(pytest.param(text, "spec.yml", id=name) for name, text in KEYS.items()),
    *(pytest.param("v", file, id=f"file: {name}") for name, file in FILES.items()),
    pytest.param(LONG, LONG, id="long"),
    pytest.param("名" * 200, "spec.yml", id="wide"),
]


@pytest.mark.parametrize("width", [20, 23, 40, 60, 80, 120, 4000])
@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_text_stays_text(text: str, file: str, width: int) -> None:
    for look in (LOOK, LOOK._replace(unicode=False)):
        found = volumes_text([made(text, file)], look._replace(width=width), with_headings=True)

        assert steering(found) == set()
        assert commands(found) == []
        found.encode("utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("text", [LONG, "名" * 200, "v"], ids=["long", "wide", "short"])
def test_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    look = LOOK._replace(width=width)
    found = volumes_text([made(text, "a.yml")], look, with_headings=True).splitlines()

    # A word that cannot be broken stays whole, as in every report.
    words = {*text.split(), f"({text})"}
    assert [x for x in found if columns(x) > width and not words & set(x.split())] == []


@pytest.mark.parametrize(("text", "file"), HOSTILE)
def test_json_of_hostile_text_is_harmless(text: str, file: str) -> None:
    found = volumes_data(Atlas((made(text, file),), (Unread(file, text),), (text,)))

    assert steering(found) == set()
    assert commands(found) == []
    assert json.loads(found)["specs"][0]["volumes"][0]["name"] == text


ATLASES = {
    "kind": Atlas((chart(KIND),)),
    "all": Atlas((chart(KIND), chart(K8S), chart(COMPOSE))),
    "no target": Atlas((chart(KIND.replace("k8s-kind", "__T__")),)),
    "no stack": Atlas((chart(K8S, has_stack=False),)),
    "nothing": Atlas((), (Unread("a.yml", "does not exist"),), ("b.yml is a copy",)),
}


@pytest.mark.parametrize("atlas", ATLASES.values(), ids=ATLASES)
def test_json_is_what_its_schema_says_and_no_more(atlas: Atlas) -> None:
    strict = closed(SCHEMA)
    assert isinstance(strict, dict)
    report = json.loads(volumes_data(atlas))

    assert [error.message for error in Draft202012Validator(strict).iter_errors(report)] == []


def test_the_schema_is_one_and_names_what_the_model_has() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    backings = SCHEMA["$defs"]["volume"]["properties"]["backing"]["enum"]

    assert "$id" not in SCHEMA
    assert backings == [backing.value for backing in Backing]


def test_json_tells_the_whole_way() -> None:
    (spec,) = json.loads(volumes_data(ATLASES["kind"]))["specs"]
    files = spec["volumes"][3]

    assert spec["summary"] == {"volumes": 3, "lost": 1, "unknown": 0, "without_place": 1}
    assert spec["volumes"][0] == {
        "name": "notes-db",
        "section": "volumes",
        "backing": "absolute-path",
        "written": "/srv/kind/notes/db",
        "host": "/srv/kind/notes/db",
        "node": "/mnt/notes/db",
        "mounts": [
            {
                "pod": "notes",
                "service": "db",
                "path": "/var/lib/postgresql/data",
                "read_only": False,
                "role": "service",
            }
        ],
        "survives": dict.fromkeys(spec["events"], "kept"),
        "note": "",
    }
    assert (files["section"], files["backing"], files["survives"]) == ("stack", "no-place", None)
    assert [(x["read_only"], x["role"]) for x in files["mounts"]] == [
        (False, "service"),
        (True, "job"),
    ]


SECRET = "tH1s-1s-n0-w0rd"  # noqa: S105 -- made up
SECRETS = f"""\
stack: stacks/notes
deploy-to: k8s-kind
config:
  DB_PASSWORD: {SECRET}
  WEB_PASSWORD: notes
  LAB_PASSWORD: notes-local
volumes:
  notes-db: /srv/{SECRET}/db
  notes-files: /srv/notes-local/files
  notes-cache: https://user:pa55w0rd-{SECRET}@acme.test/x
"""


def test_secrets_are_masked_and_plain_words_stay() -> None:
    found = chart(SECRETS)
    for text in (
        volumes_text([found], LOOK._replace(width=400), with_headings=True),
        volumes_data(Atlas((found,))),
    ):
        assert SECRET not in text
        assert "/srv/****/db" in text
        assert "/srv/notes-local/files" in text
        assert "notes-db" in text
