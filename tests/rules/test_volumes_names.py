"""Volumes that spec and stack do not both name: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile, Safety
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from tests.memory import World, lint
from tests.rules.test_volumes_mount_root import VALUES

MISSING = "volume-missing-from-spec"
UNKNOWN = "volume-unknown-to-compose"
OVERLAP = "overlapping-volume-paths"

COMPOSE = """\
services:
  web:
    image: vendor/web:v1
    volumes: ['db:/db', {type: volume, source: files, target: /files}]
  init:
    image: vendor/init:v1
    profiles: [setup]
    volumes: ['seed:/seed', 'undeclared:/x', './conf:/conf', '/anon', '${VOLUME}:/y']
volumes: {db: , files: {driver: local}, seed: , idle: }
"""
JOB = "services: {load: {image: vendor/load:v1, volumes: ['load:/load']}}\nvolumes: {load: }\n"


def _files(spec: str, compose: str = COMPOSE, job: str = JOB) -> dict[str, str | bytes]:
    return {
        "spec.yml": spec,
        "so/stacks/web/stack.yml": "pods: [web]\njobs: [load]\n",
        "so/compose/docker-compose-web.yml": compose,
        "so/compose-jobs/docker-compose-load.yml": job,
    }


def _lint(spec: str, rule: str, world: World | None = None) -> list[Finding]:
    return lint(_files(spec), rule, profile=Profile.AUDIT, world=world).findings


def _names(findings: list[Finding]) -> list[str]:
    return [finding.key[2].removeprefix("volumes.") for finding in findings]


def _spec(volumes: str, target: str = "k8s-kind", more: str = "") -> str:
    return f"stack: so/stacks/web\ndeploy-to: {target}\n{more}{volumes}"


@pytest.mark.parametrize(
    ("volumes", "missing"),
    [
        ("volumes: {db: /a, files: /b, seed: /c, load: /d}\n", ""),
        ("volumes: {db: , files: /b, seed: ~, load: /d}\n", ""),
        ("volumes: {db: /a, files: /b, load: /d}\nconfigmaps: {seed: ./c}\n", ""),
        ("volumes: {db: 5, files: [a], seed: {a: b}, load: {}}\n", ""),
        ("volumes: {db: /a}\n", "files seed load"),
        ("volumes: {}\n", "db files seed load"),
        ("volumes:\n", "db files seed load"),
        ("", "db files seed load"),
        ("x: &x {files: /b, seed: /c}\nvolumes: {<<: *x, db: /a}\n", "load"),
        ("x: &x {files: /b, seed: /c, db: /a}\nvolumes: *x\n", "load"),
        ("volumes: [db]\n", ""),
        ("volumes: ''\n", ""),
        ("volumes: 7\n", ""),
        ("volumes: __VOLUMES__\n", ""),
        ("volumes: {__VOLUMES__: /a}\n", ""),
        ("volumes: {? [db] : /a}\n", ""),
        ("volumes: {db: /a}\nconfigmaps: {__MAPS__: ./a}\n", ""),
        ("volumes: {db: /a}\nconfigmaps: [files]\n", ""),
        ("volumes:\n  db: /a\n  # {{ more }}\n", ""),
    ],
)
def test_volume_missing_from_spec(volumes: str, missing: str) -> None:
    assert sorted(_names(_lint(_spec(volumes), MISSING))) == sorted(missing.split())


@pytest.mark.parametrize(
    ("target", "severities"),
    [
        ("k8s-kind", {"db": "error", "seed": "warning", "load": "error"}),
        ("k8s", {"db": "error", "seed": "warning", "load": "error"}),
        ("compose", {"db": "info", "seed": "info", "load": "info"}),
        ("kind", {}),
        ("__TARGET__", {}),
    ],
)
def test_missing_volume_on_every_target(target: str, severities: dict[str, str]) -> None:
    found = _lint(_spec("volumes: {files: /a}\n", target), MISSING)
    assert {x.key[2].removeprefix("volumes."): x.severity.word for x in found} == severities
    assert all((x.fix is not None) is (target == "k8s-kind") for x in found)


@pytest.mark.parametrize(
    ("volumes", "more", "title"),
    [
        ("volumes: {files: , seed: , load: }\n", "", "db: ./data/db"),
        ("volumes: {files: , seed: , load: }\n", "kind-mount-root: /k\n", "db: /k/web/db"),
        ("volumes: {files: , seed: , load: }\n", "kind-mount-root: /k/\n", "db: /k/web/db"),
        ("volumes: {files: , seed: , load: }\n", "kind-mount-root: ./k\n", None),
        ("volumes: {files: , seed: , load: }\n", "kind-mount-root: ~/k\n", None),
        ("volumes: {files: , seed: , load: }\n", "kind-mount-root: __K__\n", None),
        ("volumes: {files: ./data, seed: , load: }\n", "", None),
        ("volumes: {files: data/db/, seed: , load: }\n", "", None),
        ("volumes: {files: /k/web/db/x, seed: , load: }\n", "kind-mount-root: /k\n", None),
        ("volumes: {files: /k, seed: , load: }\n", "kind-mount-root: /k\n", None),
        ("volumes: {files: , seed: , load: , web: /x}\n", "kind-mount-root: /k\n", None),
        ("volumes: *x\n", "x: &x {files: , seed: , load: }\n", None),
        ("volumes: {files: , seed: , load: , DB: /x}\n", "", None),
    ],
)
def test_path_for_a_missing_volume(volumes: str, more: str, title: str | None) -> None:
    [found] = _lint(_spec(volumes, more=more), MISSING)
    assert (found.fix and found.fix.title) == title
    assert found.fix is None or found.fix.safety is Safety.SAFE


def test_no_path_for_what_nobody_writes_to() -> None:
    files = _files(
        _spec("volumes: {files: , seed: , load: }\n"), COMPOSE.replace(":/db", ":/db:ro")
    )
    [found] = lint(files, MISSING, profile=Profile.AUDIT).findings
    assert found.fix is None
    assert ("hint", "nobody writes to it: it may belong below `configmaps`") in found.notes


def test_path_is_unsafe_where_a_deployment_has_the_volume() -> None:
    world = World(deployed=frozenset({"db"}))
    [found] = _lint(_spec("volumes: {files: , seed: , load: }\n"), MISSING, world)
    assert found.fix is not None
    assert found.fix.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("is_settled", "before", "missing"),
    [
        (False, "volumes: {db: /a, files: , seed: , load: }\n", []),
        (True, "volumes: {db: /a, files: , seed: , load: }\n", ["db"]),
        (False, "volumes: {files: , seed: , load: , x: }\n", ["db"]),
        (False, "x: y\nvolumes: {files: , seed: , load: }\n", ["db"]),
    ],
)
def test_volume_that_the_change_takes_away_is_another_rules(
    before: str, missing: list[str], *, is_settled: bool
) -> None:
    world = World(head={"spec.yml": _spec(before)}, is_settled=is_settled)
    found = _lint(_spec("volumes: {files: , seed: , load: }\n"), MISSING, world)
    assert _names(found) == missing


@pytest.mark.parametrize(
    ("volumes", "found"),
    [
        ("volumes: {db: , files: , seed: , load: , idle: , undeclared: }\n", {}),
        ("volumes: {db: , old: /x}\n", {"old": ("strict", "delete old")}),
        ("volumes: {DB: /x, files: , seed: }\n", {"DB": ("recommended", "DB → db")}),
        ("volumes: {db: , file: /x}\n", {"file": ("recommended", "file → files")}),
        ("volumes: {db: , files: , file: /x}\n", {"file": ("strict", "delete file")}),
        ("volumes: {db: , idl: /x}\n", {"idl": ("strict", "delete idl")}),
        ("volumes: {__X__: /x}\n", {}),
        ("volumes: {? [a] : /x}\n", {}),
        ("volumes: [old]\n", {}),
        ("volumes: {file: /x, __X__: /y}\n", {"file": ("strict", "delete file")}),
    ],
)
def test_volume_unknown_to_compose(volumes: str, found: dict[str, tuple[str, str]]) -> None:
    findings = _lint(_spec(volumes), UNKNOWN)
    seen = {
        name: (x.profile.word, x.fix.title if x.fix else "")
        for name, x in zip(_names(findings), findings, strict=True)
    }
    assert seen == found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("so/stacks/web/stack.yml", "pods: [web, gone]\n"),
        ("so/stacks/web/stack.yml", "pods: [web]\njobs: [gone]\n"),
        ("so/compose/docker-compose-web.yml", "services: {}\nvolumes: {'${DB}': }\n"),
        ("so/compose/docker-compose-web.yml", "services: {\n"),
        ("so/compose-jobs/docker-compose-load.yml", "a: b: c\n"),
    ],
)
def test_nothing_is_unknown_to_a_stack_that_is_not_known(path: str, text: str) -> None:
    files = {**_files(_spec("volumes: {old: /x}\n")), path: text}
    assert lint(files, UNKNOWN, profile=Profile.AUDIT).findings == []


@pytest.mark.parametrize("declared", ["external: true", "driver_opts: {o: bind, device: /srv/d}"])
def test_docker_volume_that_exists_already_is_not_missing(declared: str) -> None:
    compose = COMPOSE.replace("db: ,", f"db: {{{declared}}},")
    spec = _spec("volumes: {files: , seed: , load: }\n", "compose")
    assert lint(_files(spec, compose), MISSING, profile=Profile.AUDIT).findings == []
    empty = _files(_spec("volumes: {db: , files: /f, seed: /s, load: /l}\n", "compose"), compose)
    assert lint(empty, "empty-volume-holds-data", profile=Profile.AUDIT).findings == []
    spec = _spec("volumes: {files: , seed: , load: }\n")
    assert lint(_files(spec, compose), MISSING, profile=Profile.AUDIT).findings != []
    empty = _files(_spec("volumes: {db: , files: /f, seed: /s, load: /l}\n"), compose)
    assert lint(empty, "empty-volume-holds-data", profile=Profile.AUDIT).findings != []


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("target", ["k8s-kind", "k8s", "compose"])
def test_any_value_anywhere_is_survived(target: str, value: str) -> None:
    known = "x-known: &known {db: /a, w: }\nx-list: &list [a]\n"
    good = _spec("volumes: {db: /a}\nconfigmaps: {files: ./f}\n", target)
    head = f"{known}stack: so/stacks/web\ndeploy-to: {target}\n"
    specs = [f"{head}{key}: {value}\n" for key in ("volumes", "configmaps", "kind-mount-root")]
    composes = [
        COMPOSE,
        f"{known}services: {value}\nvolumes: {value}\n",
        f"{known}services: {{web: {value}, two: {{volumes: {value}, profiles: {value}}}}}\n",
        f"{known}services: {{web: {{volumes: ['db:/x']}}}}\nvolumes: {{db: {value}}}\n",
    ]
    for spec in (good, *specs):
        for compose in composes:
            lint(_files(spec, compose, compose), MISSING, UNKNOWN, OVERLAP, profile=Profile.AUDIT)


@pytest.mark.parametrize("value", ["5", "1.5", "true", "2026-11-22", "[a]", "{a: b}", "''", "~"])
def test_value_that_is_no_text_is_no_path(value: str) -> None:
    spec = Spec(text_document("spec.yml", f"volumes: {{v: {value}}}\nkind-mount-root: {value}\n"))
    assert spec.volumes[0].path is None
    assert spec.mount_root is None


@pytest.mark.parametrize(("target", "fix"), [("k8s-kind", None), ("compose", "web-db → web_db")])
def test_a_name_is_not_corrected_to_one_that_kubernetes_refuses(
    target: str, fix: str | None
) -> None:
    compose = "services: {web: {image: a, volumes: ['web_db:/db']}}\nvolumes: {web_db: }\n"
    files = _files(_spec("volumes: {web-db: /srv/db, load: }\n", target), compose)
    [found] = lint(files, UNKNOWN, profile=Profile.AUDIT).findings
    assert "the stack calls it `web_db`" in found.message
    assert (found.fix and found.fix.title) == fix


@pytest.mark.parametrize(
    ("configmaps", "meant"),
    [("sed: ./c", ["is `seed` meant?"]), ("files-two: ./c", []), ("__SEED__: ./c", [])],
)
def test_a_config_map_may_be_a_slip_of_a_missing_volume(configmaps: str, meant: list[str]) -> None:
    spec = _spec(f"volumes: {{db: , files: , load: }}\nconfigmaps: {{{configmaps}}}\n")
    found = _lint(spec, MISSING)
    assert [x.words for f in found for x in f.also if "meant" in x.words] == meant


@pytest.mark.parametrize(
    ("volumes", "safety"),
    [
        ("notes-data: /srv/kind/notes/data", "unsafe"),
        ("notes-data:", "unsafe"),
        ("{}", "safe"),
        # A slip of another volume is none that the stack renamed.
        ("Notes_Files: /srv/kind/notes/files", "safe"),
    ],
)
def test_volume_that_the_stack_may_have_renamed_is_not_made_anew_unasked(
    volumes: str, safety: str
) -> None:
    stack = {
        "stacks/notes/stack.yml": "name: notes\npods: [notes]\n",
        "compose/docker-compose-notes.yml": (
            "services:\n  db:\n    image: postgres:16\n    volumes:\n"
            "      - notes-db:/var/lib/postgresql/data\n      - notes-files:/files\n"
            "volumes:\n  notes-db:\n  notes-files:\n"
        ),
    }
    text = f"stack: stacks/notes\ndeploy-to: k8s-kind\nvolumes:\n  {volumes}\n"
    text = text.replace("volumes:\n  {}", "volumes: {}")
    found = lint({**stack, "envs/prod.yml": text}, "volume-missing-from-spec").findings
    fixes = {x.key[2]: x.fix for x in found}
    fix = fixes["volumes.notes-db"]
    assert fix is not None
    assert fix.safety.value == safety
