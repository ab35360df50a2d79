"""Signs that a volume holds data: the table of the reference, row by row."""

from __future__ import annotations

import pytest

from stacklint.model.bundle import Pod, Stack
from stacklint.model.compose.file import Compose
from stacklint.model.stack import StackFile
from stacklint.model.volumes.evidence import Evidence, Strength, image_name, volume_evidence
from stacklint.model.yaml.document import text_document

SURE, STRONG, WEAK, NONE, NO_DATA = (
    *(Strength.SURE, Strength.STRONG_NAME, Strength.WEAK_NAME, Strength.NONE, Strength.NO_DATA),
)


def evidence(name: str, *services: str, has_size: bool = False) -> Evidence:
    """Judge a volume by services, each written as `image:tag /target[:ro] [init]`."""
    rows = ["services:"]
    for number, written in enumerate(services):
        image, target, *more = written.split(" ")
        rows += [f"  s{number}:", f"    image: {image}", f"    volumes: ['{name}:{target}']"]
        rows += ["    labels: {laconic.init-container: 'true'}"] * ("init" in more)
    pod = Pod("p", Compose(text_document("x.yml", "\n".join(rows))))
    file = StackFile(text_document("stack.yml", ""), ".")
    stack = Stack(file, (pod,), (), is_whole=True)
    return volume_evidence(name, stack.uses(name), has_size=has_size)


@pytest.mark.parametrize(
    "target",
    [
        *("/var/lib/postgresql", "/var/lib/mysql", "/var/lib/mongodb", "/data/db"),
        *("/var/lib/redis", "/var/lib/influxdb", "/var/lib/influxdb2", "/var/lib/grafana"),
        *("/prometheus", "/data/ipfs", "/var/lib/rabbitmq", "/var/lib/elasticsearch"),
        *("/usr/share/elasticsearch/data", "/data", "/home/x/keystore", "/a/ledger"),
        *("/a/accounts", "/a/b/chaindata", "/a/wal"),
        *("/usr/share/opensearch/data", "/var/lib/kafka/data", "/var/lib/zookeeper"),
        *("/var/lib/cassandra", "/var/lib/scylla", "/opt/couchdb/data", "/var/opt/mssql"),
        *("/qdrant/storage", "/meili_data", "/victoria-metrics-data", "/loki", "/consul/data"),
        *("/vault/file", "/var/lib/registry", "/bitnami/postgresql", "/var/jenkins_home"),
        *("/home/x/.laconicd", "/home/x/.ethereum/geth", "/var/solr/data", "/nexus-data"),
        *("/var/lib/postgresql/data", "/var/lib/postgresql/", "/data/", "/prometheus/a/b"),
        *("/var/lib/./postgresql", "//data", "/x/../var/lib//mysql", "/data/."),
    ],
)
def test_data_by_mount_path(target: str) -> None:
    assert evidence("v", f"any {target}").strength is SURE


@pytest.mark.parametrize(
    "target",
    [
        *("/var/lib/postgresqlx", "/data/other", "/database", "/a/ledgers", "/x"),
        *("/data/{{ x }}/y", "/home/x/.config", "/home/x/.ethereumish", "/ethereum"),
    ],
)
def test_no_data_by_a_path_that_only_looks_alike(target: str) -> None:
    assert evidence("v", f"any {target}").strength is NONE


@pytest.mark.parametrize(
    ("image", "target"),
    [
        ("postgres", "/var/lib/postgresql"),
        ("postgis/postgis:16", "/var/lib/postgresql/data"),
        ("timescale/timescaledb:latest-pg16", "/home/postgres/pgdata"),
        ("timescale/timescaledb-ha:pg16", "/home/postgres/pgdata/data"),
        ("mysql:8", "/var/lib/mysql"),
        ("mariadb", "/var/lib/mysql"),
        ("mongo:7", "/data/configdb"),
        ("redis:7", "/data"),
        ("valkey/valkey", "/data"),
        ("influxdb:2", "/var/lib/influxdb2"),
        ("grafana/grafana:latest", "/var/lib/grafana"),
        ("prom/prometheus", "/prometheus"),
        ("minio/minio", "/data"),
        ("minio/minio", "/export/x"),
        ("ipfs/kubo", "/data/ipfs"),
        ("rabbitmq:3-management", "/var/lib/rabbitmq"),
        ("x.test:5000/elastic/elasticsearch:8", "/usr/share/elasticsearch/data"),
        ("clickhouse/clickhouse-server", "/var/lib/clickhouse"),
        ("cockroachdb/cockroach", "/cockroach/cockroach-data"),
        ("quay.io/coreos/etcd", "/etcd-data"),
    ],
)
def test_data_by_image(image: str, target: str) -> None:
    assert evidence("v", f"{image} {target}").strength is SURE


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("app-data", STRONG),
        ("app_data", STRONG),
        ("app-db", STRONG),
        ("app_db", STRONG),
        ("my-postgres-x", STRONG),
        ("mysql", STRONG),
        ("mongo-x", STRONG),
        ("influxdb2", STRONG),
        ("minio", STRONG),
        ("ledger-2", STRONG),
        ("keystores", STRONG),
        ("wallet", STRONG),
        ("validator-identity", STRONG),
        ("data", WEAK),
        ("data-x", WEAK),
        ("appdata", WEAK),
        ("keys", WEAK),
        ("redis", WEAK),
        ("state", WEAK),
        ("backups", WEAK),
        ("store", WEAK),
        ("snapshots", WEAK),
        ("app", NONE),
        ("db", NONE),
        ("db-app", NONE),
        ("catalog", NONE),
        ("runner", NONE),
        ("prune", NONE),
        ("template", NONE),
        ("blog", NONE),
        ("app-cache", NO_DATA),
        ("cached-db", NO_DATA),
        ("postgres-cache", NO_DATA),
        ("tmp", NO_DATA),
        ("app-temp", NO_DATA),
        ("ephemeral-db", NO_DATA),
        ("spool", NO_DATA),
        ("run", NO_DATA),
        ("app-run", NO_DATA),
        ("app_run", NO_DATA),
        ("docker-socket", NO_DATA),
        ("app-logs", NO_DATA),
        ("applogs", NO_DATA),
        ("log", NO_DATA),
        ("app-log", NO_DATA),
    ],
)
def test_name(name: str, strength: Strength) -> None:
    assert volume_evidence(name, (), has_size=False).strength is strength
    assert evidence(name, "any /x").strength is strength


@pytest.mark.parametrize(
    "below_root",
    [
        *("var/run/x", "run/x/y", "var/cache/nginx", "dev/shm/x", "a/tmp", "tmp", "a/b/cache"),
        *("run", "var/run", "var/cache/"),
    ],
)
def test_no_data_by_mount_path(below_root: str) -> None:
    assert evidence("v", f"any /{below_root}").strength is NO_DATA


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("a size", evidence("v", "any /x", has_size=True)),
        ("a size without a stack", evidence("v", has_size=True)),
        ("a size, and a weak name", evidence("state", has_size=True)),
    ],
)
def test_data_by_size(what: str, found: Evidence) -> None:
    assert (what, found.strength) == (what, SURE)


def told_evidence(target: str, rest: str, image: str = "x/node:1", name: str = "v") -> Evidence:
    """Judge a volume at a target, by what else is said of the service."""
    text = f"services: {{s: {{image: '{image}', volumes: ['{name}:{target}'], {rest}}}}}"
    pod = Pod("p", Compose(text_document("x.yml", text)))
    stack = Stack(StackFile(text_document("stack.yml", ""), "."), (pod,), (), is_whole=True)
    return volume_evidence(name, stack.uses(name), has_size=False)


@pytest.mark.parametrize(
    ("target", "variable", "strength"),
    [
        ("/pg", "/pg/data", SURE),
        ("/pg/data/", "/pg/data", SURE),
        ("/pg/data/x", "/pg/data", NONE),
        ("/pg", "/pgdata", NONE),
        ("/pg", "${PGDATA}", NONE),
        ("/", "", NONE),
    ],
)
def test_data_where_a_variable_puts_it(target: str, variable: str, strength: Strength) -> None:
    rest = f"environment: {{PGDATA: '{variable}'}}"
    assert told_evidence(target, rest).strength is strength


@pytest.mark.parametrize(
    ("target", "rest", "words"),
    [
        ("/home/x/.d", "command: start --home /home/x/.d", "`--home` has `s` keep its data here"),
        ("/srv/g", "command: [--datadir=/srv/g/main]", "`--datadir` has `s` keep its data here"),
        (
            "/srv/g/",
            "command: [geth, --data-dir, /srv/g]",
            "`--data-dir` has `s` keep its data here",
        ),
        ("/n", "command: ['sh', '-c', \"exec node --db-path '/n/db'\"]", "`--db-path`"),
        ("/p", "entrypoint: [prometheus, --storage.tsdb.path=/p]", "`--storage.tsdb.path`"),
        ("/l", "command: validator --ledger /l --rpc-port 8899", "`--ledger`"),
        ("/n", "environment: {NODE_DATA_DIR: /n}", "`NODE_DATA_DIR` has `s` keep its data here"),
        ("/n", "environment: [GF_PATHS_DATA=/n/g]", "`GF_PATHS_DATA`"),
        ("/n", "environment: {XDG_DATA_HOME: /n}", "`XDG_DATA_HOME`"),
    ],
)
def test_data_where_the_service_is_told_to_keep_it(target: str, rest: str, words: str) -> None:
    found = told_evidence(target, rest)
    assert found.strength is SURE
    assert found.words.startswith(words)
    assert found.use is not None


@pytest.mark.parametrize(
    ("target", "rest"),
    [
        ("/n", "command: node --datadir /nodes"),
        ("/n/main", "command: node --datadir /n"),
        ("/n", "command: node --config-dir /n"),
        ("/n", "command: node --datadir"),
        ("/n", "command: node --datadir ${DATA}"),
        ("/n", "command: node --metadata /n"),
        ("/n", "command: serve /n"),
        ("/n", "environment: {CONFIG_DIR: /n, METADATA: /n, DATA_DIR: }"),
        ("/", "command: node --datadir /n"),
        ("/{{ x }}", "command: node --datadir /{{ x }}"),
    ],
)
def test_no_data_where_a_service_is_told_something_else(target: str, rest: str) -> None:
    assert told_evidence(target, rest).strength is NONE


@pytest.mark.parametrize(
    ("image", "rest", "strength"),
    [
        ("minio/minio", "command: server /storage --console-address :9001", SURE),
        ("redis:7", "command: [redis-server, --dir, /storage]", SURE),
        ("redis:7", "command: [redis-server, --dir, /storage, --save, '']", NONE),
        ("postgres:16", "command: postgres -c config_file=/storage/postgresql.conf", NONE),
        ("x/server:1", "command: server /storage", NONE),
    ],
)
def test_data_where_a_database_is_told_of_the_mount(
    image: str, rest: str, strength: Strength
) -> None:
    assert told_evidence("/storage", rest, image).strength is strength


def test_what_is_called_a_cache_is_one_whatever_its_service_is_told() -> None:
    found = told_evidence("/n", "command: node --data-dir /n", name="node-cache")
    assert found.strength is NO_DATA


# What several signs come to together: the stronger one, in the order of the reference.
TOGETHER: dict[str, tuple[tuple[str, ...], Strength]] = {
    "a cache by name, at a database's path": (("app-cache", "any /var/lib/mysql"), SURE),
    "a cache by name, of a database": (("app-cache", "redis:7 /data"), SURE),
    "a cache by name, at a bare /data": (("app-cache", "any /data"), NO_DATA),
    "a cache by name, with a size": (("app-cache", "any /x", "size"), NO_DATA),
    "a cache by path, with a strong name": (("app-db", "any /a/cache"), NO_DATA),
    "a cache by one path of two": (("app-db", "any /a/cache", "any /b"), STRONG),
    "handed over by an init container": (("app-db", "any /x init", "any /y:ro"), NO_DATA),
    "handed over, to two": (("app-db", "any /x init", "any /y:ro", "any /z:ro"), NO_DATA),
    "written by an init container alone": (("app-db", "any /x init"), STRONG),
    "written by the pod too": (("app-db", "any /x init", "any /y"), STRONG),
    "handed over, at a database's path": (
        ("v", "any /x init", "any /var/lib/mysql:ro"),
        SURE,
    ),
    "read by all": (("app-db", "any /x:ro", "any /y:ro"), STRONG),
    "a bare /data, by the second": (("v", "any /x", "any /data"), SURE),
    "a template decides the path": (("v", "any /data/__X__"), NONE),
}


@pytest.mark.parametrize(("written", "strength"), list(TOGETHER.values()), ids=list(TOGETHER))
def test_signs_together(written: tuple[str, ...], strength: Strength) -> None:
    name, *services = written
    has_size = "size" in services
    assert evidence(name, *(x for x in services if x != "size"), has_size=has_size).strength is (
        strength
    )


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("any /var/lib/mysql", "MySQL keeps its database here"),
        ("minio/minio:1 /export", "the image `minio` keeps its data here"),
        ("any /a/ledger", "`s1` keeps its ledger here"),
        ("any /data", "`s1` keeps its data here"),
    ],
)
def test_words_name_the_mount_that_says_it(written: str, words: str) -> None:
    found = evidence("v", "other /nothing", written)
    assert found.words == words
    assert found.use is not None
    assert (found.use.service.name, found.use.mount.target) == ("s1", written.split(" ")[1])


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("postgres", "postgres"),
        ("postgres:16", "postgres"),
        ("org/postgres:16-alpine", "postgres"),
        ("x.test:5000/org/postgres", "postgres"),
        ("x.test:5000/org/postgres:16@sha256:0f", "postgres"),
        ("postgres@sha256:0f", "postgres"),
        ("", ""),
        (None, ""),
    ],
)
def test_name_of_an_image(image: str | None, name: str) -> None:
    assert image_name(image) == name


@pytest.mark.parametrize(
    ("command", "strength"),
    [
        ('["redis-server", "--save", "", "--appendonly", "no"]', NO_DATA),
        ('redis-server --appendonly no --save ""', NO_DATA),
        ("redis-server --save '' --maxmemory 1gb", NO_DATA),
        ('["--save", ""]', NO_DATA),
        ('redis-server --save "" --appendonly yes', SURE),
        ("redis-server --save 60 1", SURE),
        ("redis-server --appendonly no", SURE),
        ("redis-server", SURE),
    ],
)
def test_a_cache_that_is_told_to_save_nothing_has_no_data(command: str, strength: Strength) -> None:
    text = (
        "services:\n"
        "  s:\n"
        "    image: redis:7\n"
        "    volumes: ['redis-cache:/data']\n"
        f"    command: {command}\n"
    )
    pod = Pod("p", Compose(text_document("x.yml", text)))
    stack = Stack(StackFile(text_document("stack.yml", ""), "."), (pod,), (), is_whole=True)
    found = volume_evidence("redis-cache", stack.uses("redis-cache"), has_size=False)
    assert found.strength is strength
