"""Host names in values of an environment."""

from __future__ import annotations

import pytest

from stacklint.model.hosts import is_key_of_host, named_hosts


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("http://api", ["api"]),
        ("http://api:80/path", ["api"]),
        ("postgres://db:db@store:5432/db", ["store"]),
        ("postgres://db:p@ss@store:5432/db", ["store"]),
        ("api:80", ["api"]),
        ("a:1,b:2;c:3", ["a", "b", "c"]),
        ("amqp+tls://q", ["q"]),
        ("http://api:80,http://api:81", ["api"]),
        ("host=db port=5432 user=api", ["db"]),
        ("Server=db;Database=api", ["db"]),
        ("run --host db --hostname=api", ["db", "api"]),
        ("jdbc:postgresql://db/x?host=api&y=z", ["db", "api"]),
        ("a host db", []),
        ("ghost=db", []),
        ("root:pw@tcp(db:3306)/app", ["db"]),
        ("""["a:1", 'b:2']""", ["a", "b"]),
        ("host=db/x", []),
        ("api", []),
        ("our api of notes", []),
        ("vendor/api:v1", []),
        ("12:30:15", []),
        ("", []),
    ],
)
def test_named_hosts(value: str, hosts: list[str]) -> None:
    assert list(named_hosts(value)) == hosts


@pytest.mark.parametrize(
    ("key", "means_host"),
    [
        ("DB_HOST", True),
        ("hostname", True),
        ("SMTP_SERVER", True),
        ("API_URL", True),
        ("RPC_ENDPOINT", True),
        ("POSTGRES_USER", False),
        ("HOST_KEY", False),
        ("DB_NAME", False),
    ],
)
def test_a_key_that_holds_a_host(key: str, *, means_host: bool) -> None:
    assert is_key_of_host(key) is means_host
