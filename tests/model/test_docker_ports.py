"""Ports as docker compose 2.26 reads them (measured with `docker compose config`)."""

from __future__ import annotations

import pytest

from stacklint.model.compose.docker_ports import why_refused

READ = (
    *("0:80", "65535", "8000-8001:80-81", "8000-8010:80", ":80", "127.0.0.1::80"),
    *("127.0.0.1:8080:80", "[::1]:80:80", "80/", "80/TCP", "80/tcp/udp", "80-80", "080", "00080"),
    *("8080:080", "80/sctp", "127.0.0.1:80-81:80-81", "127.0.0.1:9000-9001:80", "80:80/"),
)
REFUSED = (
    *("70000", "80:http", "127.0.0.1:80", "9002-9000", "8080:80/foo", "0", "80:0", "80:80:80"),
    *("http", "65536", "1-65536", "8000-8001:80-82", "80:8000-8010", "8080:", "[::1]:80"),
    *("::1:80:80", "localhost:80:80", "/tcp", "1.5", "-80", "80-", "8080:80-81"),
    *("10.0.0.300:80:80", "99999:80", "80/icmp", "1_000", "0x50", "a:80", " 80", "", "1-0"),
    *("70000-70001", "0-1", "1000080", "9" * 5_000, "٣٤"),
)


@pytest.mark.parametrize("text", READ)
def test_what_compose_reads(text: str) -> None:
    assert why_refused(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("80:http", "`80:http` has no port from 1 to 65535 of the container"),
        ("127.0.0.1:80", "`127.0.0.1` in `127.0.0.1:80` is no port of the host"),
        ("localhost:80:80", "`localhost` in `localhost:80:80` is no address"),
        ("80-81:1-3", "the two ranges of `80-81:1-3` are not equally long"),
        ("80/quic", "the protocol of `80/quic` is none of tcp, udp and sctp"),
        *((text, "") for text in REFUSED),
    ],
)
def test_what_compose_refuses(text: str, why: str) -> None:
    found = why_refused(text)
    assert found == why if why else found
