"""Placeholders: what was never filled in, and what only looks like it."""

from __future__ import annotations

import pytest

from stacklint.model.secrets.placeholders import Kind, placeholder_in


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("www.example.com", Kind.HOST, "www.example.com"),
        ("WWW.Example.com", Kind.HOST, "WWW.Example.com"),
        ("example.org", Kind.HOST, "example.org"),
        ("example.net.", Kind.HOST, "example.net"),
        ("a.b-c.example.com:8080", Kind.HOST, "a.b-c.example.com"),
        ("https://rpc.example.com/v1?x=1", Kind.HOST, "rpc.example.com"),
        ("registry.example.com/org/image", Kind.HOST, "registry.example.com"),
        ("a.acme.test, b.example.com", Kind.HOST, "b.example.com"),
        ("admin@example.com", Kind.HOST, "admin@example.com"),
        ("Ops <ops@example.com>", Kind.HOST, "example.com"),
        # What stands before the host may be a password.
        ("postgres://app:hunter2hunter2@db.example.com/db", Kind.HOST, "db.example.com"),
        ("<program-id>", Kind.GAP, "<program-id>"),
        ("<YOUR KEY>", Kind.GAP, "<YOUR KEY>"),
        ("https://<host>/v1", Kind.GAP, "<host>"),
        ("url=<host>:80", Kind.GAP, "<host>"),
        ("your-api-key-here", Kind.GAP, "your-api-key-here"),
        ("YOUR_PASSWORD", Kind.GAP, "YOUR_PASSWORD"),
        ("put-your-token-here", Kind.GAP, "put-your-token-here"),
        ("changeme", Kind.CHANGE_ME, ""),
        ("CHANGE_ME", Kind.CHANGE_ME, ""),
        ("please-change-me-now", Kind.CHANGE_ME, ""),
        ("postgres://app:changeme@db/db", Kind.CHANGE_ME, ""),
        ("TODO", Kind.TODO, "TODO"),
        (" TODO: ask Ann\nand Bob ", Kind.TODO, "TODO"),
        ("TODO(ann)", Kind.TODO, "TODO"),
    ],
)
def test_placeholder_is_named_and_nothing_else_is_shown(text: str, kind: Kind, quote: str) -> None:
    found = placeholder_in(text)
    assert found is not None
    assert (found.kind, found.quote) == (kind, quote)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my-example.com",
        "myexample.com",
        "example.com.acme.test",
        "example.community",
        "example.com-backup.acme.test",
        "example.io",
        "a.example",
        "/srv/www.example.com/db",
        "${SUB}.example.com",
        "__HOST__.example.com",
        "{{ host }}.example.com",
        "(?P<year>[0-9]+)",
        "(?<year>[0-9]+)",
        "Dear <name>",
        "<b>bold</b>",
        "a < b > c",
        "<5",
        "List<String>",
        "Acme <ops@acme.test>",
        "exchange-me",
        "your-notes",
        "Your notes are here",
        "yourkey",
        "changeMenu",
        "change my mind",
        "TODO list",
        "My TODO",
        "todo",
        "TODO_DONE",
        "$generate:hex:8$",
    ],
)
def test_value_that_is_none(text: str) -> None:
    assert placeholder_in(text) is None


# Each would be tried for hours by a careless expression.
@pytest.mark.parametrize("piece", ["a.", "<a", "example.", "change", "<a-", "//a."])
def test_value_of_any_length_is_judged(piece: str) -> None:
    assert placeholder_in(piece * 50_000) is None
