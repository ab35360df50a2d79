"""What the fixes of rules make of files: edge cases beyond the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from stacklint.finding import Profile, Safety
from stacklint.fix.rounds import Seen, fix_files
from stacklint.rule import Settings
from tests.memory import World, lint

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document

SPEC = "envs/prod.yml"
POD = "compose/docker-compose-notes.yml"
STACK = {"stacks/notes/stack.yml": "name: notes\npods: [notes]\n"}
HEAD = "stack: stacks/notes\ndeploy-to: k8s-kind\n"


class Mended(NamedTuple):
    """The files that are other than they were, and why fixes were refused."""

    files: dict[str, str]
    refused: list[str]


def mended(rules: str, files: Mapping[str, str], world: World | None = None) -> Mended:
    """Apply all fixes of some rules, and those of no others."""
    every = {**STACK, **files}

    def findings(texts: Mapping[str, str]) -> list[Finding]:
        found = lint({**every, **texts}, profile=Profile.AUDIT, world=world)
        documents.update({x: found.documents[x] for x in found.documents if x not in documents})
        return found.findings

    def relint(_: Collection[str], texts: Mapping[str, Document]) -> Seen:
        return Seen(findings({file: x.text for file, x in texts.items()}), every)

    def wanted(finding: Finding) -> bool:
        is_display = finding.fix is None or finding.fix.safety is Safety.DISPLAY
        return finding.rule in rules.split() and not is_display

    documents: dict[str, Document] = {}
    fixed = fix_files(documents, findings({}), relint, wanted)
    changed = {file: x.text for file, x in fixed.documents.items()}
    again = [x for x in findings(changed) if wanted(x)]
    left = {finding.key for finding, _ in fixed.refused}
    assert {x.key for x in again} <= left, "a second run would change something"
    return Mended(changed, [why for _, why in fixed.refused])


PORTS = [
    ("[80, 81-82]", "[80, '81', '82']"),
    ("['80-81', \"80\"]", "['81', \"80\"]"),
    ("['80-80']", "['80']"),
    ("[9000-9001/udp]", "[9000/udp, 9001/udp]"),
    ("[80-81, {target: 7}, {target: 9}]", "['80', '81', {target: 7}, {target: 9}]"),
    ("['30000-30001:80-81/tcp']", "['30000:80/tcp', '30001:81/tcp']"),
    ("['30000-30002:80-81']", None),
    ("['8000-8001:80-81']", None),
    ("['30000:80-81']", None),
    ("['127.0.0.1:30000-30001:80-81']", None),
    ("['82-81']", None),
    ("['80', '80-80']", None),
    ("['1-200']", None),
    ("&p ['80-81']", "&p ['80', '81']"),
]


@pytest.mark.parametrize(("before", "after"), PORTS)
def test_range_of_ports(before: str, after: str | None) -> None:
    spec = HEAD + "network: {{ports: {{voice: {}}}}}\n"
    files = mended("invalid-port", {SPEC: spec.format(before)}).files
    assert files == ({} if after is None else {SPEC: spec.format(after)})


@pytest.mark.parametrize(
    ("spec", "safety"),
    [
        ("a: {k: 1, k: 1}  # of a\n", Safety.SAFE),
        ("a:\n  # of the first\n  k: 1\n  k: 1\n", Safety.SAFE),
        ("a:\n  k: 1\n  # nobody's\n\n  k: 1\n  # nobody's\n", Safety.SAFE),
        ("a:\n  k: 1\n  k: 1  # of the second\n", Safety.UNSAFE),
        ("a:\r\n  k: 1\r\n  # of the second\r\n  k: 1\r\n", Safety.UNSAFE),
        ("a:\n  k: {b: 1}\n  k:\n    # of what is in it\n    b: 1\n", Safety.UNSAFE),
    ],
)
def test_comment_is_not_removed_with_an_entry_unasked(spec: str, safety: Safety) -> None:
    (found,) = lint({SPEC: HEAD + spec}, "duplicate-key").findings
    assert found.fix is not None
    assert found.fix.safety is safety


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("['127.0.0.1:80-81:90-91/udp', '7']", "['90/udp', '91/udp', '7']"),
        ("['127.0.0.1:1-300:1-300']", None),
        ("[127.0.0.1:80:80]", "['80']"),
    ],
)
def test_range_with_an_address(before: str, after: str | None) -> None:
    spec = HEAD + "network: {{ports: {{voice: {}}}}}\n"
    files = mended("port-with-host-ip", {SPEC: spec.format(before)}).files
    assert files == ({} if after is None else {SPEC: spec.format(after)})


LIMITED = "  {}:\n    image: x\n    deploy: {{resources: {{limits: {{memory: {}}}}}}}\n"
GLOBAL = "resources:\n  containers:\n    limits:\n      memory: 2G   # for all\n"


@pytest.mark.parametrize(
    ("pod", "more", "after"),
    [
        # The last one that reads it takes it along.
        (
            LIMITED.format("web", "1G") + LIMITED.format("api", "3G"),
            "",
            (
                "    api:\n      limits:\n        memory: 2G\n"
                "    web:\n      limits:\n        memory: 2G   # for all\n"
            ),
        ),
        # Who has the same amount, or another of its own, does not read it.
        (
            LIMITED.format("web", "1G") + LIMITED.format("api", "2G") + LIMITED.format("db", "9G"),
            "    db: {limits: {memory: 1G}}\n",
            (
                "    db: {limits: {memory: 1G}}\n"
                "    web:\n      limits:\n        memory: 2G   # for all\n"
            ),
        ),
        # One that says nothing reads it, and so does a container that runs once.
        (
            LIMITED.format("web", "1G")
            + "  job: {image: x, labels: [laconic.init-container=true]}\n",
            "",
            (
                "    limits:\n      memory: 2G   # for all\n"
                "    web:\n      limits:\n        memory: 2G\n"
            ),
        ),
        # What others read stays, the rest moves.
        (
            (
                "  web:\n    image: x\n    deploy: {resources: {limits: {memory: 1G, cpus: 2}}}\n"
                "  api:\n    image: x\n    deploy: {resources: {limits: {memory: 2G}}}\n"
            ),
            "      cpus: 1.5\n",
            (
                "    limits:\n      cpus: 1.5\n"
                "    web:\n      limits:\n        memory: 2G   # for all\n        cpus: 1.5\n"
            ),
        ),
    ],
)
def test_amount_for_all_becomes_that_of_a_container(pod: str, more: str, after: str) -> None:
    files = {SPEC: HEAD + GLOBAL + more, POD: "services:\n" + pod}
    done = mended("resources-shadowed-by-compose", files)
    assert done == ({SPEC: HEAD + "resources:\n  containers:\n" + after}, [])


LISTS = [
    ("- A=${B}:80", 'A: "${B}:80"'),
    ("- A=$B:80", 'A: "$B:80"'),
    ("- >-\n        A=${B}:80\n        ${C}", 'A: "${B}:80 ${C}"'),
    ("- A=${B:?none}", 'A: "${B:?none}"'),
    ("- DB_PASSWORD=kD93jfk20-xq", 'DB_PASSWORD: "kD93jfk20-xq"'),
    ("- URL=https://a:kD93jfk20-xq@db.test", 'URL: "https://a:kD93jfk20-xq@db.test"'),
]


@pytest.mark.parametrize(("item", "entry"), LISTS)
def test_faults_of_an_item_do_not_keep_its_list(item: str, entry: str) -> None:
    pod = f"services:\n  web:\n    image: vendor/notes:v1\n    environment:\n      {item}\n"
    files = {POD: pod, SPEC: HEAD}
    assert mended("environment-list", files) == ({POD: pod.replace(item, entry)}, [])


@pytest.mark.parametrize(
    ("value", "safety"),
    [
        ("5432", Safety.SAFE),
        ("-3", Safety.SAFE),
        ("True", Safety.SAFE),
        ("0x1F", Safety.UNSAFE),
        ("+3", Safety.UNSAFE),
        ("0o17", Safety.UNSAFE),
        ("1e3", Safety.UNSAFE),
    ],
)
def test_quotes_are_safe_where_compose_prints_what_is_written(value: str, safety: Safety) -> None:
    pod = f"services: {{web: {{image: 'vendor/notes:v1', environment: {{A: {value}}}}}}}\n"
    files = {**STACK, SPEC: HEAD, POD: pod}
    (found,) = lint(files, "environment-not-a-string").findings
    assert found.fix is not None
    assert found.fix.safety is safety


@pytest.mark.parametrize(
    ("rule", "target", "before", "after"),
    [
        (
            "relative-path-off-kind",
            "k8s",
            "{path: ./db, affinity: {label: a, value: b}}",
            "{path: /srv/data/notes/db, affinity: {label: a, value: b}}",
        ),
        (
            "empty-volume-holds-data",
            "k8s-kind",
            "{path: , affinity: {label: a, value: b}}",
            "{path: ./data/db , affinity: {label: a, value: b}}",
        ),
        ("empty-volume-holds-data", "k8s-kind", "{path: ''}", "{path: './data/db'}"),
    ],
)
def test_path_of_the_fork_is_changed_and_nothing_beside_it(
    rule: str, target: str, before: str, after: str
) -> None:
    head = f"stack: stacks/notes\ndeploy-to: {target}\nruntime-class: {{default: kata}}\n"
    files = {SPEC: f"{head}volumes:\n  db: {before}\n"}
    world = World(settings=Settings(volume_root="/srv/data"))
    assert mended(rule, files, world) == Mended({SPEC: f"{head}volumes:\n  db: {after}\n"}, [])
