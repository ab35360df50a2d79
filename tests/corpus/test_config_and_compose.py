"""Rules about config, resources, images, secrets and compose files, over real stacks and specs."""

from __future__ import annotations

import json

import pytest

from stacklint.finding import Profile
from stacklint.rules import LISTED
from tests.corpus.real import CORPUS, files_below, tricky_repository
from tests.memory import World, lint

CATEGORIES = {"config", "resources", "images", "secrets", "compose"}
RULES = tuple(listed.name for listed in LISTED if listed.category in CATEGORIES)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]


# The spec gives what the validator needs to all five containers: 1.28 TB of memory in all, and each
# privilege. The passwords are what anybody would try first, and no secret.
AGAVE = {
    ("requests-multiplied-by-containers", "resources.containers.reservations.cpus"),
    ("requests-multiplied-by-containers", "resources.containers.reservations.memory"),
    ("privileged-for-every-container", "security.privileged"),
    ("privileged-for-every-container", "security.capabilities"),
    ("plaintext-secret", "config.SOLANA_METRICS_CONFIG"),
    ("plaintext-secret", "services.monitoring-influxdb.environment.INFLUXDB_ADMIN_PASSWORD"),
    ("plaintext-secret", "services.monitoring-grafana.environment.GF_SECURITY_ADMIN_PASSWORD"),
    ("mutable-image-tag", "services.monitoring-grafana.image"),
}
# Lines that say what the compose file's default is: the operator pinned them, and may say so.
AGAVE_AUDIT = {
    *("RPC_PORT", "GOSSIP_PORT", "DYNAMIC_PORT_RANGE", "LIMIT_LEDGER_SIZE", "JITO_ENABLE"),
    "DOUBLEZERO_RPC_ENDPOINT",
}


def _said(folder: str, profile: Profile, below: str = "") -> set[tuple[str, str]]:
    found = lint(files_below(folder), *RULES, profile=profile).findings
    return {(x.rule, x.key[2]) for x in found if x.profile <= profile and x.file.startswith(below)}


@pytest.mark.parametrize("folder", ["agave-stack", "agave-stack/stack-orchestrator"])
def test_what_is_said_of_agave_and_of_its_nested_copy(folder: str) -> None:
    assert _said(folder, Profile.RECOMMENDED) == set()
    assert _said(folder, Profile.STRICT) == AGAVE


def test_in_audit_agave_has_lines_without_effect_and_a_check_that_compose_makes() -> None:
    mine = "deployment/", "stack-orchestrator/compose/"
    said = {x for below in mine for x in _said("agave-stack", Profile.AUDIT, below)} - AGAVE
    assert said == {
        *(("config-without-effect", f"config.{name}") for name in AGAVE_AUDIT),
        ("healthcheck-ignored", "services.agave-validator.healthcheck"),
        ("unnamed-compose-file", ""),
    }


@pytest.mark.parametrize("profile", list(Profile))
def test_fork_has_no_fault_of_these_rules_but_passwords_that_anybody_would_try(
    profile: Profile,
) -> None:
    said = {rule for rule, _ in _said("fork-examples", profile)}
    assert said == (set() if profile is Profile.RECOMMENDED else {"plaintext-secret"})


# Short names for the table below, which says for each stack what is found in the spec that
# `deploy init` writes for kind: in `recommended`, and what `strict` adds.
LIST, NUMBER = "environment-list", "environment-not-a-string"
BIND, MOUNT, STRING = "unusable-host-bind", "unsupported-mount-form", "string-command-misread"
LITERAL, SIDECAR = "interpolation-left-literal", "sidecar-name-rewritten"
ONCE, HANGS = "one-shot-becomes-deployment", "stack-config-hangs"
UNSET, PLAIN, MOVES = "required-variable-unset", "plaintext-secret", "mutable-image-tag"
WAITS, KEY = "depends-on-ignored", "ignored-compose-key"
LOCAL = "local-image-off-kind"

OF_INIT = {
    "ajna": ({LIST}, {UNSET, PLAIN, WAITS, KEY}),
    "azimuth": ({LIST, NUMBER}, {UNSET, PLAIN, WAITS, KEY}),
    "container-registry": (set(), set()),
    # The name of a database is the name of the service beside it.
    "erc20": ({LIST, NUMBER, MOUNT, ONCE, SIDECAR}, {PLAIN, WAITS}),
    "fixturenet-eth": ({NUMBER, BIND}, {WAITS, KEY}),
    "fixturenet-eth-tx": ({NUMBER, BIND}, {WAITS, KEY}),
    # A name of 69 characters, a mount below `${BASE_DIR}`, and a stack.yml with `config`.
    "fixturenet-laconicd": ({BIND, LITERAL, HANGS}, set()),
    "fixturenet-plugeth-tx": ({NUMBER, BIND, MOUNT, ONCE}, {PLAIN, WAITS, KEY}),
    "fixturenet-pocket": ({NUMBER}, {WAITS, KEY}),
    # User and database of PostgreSQL are called `graph-node`, as the service is.
    "graph-node": ({NUMBER, STRING, SIDECAR}, {PLAIN, WAITS, KEY}),
    "kubo": (set(), set()),
    "mainnet-blast": ({STRING, LITERAL, ONCE}, {MOVES, WAITS}),
    "mainnet-eth": ({STRING, BIND}, {MOVES, WAITS, KEY}),
    "mars": ({LIST}, set()),
    "merkl-sushiswap-v3": ({LIST, BIND}, {UNSET, PLAIN, WAITS, KEY}),
    "mobymask": ({LIST}, {PLAIN, WAITS, KEY}),
    "mobymask-v3": ({LIST, BIND, ONCE, SIDECAR}, {UNSET, PLAIN, WAITS, KEY}),
    "node-exporter": ({BIND}, {MOVES, KEY}),
    "ping-pub": (set(), set()),
    "test": (set(), set()),
    "test-database": (set(), {PLAIN}),
    "uniswap-v3": ({LIST}, {PLAIN, WAITS, KEY}),
    "webapp-template": (set(), set()),
    "build-support": (set(), set()),
}
# No image of these is built on the host that deploys.
PULLED = {"container-registry", "kubo", "mainnet-blast", "node-exporter", "build-support"}
# What is as true where compose runs the stack.
ON_COMPOSE_TOO = {UNSET, PLAIN, MOVES}

SPECS = sorted(
    path.relative_to(CORPUS / "expected").as_posix()
    for path in CORPUS.glob("expected/*/*/spec.yml")
    if path.parts[-3] != "agave-stack"
)


@pytest.mark.parametrize("spec", SPECS)
def test_what_is_said_of_specs_that_init_wrote(spec: str) -> None:
    stack, target, _ = spec.split("/")
    # The other stacks have no spec here, and would be judged in their own right.
    stacks = {
        f"so/{path}": data
        for path, data in files_below("stack-orchestrator").items()
        if not path.startswith("stacks/") or path.startswith(f"stacks/{stack}/")
    }
    files = {**stacks, "spec.yml": files_below("expected")[spec]}
    found = lint(files, *RULES, profile=Profile.STRICT, world=World(roots=("so",))).findings
    said = {(x.profile, x.rule) for x in found if x.profile <= Profile.STRICT}
    recommended, strict = OF_INIT[stack]
    if target == "compose":
        recommended, strict = set(), strict & ON_COMPOSE_TOO
    elif target == "k8s" and stack not in PULLED:
        recommended = recommended | {LOCAL}
    assert {rule for profile, rule in said if profile is Profile.RECOMMENDED} == recommended
    assert {rule for profile, rule in said if profile is Profile.STRICT} == strict


def test_every_stack_of_the_corpus_is_in_the_table() -> None:
    assert len(SPECS) > 60
    assert {spec.split("/")[0] for spec in SPECS} == set(OF_INIT)


# The names of cases in which laconic-so dies, or makes something else of what is written.
GENERATED = {
    ("undelivered-generate-token", "config.A"),
    ("undelivered-generate-token", "config.B"),
    ("undelivered-generate-token", "config.C"),
    ("undelivered-generate-token", "config.D"),
    ("malformed-generate-token", "config.C"),
    ("malformed-generate-token", "config.D"),
    ("malformed-generate-token", "config.E"),
}
WEB = "services.web"
DRIVE = "volume-read-as-drive"
TRICKY = {
    "gen-compose": GENERATED,
    "gen-k8s": GENERATED,
    "gen-k8s-kind": GENERATED,
    "env-int": {(NUMBER, f"{WEB}.environment.A")},
    "env-list": {(LIST, f"{WEB}.environment")},
    "env-embedded": {(LITERAL, f"{WEB}.environment.{name}") for name in "ABDF"},
    "cmd-string": {(STRING, f"{WEB}.command"), (STRING, f"{WEB}.entrypoint")},
    "user-str": {("named-user", f"{WEB}.user")},
    "image-noversion-registry": {("image-name-breaks-registry", "image-registry")},
    "bind-file-rw": {(BIND, f"{WEB}.volumes.[../config/s/x.sh:/opt/x.sh:rw]")},
    "bind-dir-sub": {(BIND, f"{WEB}.volumes.[../config/s:/opt/s:ro]")},
    "bind-missing": {(BIND, f"{WEB}.volumes.[../config/s/nope:/opt/s:ro]")},
    "bind-docker-sock": {(BIND, f"{WEB}.volumes.[/var/run/docker.sock:/var/run/docker.sock]")},
    "vol-anon": {(MOUNT, f"{WEB}.volumes.[/data]")},
    "res-bad": {("malformed-quantity", "resources.containers.limits.memory")},
    "pods-missingfile": {("bundled-pod-fallback", "pods.[nofile]")},
}


def test_tricky_specs_are_found_where_laconic_so_goes_wrong() -> None:
    lines = (CORPUS / "tricky-specs.jsonl").read_text(encoding="utf-8").splitlines()
    seen = {}
    for case in map(json.loads, lines):
        found = lint(tricky_repository(case), *RULES).findings
        said = {(x.rule, x.key[2]) for x in found if x.profile is Profile.RECOMMENDED}
        # All of these volumes are called `v`, and their stacks were created, not started.
        said = {(rule, path) for rule, path in said if rule != DRIVE}
        if said:
            seen[case["name"]] = said
    assert seen == TRICKY
