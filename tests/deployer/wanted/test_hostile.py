"""Whatever stands in a spec or a compose file: a result, or a sentence; never a traceback."""

from __future__ import annotations

from itertools import product

import pytest

from deployer.found import NOTHING
from deployer.plan import Plan, plan_of
from deployer.plan.data import plan_data
from deployer.plan.text import Heading, plan_text
from deployer.wanted.resource import CannotRender, Note
from stacklint.model.spec_shape import SPEC_KEYS
from stacklint.model.targets import Target
from tests.deployer.wanted.made import Case, made
from tests.deployer.wanted.test_differences import service

SERVICE_KEYS = (
    "command",
    "depends_on",
    "deploy",
    "entrypoint",
    "env_file",
    "environment",
    "extra_hosts",
    "healthcheck",
    "image",
    "labels",
    "network_mode",
    "ports",
    "profiles",
    "restart",
    "tty",
    "user",
    "volumes",
    "working_dir",
)
VALUES = (
    "",
    "5",
    "''",
    "text",
    "${A}",
    "'${A:-${'",
    "[]",
    "[null, 5, {}, [], '']",
    "{}",
    "{a: null, web: [], test: 5}",
    "{web: {a: {b: c}}, test: [], path: {}}",
    "'\"'",
    "-1",
    "1e400",
    '"\\0\\n"',
)
NESTED = (
    "network: {ports: %s}",
    "network: {ports: {web: %s}}",
    "network: {http-proxy: %s}",
    "network: {http-proxy: [{host-name: a.b, routes: %s}]}",
    "network: {http-proxy: [{host-name: a.b, routes: [%s]}]}",
    "resources: {containers: %s}",
    "resources: {volumes: %s}",
    "security: {capabilities: %s}",
    "security: {privileged: %s}",
    "volumes: {web: %s}",
    "configmaps: {web: %s}",
    "node-affinities: [%s]",
)


def _survives(case: Case) -> None:
    try:
        wanted = made(case)
    except CannotRender as refused:
        plan_text(Plan((), (Note(str(refused), None),), "x"), Heading("web", Target.K8S, "x"), 80)
        return
    plan, heading = plan_of(wanted, NOTHING), Heading("web", Target(case.target), "x")
    assert plan_text(plan, heading, 80)
    assert plan_data(plan, heading)


@pytest.mark.parametrize("target", ["compose", "k8s-kind"])
@pytest.mark.parametrize("key", SERVICE_KEYS)
def test_any_value_of_a_service(key: str, target: str) -> None:
    for value in VALUES:
        _survives(Case(service(f"{key}: {value}"), target=target))


@pytest.mark.slow
@pytest.mark.parametrize("target", ["compose", "k8s", "k8s-kind"])
def test_any_value_of_a_spec(target: str) -> None:
    keys = [f"{key}: %s" for key in sorted(SPEC_KEYS - {"stack", "kube-config"})]
    compose = service("volumes: ['web:/v']", "web")
    for line, value in product((*keys, *NESTED), VALUES):
        _survives(Case(compose, line % value + "\n", target))


@pytest.mark.parametrize("value", VALUES)
def test_any_compose_file(value: str) -> None:
    for key in ("services", "volumes", "services:\n  web"):
        _survives(Case(f"{key}: {value}\n"))
