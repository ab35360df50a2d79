"""Ports of a host: what is taken by whom, as docker measured it."""

from __future__ import annotations

import pytest

from stacklint.model.compose.host_ports import TakenPort


def taken(address: str) -> TakenPort:
    """Give a port at an address."""
    return TakenPort("web", 80, 80, "80", "tcp", address)


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("", "", True),
        ("", "127.0.0.1", True),
        ("", "::1", True),
        ("0.0.0.0", "127.0.0.1", True),  # noqa: S104 -- read, not bound
        ("0.0.0.0", "::1", False),  # noqa: S104 -- read, not bound
        ("0.0.0.0", "::", False),  # noqa: S104 -- read, not bound
        ("::", "::1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "::1", False),
    ],
)
def test_addresses_that_share_one(one: str, other: str, *, clash: bool) -> None:
    assert taken(one).shares_address(taken(other)) is clash
    assert taken(other).shares_address(taken(one)) is clash
