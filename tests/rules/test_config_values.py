"""Values of `config` on their way to a container: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile
from stacklint.model.change import SetValue
from tests.memory import lint

STACK = "so/stacks/web/stack.yml"
COMPOSE = "so/compose/docker-compose-web.yml"


def _findings(rule: str, config: str, web: str = "", target: str = "k8s-kind") -> list[Finding]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\nconfig:\n  {config}\n",
        STACK: "pods: [web]\n",
        COMPOSE: (
            f"services:\n  web: {{image: x, environment: {{{web}}}}}\n"
            "  db: {image: x, environment: {A: b}}\n"
        ),
    }
    return lint(files, rule, profile=Profile.AUDIT).findings


@pytest.mark.parametrize(
    ("target", "value", "shown"),
    [
        ("k8s-kind", "x${A}y", "${A}"),
        ("k8s-kind", "'x${A:-b}y'", "${A:-b}"),
        ("k8s-kind", "$A", None),
        ("__TARGET__", "$A", None),
        ("compose", "$A", "$A"),
        ("compose", "x${A}$B", "${A}"),
        ("compose", "x$$A", None),
        ("compose", "x$$${A}", "${A}"),
        ("compose", "'\"$A\"'", "$A"),
        ("compose", "\"'$A'\"", None),
        ("k8s-kind", "\"'${A}'\"", "${A}"),
        ("compose", "$generate:hex:32$", None),
        ("compose", "$5", None),
        ("compose", "a$", None),
    ],
)
def test_what_the_deploying_host_fills_in(target: str, value: str, shown: str | None) -> None:
    found = _findings("config-value-expands-on-host", f"X: {value}", target=target)
    said = [x.message.partition(" is put in")[0] for x in found]
    assert said == ([] if shown is None else [f"`X`: {shown}"])


@pytest.mark.parametrize(
    ("value", "end"),
    [("${A}", "where it is most often nothing"), ("x${A:-b}", "or from its default")],
)
def test_what_comes_of_a_variable_that_the_host_lacks(value: str, end: str) -> None:
    (found,) = _findings("config-value-expands-on-host", f"X: {value}")
    assert found.message.endswith(f" deploys, {end}")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("DB_PASSWORD: q$hunter2", "what a `$` begins"),
        ("DB_URL: postgres://me:q$hunter2@db.test/x", "what a `$` begins"),
        ("DB_PASSWORD: ${DB_PASSWORD}", "${DB_PASSWORD}"),
        ("DB_URL: postgres://me:hunter2@$DB_HOST/x", "$DB_HOST"),
    ],
)
def test_what_stands_behind_the_dollar_of_a_password_is_not_shown(line: str, what: str) -> None:
    (found,) = _findings("config-value-expands-on-host", line, target="compose")
    assert "hunter2" not in found.message
    assert f": {what} is put in" in found.message


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("true", "warning"),
        ("~", "warning"),
        ("1.10", "warning"),
        ("0755", "warning"),
        ("0x1F", "warning"),
        ("1e3", "warning"),
        ("2026-01-01T10:00:00Z", "warning"),
        ("2026-01-01T10:00:00", "warning"),
        ("2026-01-01 10:00:00+02:00", "warning"),
        ("[a]", "error"),
        ("{a: b}", "error"),
        ("8080", None),
        ("2026-01-01", None),
        ("2026-01-01 10:00:00", None),
        ("'2026-01-01T10:00:00Z'", None),
        ("-1", None),
        ("'true'", None),
        ("yes", None),
        ("__X__", None),
        ("{{ x }}", None),
    ],
)
def test_scalars_that_arrive_as_another_text(value: str, severity: str | None) -> None:
    found = _findings("config-scalar-changes-text", f"X: {value}")
    assert [x.severity.word for x in found] == ([] if severity is None else [severity])


@pytest.mark.parametrize(
    ("value", "text"),
    [("~", ""), ("null", ""), ("", ""), ("true", "true"), ("1.10", "1.10"), ("0755", "0755")],
)
def test_what_is_quoted_is_what_was_meant(value: str, text: str) -> None:
    (found,) = _findings("config-scalar-changes-text", f"X: {value}")
    assert found.fix is not None
    assert found.fix.changes == (SetValue(("config", "X"), text, quote=True),)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("'a #b'", 1),
        ("a#b", 0),
        ('"a\\t#b"', 1),
        ("'a\t#b'", 1),
        ("'\"a\t#b\"'", 0),
        ("'{{ a\t#b }}'", 0),
        ('"a\\nb"', 1),
        ('"a\\n"', 0),
        ('"a\\rb"', 1),
        ("\"'a\\rb'\"", 1),
        ("'\"a\\rb\"'", 0),
        ("' a'", 1),
        ("'a '", 1),
        ("'\"a #b\"'", 0),
        ("\"'a #b'\"", 0),
        ("'\"a #b'", 1),
        ("'{{ a if b == \" #\" else c }}'", 0),
        ("'{{ a }} #b'", 1),
    ],
)
def test_values_that_a_line_cannot_hold(value: str, count: int) -> None:
    assert len(_findings("config-value-broken-by-dotenv", f"X: {value}")) == count


@pytest.mark.parametrize(
    ("value", "target", "mark"),
    [
        ("a #b", "compose", "` #`"),
        ("a\\t #b", "k8s", "` #`"),
        ("a\\t#b", "k8s", "a tab before `#`"),
        ("a\\t#b", "compose", None),
    ],
)
def test_what_begins_a_comment(value: str, target: str, mark: str | None) -> None:
    found = _findings("config-value-broken-by-dotenv", f'X: "{value}"', target=target)
    said = [x.message.removeprefix("`X` holds ").partition(":")[0] for x in found]
    assert said == ([] if mark is None else [mark])


@pytest.mark.parametrize(
    ("web", "profile"),
    [
        ("DB_HOST: db", None),
        ("PGHOST: db", None),
        ("DB_HOST_NAME: db", None),
        ("RPC_ENDPOINT: db", None),
        ("POSTGRES_USER: db", "recommended"),
        ("postgres_db: db", "recommended"),
        ("PGDATABASE: db", "recommended"),
        ("DB_NAME: db", "recommended"),
        ("APP_DB: db", "audit"),
        ("PRIMARY: db", "audit"),
        ("URL: 'postgres://u@db:5432/x'", None),
        ("URL: 'postgres://u@db:5432/db'", "recommended"),
        ("URL: 'http://api.db.acme.test'", "recommended"),
        ("URL: 'http://db.acme.test'", "recommended"),
        ("LIST: 'db:1,db:2'", None),
        ('LIST: \'["db:1", "http://db"]\'', None),
        ("DSN: 'root:pw@tcp(db:3306)/x'", None),
        ("DSN: 'root:pw@tcp(db)/x'", None),
        ("DSN: 'root:pw@tcp(db:3306)/db'", "recommended"),
        ('JSON: \'{"name": "db"}\'', "recommended"),
        ("DSN: 'host=db user=x'", None),
        ("DSN: 'host=db dbname=db'", "recommended"),
        ("ARGS: '--host db'", None),
        ("DIR: /var/db", "recommended"),
        ("DIR: /var/mydb", None),
        ("NAME: web", None),
    ],
)
def test_names_of_neighbours(web: str, profile: str | None) -> None:
    found = _findings("sidecar-name-rewritten", "X: x", web)
    assert [x.profile.word for x in found] == ([] if profile is None else [profile])


@pytest.mark.parametrize(
    ("web", "profile"),
    [
        ("A: c", "strict"),
        ("B: c", "audit"),
        ("A: x", "strict"),
        ("A: '${A}'", "audit"),
        ("A: '${A:-c}'", "audit"),
    ],
)
def test_literals_of_services(web: str, profile: str) -> None:
    """`db` sets A to b; the spec sets A and B to x."""
    config = "A: x" if web.startswith("A") else "B: x"
    found = _findings("config-overrides-service-literal", config, web)
    assert [x.profile.word for x in found] == [profile]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("config: {KEY: changeme}", "`KEY` says change me: whoever knows the example can use it"),
        ("volumes: {db: /srv/changeme/db}", "`db` says change me: nobody did"),
        ("kind-mount-root: /srv/CHANGEME", "`kind-mount-root` says change me: nobody did"),
    ],
)
def test_what_an_example_means_where_it_stands(text: str, words: str) -> None:
    spec = f"stack: a\ndeploy-to: k8s-kind\n{text}\n"
    assert [x.message for x in lint({"spec.yml": spec}, "placeholder-value").findings] == [words]
