"""Where programs keep data: the places that are known of them, and those that they are told.

They are told by an option of their command or by a variable. A value that begins with a variable of
compose leads nowhere, and is held against no mount.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.hostpath import is_at_or_below
from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.file import Service

DATA_PATHS = {
    "/var/lib/postgresql": "PostgreSQL keeps its database here",
    "/var/lib/mysql": "MySQL keeps its database here",
    "/var/lib/mongodb": "MongoDB keeps its database here",
    "/data/db": "MongoDB keeps its database here",
    "/var/lib/redis": "Redis keeps its data here",
    "/var/lib/influxdb": "InfluxDB keeps its database here",
    "/var/lib/influxdb2": "InfluxDB keeps its database here",
    "/var/lib/grafana": "Grafana keeps its users and dashboards here",
    "/prometheus": "Prometheus keeps its series here",
    "/data/ipfs": "IPFS keeps its blocks here",
    "/var/lib/rabbitmq": "RabbitMQ keeps its queues here",
    "/var/lib/elasticsearch": "Elasticsearch keeps its indices here",
    "/usr/share/elasticsearch/data": "Elasticsearch keeps its indices here",
    "/var/lib/clickhouse": "ClickHouse keeps its tables here",
    "/cockroach/cockroach-data": "CockroachDB keeps its database here",
    "/var/lib/etcd": "etcd keeps its database here",
    "/var/lib/minio": "MinIO keeps its objects here",
    "/usr/share/opensearch/data": "OpenSearch keeps its indices here",
    "/var/lib/kafka": "Kafka keeps its messages here",
    "/var/lib/zookeeper": "ZooKeeper keeps its tree here",
    "/var/lib/cassandra": "Cassandra keeps its tables here",
    "/var/lib/scylla": "ScyllaDB keeps its tables here",
    "/opt/couchdb/data": "CouchDB keeps its documents here",
    "/var/opt/mssql": "SQL Server keeps its databases here",
    "/qdrant/storage": "Qdrant keeps its vectors here",
    "/meili_data": "Meilisearch keeps its indices here",
    "/victoria-metrics-data": "VictoriaMetrics keeps its series here",
    "/loki": "Loki keeps its logs here",
    "/var/lib/registry": "a registry keeps its images here",
    "/consul/data": "Consul keeps its keys here",
    "/vault/file": "Vault keeps its secrets here",
    "/bitnami": "images of Bitnami keep their data here",
    "/var/lib/arangodb3": "ArangoDB keeps its collections here",
    "/var/lib/weaviate": "Weaviate keeps its vectors here",
    "/var/lib/milvus": "Milvus keeps its vectors here",
    "/var/solr": "Solr keeps its indices here",
    "/var/jenkins_home": "Jenkins keeps its jobs here",
    "/nexus-data": "Nexus keeps its artifacts here",
    "/opt/sonarqube/data": "SonarQube keeps its indices here",
}
# Directories below a home in which programs keep all that they have, chains and keys among it.
DATA_HOMES = frozenset(
    {
        ".avalanchego",
        ".bitcoin",
        ".bitmonero",
        ".bor",
        ".ethereum",
        ".evmosd",
        ".gaia",
        ".heimdall",
        ".ipfs",
        ".ipfs-cluster",
        ".laconicd",
        ".lighthouse",
        ".litecoin",
        ".lotus",
        ".lotusminer",
        ".lotusstorage",
        ".n8n",
        ".near",
        ".osmosisd",
        ".wasmd",
        ".zcash",
    }
)
DATA_ENDINGS = ("keystore", "ledger", "accounts", "chaindata", "wal")

# Images, and the directories where they keep data; a bare `/data` counts for those alone.
DATA_IMAGES: dict[str, tuple[str, ...]] = {
    "postgres": ("/var/lib/postgresql",),
    "postgis": ("/var/lib/postgresql",),
    "timescaledb": ("/var/lib/postgresql", "/home/postgres/pgdata"),
    "timescaledb-ha": ("/home/postgres/pgdata",),
    "mysql": ("/var/lib/mysql",),
    "mariadb": ("/var/lib/mysql",),
    "mongo": ("/data/db", "/data/configdb"),
    "redis": ("/data",),
    "valkey": ("/data",),
    "influxdb": ("/var/lib/influxdb", "/var/lib/influxdb2", "/var/lib/influxdb3"),
    "grafana": ("/var/lib/grafana",),
    "prometheus": ("/prometheus",),
    "minio": ("/data", "/export"),
    "kubo": ("/data/ipfs",),
    "go-ipfs": ("/data/ipfs",),
    "rabbitmq": ("/var/lib/rabbitmq",),
    "elasticsearch": ("/usr/share/elasticsearch/data",),
    "clickhouse-server": ("/var/lib/clickhouse",),
    "clickhouse": ("/var/lib/clickhouse",),
    "cockroach": ("/cockroach/cockroach-data",),
    "etcd": ("/var/lib/etcd", "/etcd-data"),
}

_OF = "data|db|database|ledger|chain|chaindata|storage|state|snapshot"
_PLACE = "dir|directory|path|folder"
_OPTION = Pattern(
    rf"--?(?:(?:{_OF}|base)[-_.]?(?:{_PLACE})|data|ledger|home|storage\.tsdb\.path|path\.data)"
)
_VARIABLE = Pattern(
    rf"(?i)(?:.*_)?(?:(?:{_OF})_?(?:{_PLACE}|home|root)|paths_data|ipfs_path|minio_volumes)"
)


def told_where(service: Service, mounted: str) -> str:
    """Name what tells a service to keep its data at a mount or below it; empty for nothing."""
    for told, path in _told(service):
        if is_at_or_below(path, mounted):
            return told
    return ""


def places_told(service: Service) -> Iterator[str]:
    """Give the directories that a service is told to keep data in."""
    yield service.environment.get("PGDATA", "")
    yield from (path for _, path in _told(service))


def _told(service: Service) -> Iterator[tuple[str, str]]:
    yield from (said for said in options_of(service) if _OPTION.fullmatch(said[0]))
    yield from (said for said in service.environment.items() if _VARIABLE.fullmatch(said[0]))


def options_of(service: Service) -> Iterator[tuple[str, str]]:
    """Give each word of a command with its value, what stands behind `=` or is the next word."""
    for word, following in pairwise((*service.words, "")):
        option, sign, value = word.strip("\"'").partition("=")
        yield option, (value if sign else following).strip("\"'")


def is_named(service: Service, mounted: str) -> bool:
    """Tell whether the command of a service names a mount, whatever for: `server /storage`."""
    return any(word.strip("\"'").rpartition("=")[2] == mounted for word in service.words)
