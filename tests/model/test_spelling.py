"""Slips of the finger, and what is no slip any more."""

from __future__ import annotations

import pytest

from stacklint.model.spelling import closest


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("volume", ["volumes", "network"], "volumes"),
        ("replcias", ["replicas"], "replicas"),
        ("namepsace", ["namespace"], "namespace"),
        ("privilege", ["privileged"], "privileged"),
        ("kind_mount_root", ["kind-mount-root"], "kind-mount-root"),
        ("kindMountRoot", ["kind-mount-root"], "kind-mount-root"),
        ("Kind Mount Root", ["kind-mount-root"], "kind-mount-root"),
        ("hots", ["host", "ip"], "host"),
        ("port", ["host", "path"], None),
        ("ab", ["cd"], None),
        ("envs", ["config"], None),
        ("firewall", ["network"], None),
        ("secret", ["secrets", "security"], "secrets"),
        ("", ["a"], "a"),
        ("", ["abc"], None),
        ("x" * 5000, ["x" * 5001], None),
        ("volume", [], None),
    ],
)
def test_closest(word: str, known: list[str], expected: str | None) -> None:
    assert closest(word, known) == expected
