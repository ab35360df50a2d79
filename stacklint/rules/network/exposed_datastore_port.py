"""The rule `exposed-datastore-port`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry, SetValue
from stacklint.model.compose.ports import effective_ports, may_list
from stacklint.model.proxy import every_route
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.ports import Ports
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_STORES = {
    "1433": "SQL Server",
    "2379": "etcd",
    "3306": "MySQL",
    "5432": "PostgreSQL",
    "5984": "CouchDB",
    "6379": "Redis",
    "8086": "InfluxDB",
    "9042": "Cassandra",
    "9200": "Elasticsearch",
    "11211": "memcached",
    "27017": "MongoDB",
}
_NUMBERS = frozenset(_STORES)


@rule(
    category="network",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    fix=Safety.DISPLAY,
)
def exposed_datastore_port(spec: Spec, stack: Stack | None) -> Hits:
    """Port of a database that every address of the node gets."""
    if not may_list(spec, stack, _NUMBERS):
        return
    exposed = [
        (ports, sorted(found, key=int))
        for ports in effective_ports(spec, stack)
        if (found := ports.inside & _STORES.keys())
    ]
    if not exposed:
        return
    proxied = {(x.service, x.port) for x in every_route(spec)}
    for ports, numbers in exposed:
        for number in numbers:
            if (ports.service, number) not in proxied:
                yield _hit(spec, ports, number)


def _hit(spec: Spec, ports: Ports, number: str) -> Hit:
    path = ("network", "ports", ports.service)
    change = SetValue(path, []) if ports.of_spec else AddEntry(path, [])
    why = "in a stack of several pods, others may know the database by this port alone"
    return Hit(
        spec.at(*path),
        f"port {number} of `{ports.service}` ({_STORES[number]}) becomes a NodePort:"
        " whoever reaches the node reaches the database",
        Fix(f"{'.'.join(path)}: []", Safety.DISPLAY, (change,), why),
        also=() if ports.of_spec else (Label(ports.at, "listed here"),),
        value=number,
    )
