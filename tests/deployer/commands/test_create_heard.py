"""What `deploy create` refuses of the files alone, and what the linter says of it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.errors import CannotDo
from stacklint.finding import Severity
from stacklint.rule import Deployer
from tests.deployer.worlds import COMPOSE, KIND, STACK, make
from tests.memory import World, lint

if TYPE_CHECKING:
    from pathlib import Path

# Nobody keeps its token in git here.
FILES = {path: text for path, text in STACK.items() if path != "tokens.env"}
ON_KIND, ON_COMPOSE = (x.replace("credentials-files: [tokens.env]\n", "") for x in (KIND, COMPOSE))
LOAD = "compose-jobs/docker-compose-load.yml"


def load(said: str) -> dict[str, str]:
    """Write the file of the job, with what its service says besides."""
    return {LOAD: f"services: {{load: {{image: a, {said}}}}}\n", "shared/a.env": "A=b\n"}


REFUSED = [
    (ON_KIND, load("env_file: ./load.env"), "missing-env-file"),
    (ON_COMPOSE, load("env_file: ./load.env"), "missing-env-file"),
    (ON_KIND, load("env_file: ../shared/a.env"), "missing-env-file"),
    (ON_COMPOSE, load("env_file: [../shared/a.env]"), "missing-env-file"),
    (ON_KIND, load("env_file: [{path: ../a.env}]"), "missing-env-file"),
    (ON_COMPOSE, load("env_file: ../a.env"), "missing-env-file"),
]
PORTS = "['5432', 5433/udp]"
REFUSED += [
    (spec.replace(PORTS, ports), {}, rule)
    for spec in (ON_KIND, ON_COMPOSE)
    for ports, rule in (("5432", "wrong-value-type"), ("['80', '']", "invalid-port"))
]
DATA = "./data/notes-db"
REFUSED += [
    (spec.replace(DATA, path), {}, "relative-path-misread")
    for spec in (ON_KIND, ON_COMPOSE)
    for path in (
        "./",
        ".",
        "../notes",
        "./../notes",
        "./compose/x",
        "spec.yml",
        "./a/../pods",
        "./.stacklint",
    )
]
REFUSED += [
    (ON_COMPOSE, {LOAD: f"{text}\n", "shared/more.yml": "services: {}\n"}, "missing-compose-part")
    for text in (
        "include: [../shared/more.yml]\nservices: {}",
        "services: {load: {extends: {file: ../shared/more.yml, service: x}}}",
        "services: {load: {image: a, secrets: [k]}}\nsecrets: {k: {file: ./k}}",
        "services: {load: {image: a, secrets: [k]}}\nsecrets: {k: {file: ../secrets/k}}",
        "services: {load: {image: a, configs: [k]}}\nconfigs: {k: {file: k}}",
    )
]
TAKEN = [
    *((ON_KIND.replace(DATA, path), {}) for path in ("data/x", "./config/x", "./my/pods", "spec")),
    *((ON_COMPOSE.replace(DATA, path), {}) for path in ("data/x", "./config/x", "./spec.yml.d")),
    *(
        (spec.replace(PORTS, ports), {})
        for spec in (ON_KIND, ON_COMPOSE)
        for ports in (
            "[{target: 80}]",
            "['80', {target: 53, published: 30053, protocol: udp, host_ip: 127.0.0.1}]",
            "[{target: '${P:-80}'}]",
            "[]",
        )
    ),
    (ON_KIND, load("env_file: ../config.env")),
    (ON_COMPOSE, load("env_file: ../config.env")),
    (ON_KIND, load("env_file: ../a.env, profiles: [p]")),
    (ON_COMPOSE, load("env_file: ../a.env, profiles: [p]")),
    (ON_KIND.replace("A: b", "COMPOSE_PROFILES: p"), load("env_file: ../a.env, profiles: [p]")),
    (ON_KIND, load("env_file: [{path: ../a.env, required: false}]")),
]


def errors_of(spec: str, files: dict[str, str]) -> set[str]:
    found = lint(
        {**FILES, **files, "envs/prod.yml": spec}, world=World(deployer=Deployer.STACKLINT)
    )
    return {x.rule for x in found.findings if x.severity is Severity.ERROR}


@pytest.mark.slow
@pytest.mark.parametrize(("spec", "files", "rule"), REFUSED)
def test_what_is_refused_is_said_before(
    tmp_path: Path, spec: str, files: dict[str, str], rule: str
) -> None:
    assert errors_of(spec, files) == {rule}
    with pytest.raises(CannotDo):
        make(tmp_path / "repo", spec, tmp_path / "dep", {**FILES, **files})


@pytest.mark.slow
@pytest.mark.parametrize(("spec", "files"), TAKEN)
def test_what_is_taken_is_no_error(tmp_path: Path, spec: str, files: dict[str, str]) -> None:
    assert errors_of(spec, files) == set()
    assert make(tmp_path / "repo", spec, tmp_path / "dep", {**FILES, **files})
