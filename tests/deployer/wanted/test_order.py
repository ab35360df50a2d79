"""The order in which compose services stand in a plan."""

from __future__ import annotations

import pytest

from deployer.wanted.resource import Role
from tests.deployer.wanted.made import Case, made


@pytest.mark.parametrize(
    ("services", "names"),
    [
        ("web: {image: x}, db: {image: x}", "web db"),
        ("web: {image: x, depends_on: [db]}, db: {image: x}", "db web"),
        (
            "a: {image: x}, web: {image: x, depends_on: {db: {condition: x}}}, db: {image: x}",
            "a db web",
        ),
        ("proxy: {image: x, network_mode: 'service:vpn'}, vpn: {image: x}", "vpn proxy"),
        ("web: {image: x, depends_on: [later]}, db: {image: x}", "later web db"),
        ("web: {image: x, depends_on: [debug]}, debug: {image: x, profiles: [d]}", "web later"),
        ("a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}", "b a later"),
    ],
)
def test_what_is_needed_comes_first(services: str, names: str) -> None:
    pods = {"other": "services: {later: {image: x}}\n"}
    wanted = made(Case(f"services: {{{services}}}\n", target="compose", pods=pods))
    found = [x.title for x in wanted.resources if x.role is Role.WORKLOAD]
    assert found == list(dict.fromkeys([*names.split(), "later"]))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", "web three"),
        ("a", "web one"),
        ("b, c", "web one two three"),
        ("'*'", "web one two three"),
        ("d", "web"),
        ("d,", "web three"),
    ],
)
def test_profiles_that_config_asks_for_run(asked: str, names: str) -> None:
    """Compose reads COMPOSE_PROFILES from `config.env`, and so laconic-so ran them."""
    services = (
        "web: {image: x}, one: {image: x, profiles: [a, b]}, two: {image: x, profiles: [c]},"
        " three: {image: x, profiles: ['', c]}"
    )
    spec = f"config:\n  COMPOSE_PROFILES: {asked}\n"
    wanted = made(Case(f"services: {{{services}}}\n", spec=spec, target="compose"))
    assert [x.title for x in wanted.resources if x.role is Role.WORKLOAD] == names.split()
    assert not wanted.notes


@pytest.mark.parametrize(
    ("service", "about"),
    [
        ("image: x", "x"),
        ("build: .", "built from its source"),
        ("extends: {service: base}", "as the service that it extends"),
        ("extends: {service: base}, image: y", "y"),
    ],
)
def test_a_service_is_told_by_what_it_runs(service: str, about: str) -> None:
    wanted = made(Case(f"services: {{base: {{image: x}}, web: {{{service}}}}}\n", target="compose"))
    assert [x.about for x in wanted.resources if x.title == "web"] == [about]
