"""Which names are slips of which, and which comments give a reason."""

from __future__ import annotations

import pytest

from stacklint.model.reasons import has_reason
from stacklint.model.spec import Spec
from stacklint.model.volumes.names import slip_of
from stacklint.model.yaml.document import text_document


@pytest.mark.parametrize(
    ("name", "others", "meant"),
    [
        ("notes_data", ["notes-data", "notes-files"], "notes-data"),
        ("a_b_c_d_e", ["a-b-c-d-e"], "a-b-c-d-e"),
        ("Notes-Data", ["notes-data"], "notes-data"),
        ("notes-dta", ["notes-data"], "notes-data"),
        ("note-datas", ["notes-data"], "notes-data"),
        ("db-date", ["db-data", "db-dates"], None),
        ("notes-log", ["notes-ledger"], None),
        ("db", ["ui"], None),
        ("db", ["dbs"], "dbs"),
        ("node-1-data", ["node-2-data"], None),
        ("data1", ["data"], None),
        ("data", ["app-data"], None),
        ("data", [], None),
        ("", ["x"], "x"),
    ],
)
def test_slip_of_a_name(name: str, others: list[str], meant: str | None) -> None:
    assert slip_of(name, others) == meant


@pytest.mark.parametrize(
    ("volumes", "says_why"),
    [
        ("  v: /a", False),
        ("  v: /a   # on the ZFS dataset", True),
        ("  v: /a   # ZFS", False),
        ("  # on the ZFS dataset\n  v: /a", True),
        ("  # on the ZFS dataset\n  u: /b\n  v: /a", True),
        ("  # on the ZFS dataset\n  #\n  v: /a", True),
        ("  # on the ZFS dataset\n\n  v: /a", False),
        ("  # on the ZFS dataset\n  u: /b\n\n  v: /a", False),
        ("  # on the ZFS dataset\n  # v: /old\n  v: /a", True),
        ("  u: /b  # on the ZFS dataset\n  v: /a", False),
        ("  v: /a\n  # on the ZFS dataset\n  w: /b", False),
        ("  # v: /old\n  v: /a", False),
        ("  # __MORE__\n  v: /a", False),
        ("  # stacklint: allow[volume-outside-mount-root] -- on the ZFS dataset\n  v: /a", False),
        ("  # see OPS-12: it needs io_uring\n  v: /a", True),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comment_that_gives_a_reason(volumes: str, newline: str, *, says_why: bool) -> None:
    text = f"# About the whole file.\nstack: s/web\nvolumes:\n{volumes}\n"
    spec = Spec(text_document("spec.yml", text.replace("\n", newline)))
    assert has_reason(spec.at("volumes", "v")) is says_why


def test_group_ends_at_the_next_comment() -> None:
    text = "volumes:\n  # on the ZFS dataset\n  u: /b\n  # ----\n  v: /a\n"
    spec = Spec(text_document("spec.yml", text))
    assert not has_reason(spec.at("volumes", "v"))
