"""Amounts and privileges of containers: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile
from stacklint.rule import Settings
from tests.memory import World, lint

STACK = "so/stacks/web/stack.yml"
WEB = "so/compose/docker-compose-web.yml"
DB = "so/compose/docker-compose-db.yml"
NODE = Settings(node_memory=64_000.0, node_cpus=8.0)


def _findings(
    rule: str, spec: str, world: World | None = None, target: str = "k8s-kind"
) -> list[Finding]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\n{spec}\n",
        STACK: "pods: [web, db]\n",
        WEB: (
            "services:\n"
            "  web: {image: x}\n"
            "  api: {image: x, deploy: {resources: {reservations: {memory: 2G}}}}\n"
            "  setup: {image: x, labels: {laconic.init-container: 'true'}}\n"
        ),
        DB: "services:\n  db: {image: x}\n",
    }
    return lint(files, rule, profile=Profile.AUDIT, world=world).findings


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("containers: {wbe: {limits: {cpus: 500m}}}", 0),
        ("containers: {web: {limits: {cpus: 500m}}}", 1),
        ("containers: {setup: {limits: {cpus: 500m}}}", 1),
        ("volumes: {data: {reservations: {storage: lots}}}", 0),
        ("volumes: {reservations: {storage: lots}}", 1),
    ],
)
def test_what_names_nothing_of_the_stack_is_read_by_nobody(entry: str, count: int) -> None:
    assert len(_findings("malformed-quantity", f"resources: {{{entry}}}")) == count


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("memory", "1000000000", "is a number"),
        ("memory", "1.5", "is a number"),
        ("memory", "lots", "is no size"),
        ("memory", "-1G", "is no size"),
        ("memory", "999K", "less than a megabyte"),
        ("memory", "512Ki", "less than a megabyte"),
        ("memory", "1000K", None),
        ("memory", "2Gi", None),
        ("memory", "1.5 GB", None),
        ("memory", "'1000000000'", None),
        ("memory", "", "is empty"),
        ("memory", "__M__", None),
        ("memory", "[2G]", "`memory` is no size"),
        ("memory", "{reservations: 2G}", "`memory` is no size"),
        ("memory", "{{ memory }}", None),
        ("cpus", "[1]", "`cpus` is no number"),
        ("cpus", "500m", "is no number"),
        ("cpus", "all", "is no number"),
        ("cpus", "-1", "is less than nothing"),
        ("cpus", "0.5", None),
        ("cpus", "'4.0'", None),
        ("cpus", "${CPUS}", None),
    ],
)
@pytest.mark.parametrize("at", ["limits", "reservations", "web: {limits"])
def test_quantities(key: str, value: str, words: str | None, at: str) -> None:
    end = "}}}" if "{" in at else "}}"
    if value.startswith("$"):
        value = f"'{value}'"
    found = _findings(
        "malformed-quantity", f"resources: {{containers: {{{at}: {{{key}: {value}}}{end}"
    )
    assert len(found) == (words is not None)
    assert all((words or "") in x.message for x in found)


@pytest.mark.parametrize(
    ("reserved", "target", "said"),
    [
        # Of four containers, one is there for the start alone, and one has an amount of its own.
        ("memory: 40G", "k8s-kind", ("error", "recommended")),
        ("memory: 33G", "k8s-kind", ("error", "recommended")),
        ("memory: 32G", "k8s-kind", None),
        ("memory: 2G", "k8s-kind", None),
        ("cpus: 3", "k8s-kind", ("error", "recommended")),
        ("cpus: 2", "k8s-kind", None),
        # Elsewhere each pod may have a node: `web` and `api` share one, `db` has another.
        ("memory: 40G", "k8s", None),
        ("cpus: 3", "k8s", None),
        ("cpus: 5", "k8s", ("error", "recommended")),
        ("cpus: 5", "compose", None),
    ],
)
def test_what_containers_reserve_together(
    reserved: str, target: str, said: tuple[str, str] | None
) -> None:
    spec = f"resources: {{containers: {{reservations: {{{reserved}}}}}}}"
    rule = "requests-multiplied-by-containers"
    found = _findings(rule, spec, World(settings=NODE), target)
    assert [(x.severity.word, x.profile.word) for x in found] == ([] if said is None else [said])


def test_without_the_size_of_a_node_only_a_large_sum_is_worth_a_warning() -> None:
    rule = "requests-multiplied-by-containers"
    spec = "resources: {{containers: {{reservations: {{memory: {}G}}}}}}"
    (found,) = _findings(rule, spec.format(33))
    assert (found.severity.word, found.profile.word) == ("warning", "strict")
    assert found.message.endswith(": 66000M in all, which one node has to have")
    assert _findings(rule, spec.format(30)) == []


@pytest.mark.parametrize(
    ("security", "count"),
    [
        ("privileged: true", 1),
        ("privileged: 'true'", 1),
        ("privileged: yes", 0),
        ("privileged: false", 0),
        ("capabilities: [NET_ADMIN]", 1),
        ("capabilities: []", 0),
        ("unlimited-memlock: true", 0),
        ("privileged: __P__", 0),
    ],
)
def test_privileges(security: str, count: int) -> None:
    found = _findings("privileged-for-every-container", f"security: {{{security}}}")
    assert len(found) == count
    assert all("`web`, `api`, `db` get it too" in x.message for x in found)


@pytest.mark.parametrize(
    ("given", "asked", "count"),
    [
        ("[NET_ADMIN]", "[CAP_NET_ADMIN]", 0),
        ("[CAP_NET_ADMIN, sys_nice]", "[SYS_NICE, net_admin]", 0),
        ("[NET_ADMIN]", "[ALL]", 0),
        ("[ALL]", "[all]", 0),
        ("[NET_ADMIN]", "&caps [CHOWN, NET_ADMIN]", 0),
        ("[__CAP__]", "[CHOWN]", 0),
        ("[NET_ADMIN, SYS_NICE]", "[NET_ADMIN]", 1),
        ("[SYS_ADMIN]", "[CHOWN]", 1),
        ("[ALL]", "[NET_ADMIN]", 1),
        ("[NET_ADMIN]", "[]", 1),
        ("[NET_ADMIN]", "", 1),
    ],
)
def test_what_every_service_asks_for_by_name(given: str, asked: str, count: int) -> None:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: k8s\nsecurity: {{capabilities: {given}}}\n",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": (
            f"services:\n  web: {{image: x, cap_add: {asked}}}\n"
            "  db: {image: x, privileged: true}\n"
        ),
    }
    rule = "privileged-for-every-container"
    assert len(lint(files, rule, profile=Profile.AUDIT).findings) == count


@pytest.mark.parametrize(
    ("spec", "compose", "target", "said"),
    [
        ("reservations: {cpus: 2}, limits: {cpus: 1}", "", "k8s", ["`cpus` of `web`, `db`: 2 is"]),
        ("reservations: {cpus: 2}, limits: {cpus: 2}", "", "k8s", []),
        ("reservations: {cpus: 2}, limits: {memory: 1G}", "", "k8s", []),
        ("reservations: {cpus: 2, memory: 2G}, limits: {memory: 1Gi}", "", "k8s-kind", ["2G is"]),
        # The first that has anything counts whole: nothing is reserved beside limits alone.
        ("limits: {cpus: 0.5, memory: 1G}", "", "k8s", []),
        ("reservations: {cpus: 8, memory: 16G}", "", "k8s", []),
        ("web: {limits: {cpus: 0.5}}, reservations: {cpus: 1}", "", "k8s", []),
        ("web: {limits: {cpus: 1}, reservations: {cpus: 2}}", "", "k8s", ["`cpus` of `web`: 2 is"]),
        ("other: {limits: {cpus: 1}, reservations: {cpus: 2}}", "", "k8s", []),
        ("limits: {memory: 1G}", "reservations: {memory: 2G}", "k8s", []),
        ("", "limits: {memory: 512M}", "k8s", []),
        ("", "reservations: {memory: 2G}, limits: {memory: 1G}", "k8s", ["the limit is 1G: the K"]),
        ("", "reservations: {memory: 2G}, limits: {memory: 1G}", "compose", ["1G: docker compose"]),
        ("", "reservations: {cpus: 2}, limits: {cpus: 1}", "compose", []),
        ("", "limits: {memory: 512M}", "compose", []),
        ("limits: {memory: 512M}", "", "compose", []),
        # What cannot be read is another rule's, and what is filled in may be anything.
        ("limits: {cpus: 500m}", "", "k8s", []),
        ("limits: {cpus: __CPUS__}", "", "k8s", []),
        (
            "reservations: {cpus: 8}, limits: {cpus: 7}",
            "limits: {cpus: '${CPUS:-9}'}",
            "k8s",
            ["of `db`: 8 is"],
        ),
        ("reservations: {cpus: 2}, limits: __ANY__", "", "k8s", []),
        ("reservations: {cpus: 2}, limits: {cpus: 1}, web: __ANY__", "", "k8s", ["of `db`: 2 is"]),
    ],
)
def test_more_reserved_than_may_be_used(
    spec: str, compose: str, target: str, said: list[str]
) -> None:
    deploy = f", deploy: {{resources: {{{compose}}}}}" if compose else ""
    files = {
        "spec.yml": (
            f"stack: so/stacks/web\ndeploy-to: {target}\nresources: {{containers: {{{spec}}}}}\n"
        ),
        STACK: "pods: [web, db]\n",
        WEB: f"services: {{web: {{image: x{deploy}}}}}\n",
        DB: "services: {db: {image: x}}\n",
    }
    found = lint(files, "reservation-above-limit").findings
    assert [words in x.message for x, words in zip(found, said, strict=True)] == [True] * len(said)


@pytest.mark.parametrize(
    "shared",
    [
        "x-a: &a {limits: {memory: 2Gi}}\nresources: {containers: {<<: *a}}",
        "x-a: &a {web: {limits: {memory: 2Gi}}}\nresources: {containers: {<<: *a}}",
        "x-a: &a {web: {limits: {memory: 2Gi}}}\nresources: {containers: *a}",
    ],
)
def test_what_is_merged_into_the_resources_counts(shared: str) -> None:
    found = _findings("gibibyte-read-as-gigabyte", shared)
    assert [x.at.path[-2:] for x in found] == [("limits", "memory")]


def test_what_containers_share_through_an_alias_is_told_once() -> None:
    shared = (
        "resources: {containers: {web: {limits: &s {cpus: 500m, memory: 2Gi}}, db: {limits: *s}}}"
    )
    for rule in ("malformed-quantity", "gibibyte-read-as-gigabyte"):
        assert len(_findings(rule, shared)) == 1
