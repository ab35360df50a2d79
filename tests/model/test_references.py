"""What services refer to: each form that compose reads."""

from __future__ import annotations

import pytest

from stacklint.model.compose.envfile import env_files_of
from stacklint.model.compose.file import Compose, Service
from stacklint.model.compose.references import dependencies_of, extended_by, references_of
from stacklint.model.yaml.document import text_document


def _service(row: str) -> Service:
    text = f"services:\n  web: {{image: a, {row}}}\n"
    (found,) = Compose(text_document("so/compose/docker-compose-web.yml", text)).services
    return found


BOTH = ["service db", "service cache"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("depends_on: [db, cache]", BOTH),
        ("depends_on: {db: {condition: service_healthy}, cache: }", BOTH),
        ("depends_on: {db: {required: false}, cache: {required: true}}", ["service cache"]),
        ("depends_on: db", []),
        ("depends_on: ['${DB}', $DB, __DB__, '{{ db }}']", []),
        ("depends_on: [~, [a], {b: c}]", []),
        ("links: [db, 'cache:redis']", BOTH),
        ("volumes_from: ['db:ro', 'container:x', cache]", BOTH),
        ("network_mode: 'service:db', pid: host, ipc: 'service:cache'", BOTH),
        ("network_mode: 'container:db'", []),
        ("networks: [default, back]", ["network back"]),
        ("networks: {default: , back: {aliases: [x]}}", ["network back"]),
        ("secrets: [key, {source: token, target: x}]", ["secret key", "secret token"]),
        ("configs: [{source: site}, {target: x}]", ["config site"]),
    ],
)
def test_references_of_a_service(row: str, found: list[str]) -> None:
    assert [f"{x.kind} {x.name}" for x in references_of(_service(row))] == found


def test_what_a_service_can_spare_is_started_before_it_too() -> None:
    service = _service("depends_on: {db: {required: false}, $A: }, links: [cache], networks: [x]")
    assert [f"{x.kind} {x.name}" for x in dependencies_of(service)] == BOTH


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("extends: db", ("db", ("extends",))),
        ("extends: {service: db}", ("db", ("extends", "service"))),
        ("extends: {service: db, file: ./a.yml}", None),
        ("extends: '${BASE}'", None),
        ("extends: {}", None),
        ("extends: ", None),
        ("tty: true", None),
    ],
)
def test_what_a_service_extends(row: str, found: tuple[str, tuple[str, ...]] | None) -> None:
    base = extended_by(_service(row))
    assert (base and (base.name, base.at.path[2:])) == found


A, B = "so/compose/a.env", "so/config/b.env"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("env_file: ../config/b.env", [(B, True, ("env_file",))]),
        (
            "env_file: [a.env, '../config/b.env']",
            [(A, True, ("env_file", 0)), (B, True, ("env_file", 1))],
        ),
        (
            "env_file: [{path: a.env, required: false}, {path: ../config/b.env}]",
            [(A, False, ("env_file", 0, "path")), (B, True, ("env_file", 1, "path"))],
        ),
        ("env_file: {path: a.env}", [(A, True, ("env_file", "path"))]),
        ("env_file: ['${A}.env', $A.env, /a.env, ~/a.env, __A__, ~, [], {}]", []),
        ("env_file: ", []),
    ],
)
def test_files_of_variables(row: str, found: list[tuple[str, bool, tuple[str | int, ...]]]) -> None:
    read = [(x.path, x.is_needed, x.at.path[2:]) for x in env_files_of(_service(row))]
    assert read == found
