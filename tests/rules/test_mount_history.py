"""Mounts that a change of a compose file moves or takes away: edge cases beyond the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint
from tests.running import STACK as STACK_FILES
from tests.running import commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

RULE = "mount-leaves-data-behind"
FILE = "so/compose/docker-compose-a.yml"
SPEC = "prod.yml"
STACK = {"so/stacks/a/stack.yml": "name: a\npods: [a, b]\njobs: [load]\n"}
BESIDE = "services: {{{}}}\nvolumes: {{}}\n"
HEAD = "stack: so/stacks/a\ndeploy-to: {}\n"
VOLUMES = (
    "volumes: {db: /srv/db, db2: /srv/db2, files: /srv/files, cache: /srv/cache, my-db: /srv/my}\n"
)
PG, MINE = "image: postgres:16", "image: vendor/a:v1"
PLACE = "/var/lib/postgresql/data"
DB = f"db: {{{PG}, volumes: ['db:{PLACE}']}}"


def _compose(services: str) -> str:
    return f"services: {{{services}}}\nvolumes: {{db: , db2: , files: , cache: , my-db: }}\n"


def _app(*mounts: str, more: str = MINE) -> str:
    return f"app: {{{more}, volumes: [{', '.join(mounts)}]}}"


def _db(*mounts: str, more: str = PG) -> str:
    return f"db: {{{more}, volumes: [{', '.join(mounts)}]}}"


def _said(  # noqa: PLR0913 -- each is a cell of a table
    before: str,
    after: str,
    *,
    target: str = "k8s-kind",
    volumes: str = VOLUMES,
    was: str | None = None,
    beside: str = "",
    world: World | None = None,
) -> list[str]:
    """Give what is found as SEVERITY PROFILE VALUE."""
    files = {
        **STACK,
        FILE: _compose(after),
        "so/compose/docker-compose-b.yml": BESIDE.format(beside),
        SPEC: HEAD.format(target) + volumes,
    }
    head = {FILE: _compose(before)}
    if was is not None:
        head[SPEC] = HEAD.format(target) + was
    around = world or World(head=head)
    found = lint(files, RULE, profile=Profile.AUDIT, world=around).findings
    return [f"{x.severity.word} {x.profile.word} {x.key[3]}" for x in found]


LOST = f"error recommended db:{PLACE}"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # The same volume at another place.
        (DB, _db("db:/var/lib/postgresql"), [LOST]),
        (DB, _db("db:/pgdata"), [LOST]),
        (DB, _db("db:/var/lib/postgresql/other"), [LOST]),
        (
            _db("db:/var/lib/influxdb", more="image: influxdb:1.8"),
            _db("db:/var/lib/influxdb2", more="image: influxdb:2.7"),
            ["warning strict db:/var/lib/influxdb"],
        ),
        (DB, _db(f"db:{PLACE}/pgdata"), [LOST]),
        (_app("db:/home/n/.n8n"), _app("db:/n8n"), ["error recommended db:/home/n/.n8n"]),
        (_app("files:/files"), _app("files:/uploads"), ["warning strict files:/files"]),
        (_app("db:/data"), _app("db:/app/data"), ["warning strict db:/data"]),
        (
            _app("db:/home/n/.n8n"),
            _app("db:/home/a/.n8n"),
            ["warning strict db:/home/n/.n8n"],
        ),
        (
            _app("db:/home/n/.n8n", "'db:${HOME}/.n8n'"),
            _app("'db:${HOME}/.n8n'"),
            ["warning strict db:/home/n/.n8n"],
        ),
        # Another volume at the same place.
        (DB, _db(f"db2:{PLACE}"), [LOST]),
        (DB, _db(f"./db:{PLACE}"), [LOST]),
        (DB, _db(PLACE), [LOST]),
        (_app("db:/srv/x"), _app("db2:/srv/x"), ["warning strict db:/srv/x"]),
        (_app("my-db:/srv/x"), _app("db2:/srv/x"), ["error recommended my-db:/srv/x"]),
        (_app("db:/data"), _app("db2:/data"), ["error recommended db:/data"]),
        # No volume.
        (DB, f"db: {{{PG}}}", [LOST]),
        (DB, f"db: {{{PG}, tmpfs: {PLACE}}}", [LOST]),
        (DB, _db("files:/backup"), [LOST]),
        (_app("db:/data"), _app(), ["warning recommended db:/data"]),
        (_app("db:/data"), _app(more="image: vendor/a:v2"), ["warning strict db:/data"]),
        (_app("files:/files"), _app(), ["warning strict files:/files"]),
        # Another program.
        (DB, _db("db:/var/lib/mysql", more="image: mysql:8"), [f"warning strict db:{PLACE}"]),
        (DB, _db(f"db2:{PLACE}", more="image: postgis:16"), [f"warning strict db:{PLACE}"]),
        # The long form, and what is mounted of a volume.
        (DB, _db("{type: volume, source: db, target: /pgdata}"), [LOST]),
        (DB, _db(f"{{type: volume, source: db2, target: {PLACE}}}"), [LOST]),
        (DB, _db(f"{{type: tmpfs, target: {PLACE}}}"), [LOST]),
        (
            DB,
            _db(f"{{type: volume, source: db, target: {PLACE}, volume: {{subpath: pg}}}}"),
            [LOST],
        ),
        # Two at once.
        (
            _db(f"db:{PLACE}", "files:/backup"),
            _db(f"files:{PLACE}", "db:/backup"),
            [LOST, "warning strict files:/backup"],
        ),
    ],
)
def test_data_that_nobody_finds_any_more(before: str, after: str, said: list[str]) -> None:
    assert _said(before, after) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # What is the same.
        (DB, f"db: {{image: postgres:17, volumes: ['db:{PLACE}']}}"),
        (DB, _db(f"db:{PLACE}/")),
        (DB, _db(f"db:{PLACE}:rw")),
        (DB, _db(f"db:{PLACE}:ro")),
        (DB, _db(f"{{type: volume, source: db, target: {PLACE}}}")),
        (DB, _db("files:/backup", f"db:{PLACE}")),
        (DB, _db(f"db:{PLACE}", "db:/also")),
        # A service that comes, goes, or has another name.
        (DB, DB + ", " + _app("db:/data")),
        (DB, ""),
        (DB, _app("files:/files")),
        (DB, DB.replace("db: {", "pg: {")),
        (DB, f"pg: {{{PG}, volumes: ['db:{PLACE}']}}, db: {{{MINE}}}"),
        # What was no data.
        (_app("cache:/data"), _app("cache:/cache")),
        (_app("files:/run/a"), _app("files:/run/b")),
        (_app("db:/data:ro"), _app("db:/seed:ro")),
        (_app("db:/data:ro"), _app()),
        (_app("./db:/data"), _app("./db:/other")),
        (_app("/data"), _app("/other")),
        (f"app: {{{MINE}, tmpfs: /data}}", f"app: {{{MINE}}}"),
        # What a variable or a template says.
        (_app("db:/data"), _app("'${DB:-db}:/data'")),
        (_app("db:/data"), _app("'db:${DATA}'")),
        (_app("db:/data"), _app("'__DB__:/data'")),
        (_app("'db:${DATA}'"), _app("db:/data")),
        (_app("'${DB}:/data'"), _app("db:/data")),
        # A mount that was of no use, put right.
        (_db("db:/var/lib/postgresql"), DB),
        (_db("db:/data"), DB),
        (_db("db:/data"), _db("db2:/data", f"db:{PLACE}")),
        (_db("db:/pg"), f"db: {{{PG}}}"),
        (
            _db(f"db:{PLACE}", more="image: postgres:18"),
            _db("db:/var/lib/postgresql", more="image: postgres:18"),
        ),
        (
            _db(f"db:{PLACE}", more=f"{PG}, environment: {{PGDATA: /pg}}"),
            _db("db:/pg", more=f"{PG}, environment: {{PGDATA: /pg}}"),
        ),
        (
            _app("db:/data", more=f"{MINE}, environment: {{DATA_DIR: /srv/a}}"),
            _app("db:/srv/a", more=f"{MINE}, environment: {{DATA_DIR: /srv/a}}"),
        ),
        # A program that is told to look there.
        (DB, _db("db:/pg", more=f"{PG}, environment: {{PGDATA: /pg}}")),
        (
            DB,
            _db("db:/var/lib/postgresql", more=f"{PG}, environment: [PGDATA=/var/lib/postgresql]"),
        ),
        (
            _db("db:/a", more=f"{PG}, environment: {{PGDATA: /a/pg}}"),
            _db("db:/b", more=f"{PG}, environment: {{PGDATA: /b/pg}}"),
        ),
        (
            _app("db:/a", more=f"{MINE}, command: --ledger /a/x"),
            _app("db:/b", more=f"{MINE}, command: --ledger=/b/x"),
        ),
        # An init container, and mounts of other services and files.
        (
            _app("db:/data", more=f"{MINE}, labels: [laconic.init-container=true]"),
            _app("db:/x", more=f"{MINE}, labels: [laconic.init-container=true]"),
        ),
        (DB, f"db: {{{PG}, volumes_from: [other]}}"),
        (f"db: {{{PG}, volumes: ['db:{PLACE}'], extends: {{service: a}}}}", f"db: {{{PG}}}"),
        # What cannot be read.
        (DB, "db: []"),
        ("[", DB),
    ],
)
def test_nothing_is_lost(before: str, after: str) -> None:
    assert _said(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            _db(f"db:{PLACE}", more=f"{PG}, environment: {{PGDATA: {PLACE}}}"),
            _db("db:/var/lib/postgresql", more=f"{PG}, environment: {{PGDATA: {PLACE}}}"),
        ),
        (DB, _db("db:/var/lib/postgresql", more="image: postgres:18")),
        (
            DB,
            _db(
                "db:/var/lib/postgresql",
                more=f"image: postgres:18, environment: {{PGDATA: {PLACE}}}",
            ),
        ),
    ],
)
def test_program_that_looks_into_another_part_of_the_volume(before: str, after: str) -> None:
    assert _said(before, after) == [LOST]


@pytest.mark.parametrize(
    ("target", "was", "volumes", "count"),
    [
        # The spec goes on as before, and may have the new name at another path, or not at all.
        ("k8s-kind", None, "{db: /srv/db}", 1),
        ("k8s-kind", None, "{db: /srv/db, db2: /srv/db2}", 1),
        ("k8s-kind", None, "{db: , db2: }", 1),
        ("compose", None, "{db: /srv/db}", 1),
        ("compose", None, "{db: , db2: }", 1),
        ("compose", None, "{}", 1),
        # Nobody ever made it.
        ("k8s", None, "{db2: /srv/db}", 0),
        # Another name for the same directory, or one that a template knows.
        ("k8s-kind", None, "{db: /srv/db, db2: /srv//db}", 0),
        ("k8s-kind", "{db: /srv/db}", "{db2: /srv/db}", 0),
        ("compose", "{db: /srv/db}", "{db2: /srv/db}", 0),
        ("k8s-kind", None, "{db: __DB__, db2: /srv/db}", 0),
        ("k8s-kind", None, "{db: /srv/db, db2: __DB__}", 0),
        # `volume-removed-from-spec` tells.
        ("k8s-kind", "{db: /srv/db}", "{db2: /srv/db2}", 0),
        ("k8s-kind", "{db: }", "{db2: }", 0),
        ("compose", "{db: /srv/db}", "{db2: /srv/db2}", 0),
        # It does not where docker manages the volume.
        ("compose", "{db: }", "{db2: }", 1),
        # A ConfigMap is no data.
        ("k8s-kind", None, "{db2: /srv/db}\nconfigmaps: {db: ./db}", 0),
    ],
)
def test_volume_with_another_name(target: str, was: str | None, volumes: str, count: int) -> None:
    old = None if was is None else f"volumes: {was}\n"
    said = _said(DB, _db(f"db2:{PLACE}"), target=target, volumes=f"volumes: {volumes}\n", was=old)
    assert said == [LOST] * count


@pytest.mark.parametrize(
    ("target", "path", "count"),
    [("compose", "/srv/db", 0), ("compose", "/srv/db/", 0), ("compose", "/srv/x", 1)],
)
def test_directory_in_the_place_of_a_volume(target: str, path: str, count: int) -> None:
    assert len(_said(DB, _db(f"{path}:{PLACE}"), target=target)) == count


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("{name: x}", "{name: x}", 0),
        ("{name: x}", "{name: y}", 1),
        ("{external: true, name: x}", "{name: x}", 0),
        (
            "{driver_opts: {type: none, o: bind, device: /srv/x}}",
            "{driver_opts: {device: /srv/x}}",
            0,
        ),
        ("", "{name: x}", 1),
    ],
)
def test_volume_that_docker_knows_by_another_name(before: str, after: str, count: int) -> None:
    files = {**STACK, SPEC: HEAD.format("compose"), FILE: _declared("db2", after)}
    world = World(head={FILE: _declared("db", before)})
    assert len(lint(files, RULE, profile=Profile.AUDIT, world=world).findings) == count


def _declared(name: str, text: str) -> str:
    return f"services: {{{_db(f'{name}:{PLACE}')}}}\nvolumes: {{{name}: {text}}}\n"


@pytest.mark.parametrize(
    ("before", "after", "beside", "count"),
    [
        # The service stands in another file of the stack by now.
        (DB, "", _db(f"db:{PLACE}"), 0),
        (DB, "", _db("db:/pg"), 1),
        (_app("db:/data"), _app(), "worker: {image: vendor/a:v1, volumes: ['db:/data']}", 1),
    ],
)
def test_other_files_of_the_stack(before: str, after: str, beside: str, count: int) -> None:
    assert len(_said(before, after, beside=beside)) == count


@pytest.mark.parametrize(
    ("after", "count"),
    [
        (_app() + ", worker: {image: vendor/a:v1, volumes: ['db:/data']}", 0),
        (_app("db2:/data") + ", worker: {image: vendor/a:v1, volumes: ['db:/data']}", 1),
    ],
)
def test_volume_that_another_service_takes_over(after: str, count: int) -> None:
    assert len(_said(_app("db:/data"), after)) == count


def test_volume_that_others_mount_still_may_have_been_theirs() -> None:
    other = "other: {image: vendor/b:v1, volumes: ['db:/data']}"
    before = f"{_app('db:/data')}, {other}"
    assert _said(before, f"{_app()}, {other}") == ["warning strict db:/data"]
    assert _said(f"{DB}, {other}", f"db: {{{PG}}}, {other}") == [LOST]


def test_each_service_answers_for_what_it_keeps_itself() -> None:
    """What copies the data of another service loses nothing where that is mounted elsewhere."""
    backup = "backup: {{image: vendor/b:v1, volumes: ['db:{}']}}"
    said = _said(f"{DB}, {backup.format('/a')}", f"{DB}, {backup.format('/b')}")
    assert said == ["warning strict db:/a"]


@pytest.mark.parametrize(("other", "count"), [(DB, 1), (_db("db:/pgdata"), 0), ("", 0)])
def test_merge_that_follows_one_of_its_parents_has_changed_nothing(other: str, count: int) -> None:
    world = World(head={FILE: _compose(DB)}, others={FILE: (_compose(other),)})
    assert len(_said(DB, _db("db:/pgdata"), world=world)) == count


@pytest.mark.parametrize(("target", "volumes", "count"), [("k8s", VOLUMES, 1), ("compose", "", 0)])
def test_change_that_was_committed_is_only_told(target: str, volumes: str, count: int) -> None:
    """Of what docker manages itself, no later spec says whether it was so then."""
    world = World(head={FILE: _compose(DB)}, is_settled=True)
    said = _said(DB, _db("db:/pgdata"), target=target, volumes=volumes, world=world)
    assert said == [LOST.replace("error", "info")] * count


def test_specs_of_a_stack_see_one_fault() -> None:
    files = {
        **STACK,
        FILE: _compose(_db("db:/pgdata")),
        "so/compose/docker-compose-b.yml": BESIDE.format(""),
        **{f"{x}.yml": HEAD.format(x) + VOLUMES for x in ("k8s", "k8s-kind", "compose")},
    }
    found = lint(files, RULE, world=World(head={FILE: _compose(DB)})).findings
    assert [(x.file, x.key[2]) for x in found] == [(FILE, "services.db.volumes.[db:/pgdata]")]
    assert found[0].message == (
        f"`db` mounts `db` at /pgdata instead of {PLACE}: it finds nothing of what it wrote there"
    )


IN_LIST = "services.db.volumes."


@pytest.mark.parametrize(
    ("after", "place", "words"),
    [
        (_db(f"./x:{PLACE}"), f"{IN_LIST}[./x:{PLACE}]", "mounts `./x` at"),
        (_db(PLACE), f"{IN_LIST}[{PLACE}]", "mounts a volume without a name at"),
        (_db(f"{{type: tmpfs, target: {PLACE}}}"), f"{IN_LIST}[{PLACE}]", "a temporary directory"),
        (f"db: {{{PG}}}", "services.db", "no longer mounts `db` at"),
        (_db(), "services.db.volumes", "no longer mounts `db` at"),
        (
            _db(f"{{type: volume, source: db, target: {PLACE}, volume: {{subpath: x}}}}"),
            f"{IN_LIST}[{PLACE}]",
            "mounts another part of `db` at",
        ),
    ],
)
def test_place_and_words(after: str, place: str, words: str) -> None:
    files = {**STACK, FILE: _compose(after), SPEC: HEAD.format("k8s") + VOLUMES}
    (found,) = lint(files, RULE, world=World(head={FILE: _compose(DB)})).findings
    assert found.key[2] == place
    assert words in found.message


COMPOSE = "compose/docker-compose-notes.yml"
HERE = STACK_FILES[COMPOSE]
MOVED = HERE.replace("notes-db:/", "notes-db:/elsewhere/")


def _concise(root: Path, *arguments: str) -> str:
    return stacklint(root, "check", *arguments, "--format", "concise").out


def test_commit_that_touches_no_spec_is_stopped(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {COMPOSE: MOVED})
    assert f"error[{RULE}]" in _concise(root)
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--new", "--format", "concise")
    assert (done.code, f"error[{RULE}]" in done.out) == (1, True)


def test_change_since_a_commit_is_an_error_and_long_ago_is_told(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {COMPOSE: MOVED})
    commit_all(root)
    assert f"error[{RULE}]" in _concise(root, "--since", "HEAD~1")
    assert RULE not in _concise(root, "--since", "HEAD")
    assert f"info[{RULE}]" in _concise(root, "envs/prod.yml")
    write(root, {COMPOSE: MOVED + "# more\n"})
    assert RULE not in _concise(root)


def test_file_that_git_renames(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "mv", COMPOSE, "compose/docker-compose-pad.yml")
    write(
        root,
        {
            "compose/docker-compose-pad.yml": MOVED,
            "stacks/notes/stack.yml": "name: notes\npods: [pad]\n",
        },
    )
    git(root, "add", "--all")
    assert f"error[{RULE}]" in _concise(root, "--staged")
    commit_all(root)
    assert f"info[{RULE}]" in _concise(root)
