"""Names that a real API server took and refused."""

from __future__ import annotations

import pytest

from stacklint.model.names import (
    MAX_JOB,
    MAX_POD,
    MAX_VOLUME,
    as_label,
    why_no_host,
    why_no_key,
    why_no_label,
    why_no_label_value,
    why_no_path,
    why_no_service_name,
)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("db", ""),
        ("1-db", ""),
        ("d" * 63, ""),
        ("d" * 64, "it has 64 characters, and 63 fit"),
        ("my_db", "it has a `_`"),
        ("my.db", "it has a dot"),
        ("my db", "it has a blank"),
        ("my\ndb", "it has a control character"),
        ("MyDb", "it has capitals"),
        ("-db", "it begins or ends with `-`"),
        ("db-", "it begins or ends with `-`"),
        ("", "it is empty"),
        ("dé", "it has a `é`"),
    ],
)
def test_label(name: str, why: str) -> None:
    assert why_no_label(name) == why


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("api", ""),
        ("3api", "it begins with a digit"),
        ("3" * 63, "it begins with a digit"),
        ("3" * 64, "it has 64 characters, and 63 fit"),
        ("3_b", "it has a `_`"),
        ("a_b", "it has a `_`"),
    ],
)
def test_service_name(name: str, why: str) -> None:
    assert why_no_service_name(name) == why


@pytest.mark.parametrize(
    ("text", "is_fine"), [("", True), ("My_Stack.2", True), ("a b", False), ("x" * 64, False)]
)
def test_label_value(text: str, is_fine: bool) -> None:
    assert (why_no_label_value(text) == "") == is_fine


@pytest.mark.parametrize(
    ("key", "is_fine"),
    [
        ("a", True),
        ("a..b", True),
        ("A_b", True),
        ("acme.test/a-b", True),
        ("1/a", True),
        ("x" * 63, True),
        ("", False),
        ("/a", False),
        ("a/", False),
        ("a b", False),
        ("-a", False),
        ("a_", False),
        ("A/b", False),
        ("a/b/c", False),
        (f"{'a.' * 127}a/b", False),
        ("x" * 64, False),
    ],
)
def test_key_of_a_label(key: str, is_fine: bool) -> None:
    assert (why_no_key(key) == "") == is_fine


@pytest.mark.parametrize(
    ("name", "label"),
    [("my_db", "my-db"), ("My.DB", "my-db"), ("_", ""), ("__a__", "a"), ("d" * 99, "d" * 63)],
)
def test_label_to_offer(name: str, label: str) -> None:
    assert as_label(name) == label


def test_room_beside_a_deployment_id() -> None:
    assert (MAX_VOLUME, MAX_JOB, MAX_POD) == (46, 42, 38)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("app.acme.test", ""),
        ("app", ""),
        ("*.acme.test", ""),
        ("App.acme.test", "it has capitals"),
        ("https://app.acme.test", "it is a URL"),
        ("app.acme.test/", "it is a URL"),
        ("app.acme.test:8080", "it has a port"),
        ("10.0.0.1", "it is an IP address"),
        ("10.0.0", ""),
        ("999.1.1.1", ""),
        ("app_1.acme.test", "no DNS name has such parts"),
        ("app.acme.test.", "no DNS name has such parts"),
        ("app.*.test", "no DNS name has such parts"),
        ("*", "no DNS name has such parts"),
        ("[::1]", "no DNS name has such parts"),
        ("", "no DNS name has such parts"),
    ],
)
def test_host_of_an_ingress(name: str, why: str) -> None:
    assert why_no_host(name) == why


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/", ""),
        ("/api/v1.2/", ""),
        ("/.well-known", ""),
        ("", "it does not begin with `/`"),
        ("api", "it does not begin with `/`"),
        ("//api", "it has `//`"),
        ("/a/../b", "it has `/../`"),
        ("/a%2fb", "it has `%2f`"),
        ("/a/..", "it ends in dots"),
        ("/a/.", "it ends in dots"),
        ("/a b", ""),
    ],
)
def test_path_of_an_ingress(path: str, why: str) -> None:
    assert why_no_path(path) == why
