"""Databases without a volume, and volumes with two writers: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile
from stacklint.rule import Settings
from tests.memory import World, lint


def _lint(service: str, spec: str = "", target: str = "k8s-kind") -> list[Finding]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\n{spec}",
        "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
        "so/compose/docker-compose-web.yml": f"services:\n  db: {service}\nvolumes: {{db: }}\n",
    }
    return lint(files, "data-path-without-volume", profile=Profile.AUDIT).findings


@pytest.mark.parametrize(
    ("service", "directory"),
    [
        ("{image: 'postgres:16'}", "/var/lib/postgresql/data"),
        ("{image: 'postgres:18'}", "/var/lib/postgresql"),
        ("{image: postgres}", "/var/lib/postgresql"),
        ("{image: 'postgres:${PG_VERSION:-16}'}", "/var/lib/postgresql"),
        ("{image: 'registry.vendor.test:5000/db/postgres:9.6-alpine'}", "/var/lib/postgresql/data"),
        ("{image: 'timescale/timescaledb:latest-pg16'}", "/var/lib/postgresql/data"),
        ("{image: 'mysql:8', command: '--skip-log-bin'}", "/var/lib/mysql"),
        ("{image: 'mongo:7', command: [mongod, --replSet, rs0]}", "/data/db"),
        ("{image: 'grafana/grafana:11'}", "/var/lib/grafana"),
        ("{image: 'influxdb:2', entrypoint: [/bin/sh, -c], command: ['exec influxd']}", "influxdb"),
        ("{image: 'minio/minio', command: server /data --console-address :9001}", "/data"),
        ("{image: minio/minio, command: 'server /disk{1...4}', volumes: ['db:/x']}", "/data"),
        ("{image: 'cockroachdb/cockroach', command: start-single-node}", "/cockroach"),
        ("{image: 'redis:7', command: redis-server --appendonly yes}", "/data"),
        ("{image: 'redis:7', command: [redis-server, --save, '60', '1']}", "/data"),
        ("{image: 'postgres:16', volumes: ['db:/backup']}", "/var/lib/postgresql/data"),
        ("{image: 'postgres:16', volumes: ['db:/var/lib/postgresql2']}", "/var/lib/postgresql"),
        ("{image: 'grafana/grafana', volumes: ['db:/var/lib/grafana/boards:ro']}", "/var/lib/g"),
        ("{image: 'postgres:16', environment: [PGDATA=/pg], volumes: ['db:/x']}", "at /pg:"),
        ("{image: 'postgres:16', environment: {PGDATA: /pg}, volumes: ['db:/pg:ro']}", "/var"),
        ("{image: 'postgres:16', volumes: ['/var/lib/postgresql/data']}", "/var/lib/postgresql/d"),
        ("{image: 'redis:7', command: --appendonly yes, volumes: ['/data']}", "/data"),
    ],
)
def test_data_outside_of_every_volume(service: str, directory: str) -> None:
    [found] = _lint(service)
    assert directory in found.message
    assert found.key[2] == "services.db.image"
    assert found.file == "so/compose/docker-compose-web.yml"


@pytest.mark.parametrize("target", ["k8s-kind", "compose"])
@pytest.mark.parametrize(
    ("service", "told", "directory"),
    [
        (
            "postgres:16', environment: {PGDATA: /pg}, volumes: ['db:/var/lib/postgresql/data'",
            "PGDATA",
            "/pg",
        ),
        (
            "postgres:18', environment: [PGDATA=/pg], volumes: ['db:/var/lib/postgresql'",
            "PGDATA",
            "/pg",
        ),
        ("mysql:8', command: --datadir=/my, volumes: ['db:/var/lib/mysql'", "--datadir", "/my"),
        ("mongo:7', command: [mongod, --dbpath, /m], volumes: ['db:/data/db'", "--dbpath", "/m"),
        ("minio', command: server /disk, volumes: ['db:/data'", "server", "/disk"),
        ("redis:7', command: '--appendonly yes --dir /r', volumes: ['db:/data'", "--dir", "/r"),
        (
            "prometheus', command: --storage.tsdb.path=/ts, volumes: ['db:/prometheus', 'db:/x'",
            "--storage.tsdb.path",
            "/ts",
        ),
        (
            "grafana', environment: {GF_PATHS_DATA: /g}, volumes: ['db:/var/lib/grafana'",
            "GF_PATHS_DATA",
            "/g",
        ),
    ],
)
def test_data_that_is_told_past_its_volume(
    service: str, told: str, directory: str, target: str
) -> None:
    [found] = _lint(f"{{image: '{service}]}}", target=target)
    assert found.profile is Profile.RECOMMENDED
    assert f"no volume at {directory}:" in found.message
    assert f"`{told}` has it keep its data there" in found.notes[0][1]


@pytest.mark.parametrize(
    ("image", "override", "directory"),
    [
        ("postgres:16", "postgres:18", "/var/lib/postgresql"),
        ("postgres:16", "mysql:8", "/var/lib/mysql"),
        ("vendor/db:1", "postgres:18", "/var/lib/postgresql"),
    ],
)
def test_an_image_that_the_spec_puts_in_the_place(
    image: str, override: str, directory: str
) -> None:
    service = f"{{image: '{image}', volumes: ['db:/var/lib/postgresql/data']}}"
    overrides = f"image-overrides: {{db: '{override}'}}\n"
    [found] = _lint(service, overrides)
    assert f"`db` ({override}) has no volume at {directory}:" in found.message
    assert (found.file, found.key[2]) == ("spec.yml", "image-overrides.db")
    assert not _lint(service, overrides, "compose")


@pytest.mark.parametrize("service", ["image: postgres:18", "image: 'mysql:8'"])
def test_an_image_that_the_spec_does_not_run(service: str) -> None:
    mounted = f"{{{service}, volumes: ['db:/var/lib/postgresql/data']}}"
    assert _lint(mounted)
    assert not _lint(mounted, "image-overrides: {db: 'postgres:16'}\n")


@pytest.mark.parametrize(
    ("service", "directory", "misplaced"),
    [
        ("redis:7', volumes: ['db:/var/lib/redis'", "/data", "/var/lib/redis"),
        (
            "redis:7', command: --appendonly yes, volumes: ['db:/var/lib/redis'",
            "/data",
            "/var/lib/",
        ),
        ("elasticsearch:8', volumes: ['db:/var/lib/elasticsearch'", "/usr/share/e", "/var/lib/"),
        ("postgres:16', volumes: ['db:/bitnami/postgresql'", "/var/lib/p", "/bitnami/postgresql"),
    ],
)
def test_a_volume_where_other_images_keep_theirs(
    service: str, directory: str, misplaced: str
) -> None:
    [found] = _lint(f"{{image: '{service}]}}")
    assert found.profile is Profile.RECOMMENDED
    assert f"no volume at {directory}" in found.message
    assert f"the image keeps nothing at {misplaced}" in found.notes[0][1]


@pytest.mark.parametrize(
    "service",
    [
        "redis:7', command: '--save \"\"', volumes: ['db:/var/lib/redis'",
        "bitnami/redis:7', command: --appendonly yes, volumes: ['db:/bitnami/redis/data'",
        "docker.io/bitnamilegacy/mysql:8', volumes: ['db:/bitnami/mysql/data'",
        "bitnami/mongo:8', command: --dbpath /x, volumes: ['db:/bitnami'",
    ],
)
def test_images_that_keep_theirs_elsewhere(service: str) -> None:
    assert not _lint(f"{{image: '{service}]}}")


@pytest.mark.parametrize("target", ["k8s-kind", "compose"])
@pytest.mark.parametrize(
    ("service", "volumes", "profile"),
    [
        ("{image: 'postgres:16'}", "db: /srv/db", Profile.RECOMMENDED),
        ("{image: 'postgres:16', volumes: ['./x:/x']}", "db: /srv/db", Profile.RECOMMENDED),
        ("{image: 'postgres:16', volumes: ['db:/x:ro']}", "db: /srv/db", Profile.STRICT),
        ("{image: 'postgres:16'}", "db: ", Profile.STRICT),
        ("{image: 'postgres:16'}", "other: /srv/db", Profile.STRICT),
    ],
)
def test_a_volume_that_nobody_mounts(
    service: str, volumes: str, profile: Profile, target: str
) -> None:
    [found] = _lint(service, f"volumes: {{{volumes}}}\n", target)
    assert found.profile is profile
    told = ("happens", "no service mounts `db`, which the spec gives a path")
    is_told = profile is Profile.RECOMMENDED
    assert (told in found.notes) is is_told
    assert not (is_told and found.fix)


def test_what_is_told_past_its_volume_outweighs_one_that_nobody_mounts() -> None:
    service = "{image: 'mysql:8', command: --datadir=/x, volumes: ['./d:/var/lib/mysql']}"
    [found] = _lint(service, "volumes: {db: /srv/db}\n")
    assert "`--datadir` has it keep its data there" in found.notes[0][1]


@pytest.mark.parametrize(("target", "count"), [("k8s-kind", 1), ("k8s", 1), ("compose", 0)])
def test_the_config_of_a_spec_tells_every_container(target: str, count: int) -> None:
    service = "{image: 'postgres:16', volumes: ['db:/var/lib/postgresql/data']}"
    assert len(_lint(service, "config: {PGDATA: /pg}\n", target)) == count


@pytest.mark.parametrize(
    "service",
    [
        "environment: {PGDATA: /var/lib/pg/data}, volumes: ['db:/var/lib/pg'",
        "environment: {PGDATA: '${PG_DATA:-/pg}'}, volumes: ['db:/var/lib/postgresql/data'",
        "environment: {PGDATA: /pg}, volumes: ['db:/var/lib/postgresql/data', 'db:/pg'",
        "environment: {PGDATA: /pg}, volumes: ['db:/var/lib/postgresql/data', 'db:${PG}'",
        "environment: {PGDATA: /pg}, tmpfs: /pg, volumes: ['db:/var/lib/postgresql/data'",
        "environment: {PGDATA: /pg}, command: pg_dump, volumes: ['db:/var/lib/postgresql/data'",
    ],
)
def test_data_that_is_told_into_a_volume(service: str) -> None:
    assert not _lint(f"{{image: 'postgres:16', {service}]}}")


@pytest.mark.parametrize(
    "service",
    [
        "{image: 'vendor/postgres-exporter:1'}",
        "{image: '${DB_IMAGE}'}",
        "{build: .}",
        "{image: 5}",
        "{image: [postgres]}",
        "{image: 'postgres:16', volumes: ['db:/var/lib/postgresql/data/']}",
        "{image: 'postgres:18', volumes: ['db:/var/lib/postgresql']}",
        "{image: 'postgres', volumes: [{source: db, target: /var/lib/postgresql}]}",
        "{image: 'timescale/timescaledb:2.23-pg18', volumes: ['db:/var/lib/postgresql']}",
        "{image: 'grafana/grafana', volumes: ['db:/var/lib']}",
        "{image: 'postgres:16', volumes: [{type: tmpfs, target: /var/lib/postgresql/data}]}",
        "{image: 'postgres:16', volumes: ['./pg:/var/lib/postgresql/data']}",
        "{image: 'postgres:16', volumes: ['db:${PGDATA}']}",
        "{image: 'postgres:16', tmpfs: ['/var/lib/postgresql/data:size=1g']}",
        "{image: 'postgres:16', environment: [PGDATA=/pg/data], volumes: ['db:/pg']}",
        "{image: 'postgres:16', environment: {PGDATA: '${PGDATA:-/pg}'}, volumes: ['db:/pg']}",
        "{image: 'postgres:16', command: [postgres, -D, /pg], volumes: ['db:/pg']}",
        "{image: 'mysql:8', command: --datadir=/mysql/data, volumes: ['db:/mysql']}",
        "{image: 'postgres:16', command: 'psql -h db'}",
        "{image: 'postgres:16', entrypoint: [sh, -c], command: ['pg_dump db > /x']}",
        "{image: minio/minio, command: 'server /disk{1...4}', volumes: ['db:/disk1']}",
        "{image: minio/minio, command: [server, 'http://m{1...2}/d{1...9}'], volumes: ['db:/d1']}",
        "{image: 'redis:7'}",
        "{image: 'redis:7', command: redis-server /etc/redis.conf}",
        "{image: 'redis:7', command: [redis-server, --save, '', --appendonly, 'no']}",
        "{image: 'mongo:7', command: mongod --storageEngine inMemory}",
        "{image: 'cockroachdb/cockroach', command: 'start --store=type=mem,size=1GiB'}",
        "{image: 'postgres:16', labels: {laconic.init-container: 'true'}}",
    ],
)
def test_data_that_is_kept_or_that_nobody_wants(service: str) -> None:
    assert _lint(service) == []


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("{image: 'postgres:16', volumes: ['db:/var/lib']}", "hides /var/lib"),
        (
            "{image: 'postgres:16', volumes: [{source: db, target: /var/lib/postgresql}]}",
            "hides /var/lib/postgresql",
        ),
        ("{image: 'timescale/timescaledb:2.14-pg16', volumes: ['db:/var/lib/postgresql/']}", "hi"),
        ("{image: 'mongo:7', volumes: ['db:/data']}", "hides /data"),
        ("{image: 'postgres:16', volumes: ['db:/backup']}", ""),
    ],
)
def test_volume_of_the_image_hides_one_that_is_mounted_above(service: str, told: str) -> None:
    [found] = _lint(service)
    notes = [text for word, text in found.notes if word == "happens"]
    assert len(notes) == bool(told)
    assert told in "".join(notes)
    assert found.profile is (Profile.RECOMMENDED if told else Profile.STRICT)


@pytest.mark.parametrize(
    ("variable", "is_kept"),
    [("/var/lib/postgresql/16", True), ("/var/lib/postgresql/data/pgdata", False)],
)
def test_variable_moves_the_data_out_of_the_volume_that_hides(
    variable: str, *, is_kept: bool
) -> None:
    service = "{image: 'postgres:16', volumes: ['db:/var/lib/postgresql']}"
    assert (_lint(service, f"config: {{PGDATA: {variable}}}\n") == []) is is_kept


def test_variable_of_the_spec_moves_the_data() -> None:
    service = "{image: 'postgres:16', volumes: ['db:/pg']}"
    assert len(_lint(service)) == 1
    assert _lint(service, "config: {PGDATA: /pg/data}\n") == []
    assert _lint(service, "config: {PGDATA: __PGDATA__}\n") == []


@pytest.mark.parametrize(
    ("image", "target", "more", "told"),
    [
        ("postgres:18", "/var/lib/postgresql/data", "", True),
        ("postgres:18.3-alpine", "/var/lib/postgresql/data/", "", True),
        ("postgis/postgis:18-3.6", "/var/lib/postgresql/data/pgdata", "", True),
        ("timescale/timescaledb:2.24.0-pg18", "/var/lib/postgresql/data", "", True),
        ("postgres:18", "/var/lib/postgresql/data", "PGDATA: /var/lib/postgresql/data", False),
        ("postgres:18", "/var/lib/postgresql", "", False),
        ("postgres:18", "/var/lib/postgresql/18/docker", "", False),
        ("postgres:17", "/var/lib/postgresql/data", "", False),
        ("postgres:20260101", "/var/lib/postgresql/data", "", False),
        ("postgres", "/var/lib/postgresql/data", "", False),
        ("influxdb:2.7-alpine", "/var/lib/influxdb", "", True),
        ("influxdb:2.7-alpine", "/var/lib/influxdb2", "", False),
        ("influxdb:1.8", "/var/lib/influxdb", "", False),
        ("influxdb:alpine", "/var/lib/influxdb", "", False),
        ("influxdb:3-core", "/var/lib/influxdb3", "", False),
    ],
)
def test_volume_in_the_place_of_an_earlier_release(
    image: str, target: str, more: str, *, told: bool
) -> None:
    service = f"{{image: '{image}', environment: {{{more}}}, volumes: ['db:{target}']}}"
    found = _lint(service)
    assert [x.profile for x in found] == [Profile.RECOMMENDED] * told
    notes = "".join(text for x in found for word, text in x.notes if word == "happens")
    assert (f"nothing is kept at {target.rstrip('/')}" in notes) is told


def test_temporary_files_in_the_place_of_an_earlier_postgres_are_on_purpose() -> None:
    assert _lint("{image: 'postgres:18', tmpfs: /var/lib/postgresql/data}") == []


def test_profile_is_started_on_kubernetes_alone() -> None:
    service = "{image: 'postgres:16', profiles: [extra]}"
    assert len(_lint(service)) == 1
    assert _lint(service, target="compose") == []


@pytest.mark.parametrize("key", ["extends: base", "volumes_from: [base]"])
def test_mounts_of_other_services_are_taken_on_compose_alone(key: str) -> None:
    service = f"{{image: 'postgres:16', {key}}}"
    assert len(_lint(service)) == 1
    assert _lint(service, target="compose") == []


def test_empty_volume_that_a_variable_may_name_is_judged_by_its_name() -> None:
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: k8s-kind\nvolumes: {shop-db: }\n",
        "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
        "so/compose/docker-compose-web.yml": (
            "services: {db: {image: vendor/db:v1, volumes: ['${DB:-shop-db}:/srv']}}\n"
            "volumes: {shop-db: }\n"
        ),
    }
    [found] = lint(files, "empty-volume-holds-data").findings
    assert found.severity.word == "warning"


@pytest.mark.parametrize(
    ("target", "words"),
    [("compose", "goes with the container"), ("k8s", "is gone after each restart")],
)
def test_what_becomes_of_the_data(target: str, words: str) -> None:
    [found] = _lint("{image: 'postgres:16'}", target=target)
    assert words in found.message


@pytest.mark.parametrize(
    ("service", "has_fix"),
    [
        ("{image: 'postgres:16'}", True),
        ("{image: 'postgres:16', volumes: ['db:/x']}", False),
    ],
)
def test_volume_is_proposed_where_there_is_none(service: str, *, has_fix: bool) -> None:
    [found] = _lint(service)
    assert (found.fix is not None) == has_fix


def _two_servers(first: str, second: str, target: str) -> list[str]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\nvolumes: {{db: /srv/db}}\n",
        "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
        "so/compose/docker-compose-web.yml": (
            f"services:\n  a: {first}\n  b: {second}\nvolumes: {{db: }}\n"
        ),
    }
    found = lint(files, "volume-with-two-writers", profile=Profile.AUDIT).findings
    return [f"{x.severity.word} {x.profile.word}" for x in found]


POSTGRES = "{image: 'postgres:16', volumes: ['db:/var/lib/postgresql/data'], "


@pytest.mark.parametrize("target", ["compose", "k8s-kind", "k8s"])
@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (POSTGRES + "}", POSTGRES + "}", ["error recommended"]),
        (
            POSTGRES + "}",
            POSTGRES.replace("postgres:16", "x/postgres:17") + "}",
            ["error recommended"],
        ),
        (POSTGRES + "}", POSTGRES + "command: pg_dump -f /backup/x}", []),
        (POSTGRES + "}", POSTGRES + "profiles: [other]}", []),
        (POSTGRES + "}", POSTGRES + "environment: {PGDATA: /var/lib/postgresql/data/b}}", []),
        (POSTGRES + "}", POSTGRES.replace("data'", "data:ro'") + "}", []),
        (POSTGRES + "}", POSTGRES.replace("postgres:16", "x/backup:1") + "}", []),
        (POSTGRES + "}", POSTGRES + "labels: {laconic.init-container: 'true'}}", []),
    ],
)
def test_two_servers_of_one_directory(
    first: str, second: str, said: list[str], target: str
) -> None:
    assert _two_servers(first, second, target) == said


TWO = {
    "so/stacks/web/stack.yml": "name: web\npods: [one, two]\njobs: [job]\n",
    "so/compose/docker-compose-one.yml": (
        "services:\n"
        "  a: {image: x/a, volumes: ['own:/o', 'both:/b', 'fed:/f', 'read:/r:ro', 'job:/j']}\n"
        "  b: {image: x/b, volumes: ['own:/o']}\n"
        "volumes: {own: , both: , fed: , read: , job: }\n"
    ),
    "so/compose/docker-compose-two.yml": (
        "services:\n"
        "  c: {image: x/c, volumes: ['both:/b', 'fed:/f:ro', 'read:/r:ro', 'late:/l:z,ro']}\n"
        "volumes: {both: , fed: , read: , late: }\n"
    ),
    "so/compose-jobs/docker-compose-job.yml": (
        "services: {j: {image: x/j, volumes: ['job:/j', 'alone:/x']}}\nvolumes: {job: , alone: }\n"
    ),
}
EVERY = "{own: /1, both: /2, fed: /3, read: /4, job: /5, late: /6, alone: /7, nobody: /8}"


@pytest.mark.parametrize(
    ("replicas", "expected"),
    [
        ("1", {"both": "warning"}),
        ("0", {"both": "warning"}),
        ("2", dict.fromkeys(("own", "both", "fed", "job"), "error")),
        ("'2'", {"both": "warning"}),
        ("true", {"both": "warning"}),
        ("2.5", {"both": "warning"}),
        ("-3", {"both": "warning"}),
        ("", {"both": "warning"}),
        ("[2]", {"both": "warning"}),
        ("{a: 2}", {"both": "warning"}),
        ("__REPLICAS__", {"both": "warning"}),
    ],
)
@pytest.mark.parametrize("target", ["k8s-kind", "k8s", "compose"])
def test_volume_with_two_writers(target: str, replicas: str, expected: dict[str, str]) -> None:
    spec = f"stack: so/stacks/web\ndeploy-to: {target}\nreplicas: {replicas}\nvolumes: {EVERY}\n"
    found = lint({"spec.yml": spec, **TWO}, "volume-with-two-writers", profile=Profile.AUDIT)
    seen = {x.key[2].removeprefix("volumes."): x.severity.word for x in found.findings}
    assert seen == ({} if target == "compose" else expected)


@pytest.mark.parametrize(
    ("volumes", "extra", "shared"),
    [
        ("{both: /2}", "", ("both",)),
        ("{both: /2}", "configmaps: {both: ./configmaps/both}\n", ()),
        ("{read: , late: /6}", "", ()),
        ("{__NAME__: /2}", "", ()),
        ("[both]", "", ()),
    ],
)
def test_volume_that_two_may_have(volumes: str, extra: str, shared: tuple[str, ...]) -> None:
    head = "stack: so/stacks/web\ndeploy-to: k8s-kind\nreplicas: 4\n"
    files = {"spec.yml": f"{head}{extra}volumes: {volumes}\n", **TWO}
    world = World(settings=Settings(shared_volumes=shared))
    found = lint(files, "volume-with-two-writers", profile=Profile.AUDIT, world=world)
    assert found.findings == []


def test_empty_volume_has_two_writers_too() -> None:
    head = "stack: so/stacks/web\ndeploy-to: k8s\nreplicas: 2\n"
    files = {"spec.yml": f"{head}volumes: {{own: }}\n", **TWO}
    [found] = lint(files, "volume-with-two-writers").findings
    assert found.also[0].path == ("replicas",)


@pytest.mark.parametrize(
    ("pods", "expected"),
    [
        ("[web]", {"idle-db": "", "shop-db": "error"}),
        ("[web, elsewhere]", {"idle-db": "warning", "shop-db": "error"}),
        (
            "[{name: elsewhere, repository: git.vendor.test/a/b, path: x}]",
            {"idle-db": "warning", "shop-db": "warning"},
        ),
    ],
)
def test_a_pod_that_is_not_at_hand_may_mount_a_volume(pods: str, expected: dict[str, str]) -> None:
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: k8s-kind\nvolumes: {shop-db: , idle-db: }\n",
        "so/stacks/web/stack.yml": f"name: web\npods: {pods}\n",
        "so/compose/docker-compose-web.yml": (
            "services: {db: {image: vendor/db:v1, volumes: ['shop-db:/srv']}}\n"
            "volumes: {shop-db: , idle-db: }\n"
        ),
    }
    found = lint(files, "empty-volume-holds-data").findings
    assert {x.key[2]: x.severity.word for x in found} == {
        f"volumes.{name}": severity for name, severity in expected.items() if severity
    }
