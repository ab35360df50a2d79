"""Ports in every spelling."""

from __future__ import annotations

import pytest

from stacklint.model.compose.ports import Ports, effective_ports, is_number, numbers_of, spec_ports
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from tests.memory import MemoryTree


def _ports(text: str) -> Ports:
    return next(spec_ports(Spec(text_document("s.yml", f"network: {{ports: {{web: {text}}}}}\n"))))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("['80']", ["80"]),
        ("[80]", ["80"]),
        ("['80/tcp', 53/udp, '9/sctp']", ["80/tcp", "53/udp", "9/sctp"]),
        ("[0x50, 0o120, 0120, +80, 8_0]", ["80", "80", "120", "80", "80"]),
        ("['0x50']", []),
        ("['65535']", ["65535"]),
        ("['65536']", []),
        ("['0']", []),
        ("['080']", []),
        ("['80/http']", []),
        ("80", []),
        ("{a: b}", []),
        ("", []),
    ],
)
def test_plain_ports(text: str, plain: list[str]) -> None:
    assert [x for _, x in _ports(text).plain] == plain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("8080:80", ("", "8080", "80", "")),
        ("8080:80/udp", ("", "8080", "80", "udp")),
        ("127.0.0.1:8080:80", ("127.0.0.1", "8080", "80", "")),
        ("127.0.0.1::80", ("127.0.0.1", "", "80", "")),
        ("[::1]:53:53/udp", ("[::1]", "53", "53", "udp")),
        ("9000-9010/udp", ("", "", "9000-9010", "udp")),
        ("http", ("", "", "http", "")),
        ("a:b:c", ("", "", "", "")),
        ("${PORT}:80", ("", "", "", "")),
        (":", ("", "", "", "")),
    ],
)
def test_odd_ports(text: str, parts: tuple[str, str, str, str]) -> None:
    (port,) = _ports(f"['{text}']").odd
    assert (port.ip, port.published, port.target, port.protocol) == parts
    assert port.is_variable is ("$" in text)
    assert not port.is_long


def test_what_a_service_listens_on() -> None:
    ports = _ports("['80', '53/udp', '8080:81', '127.0.0.1:1:82/tcp', '1-2', {target: 9}]")
    assert ports.inside == {"80", "53", "81", "82"}
    assert ports.taken_inside() == []
    assert _ports("['80', '8080:81', '[::1]:5:80']").taken_inside() == ["80", "81"]
    assert _ports("['80', '[::1]:5-6:5-6/udp']").taken_inside() == ["80", "5/udp", "6/udp"]
    assert _ports("['80', '[::1]:1-101:1-101']").taken_inside() == []


SERVICES = "{web: {ports: ['1']}, db: {ports: ['2']}}"


@pytest.mark.parametrize(
    ("include", "services"),
    [("", ["web", "__NAME__", "db"]), ("include: [more.yml]\n", ["web", "__NAME__", "gone", "db"])],
)
def test_ports_of_a_service_that_the_stack_may_have_count(
    include: str, services: list[str]
) -> None:
    files = {
        "stacks/a/stack.yml": "name: a\npods: [a]\n",
        "compose/docker-compose-a.yml": f"{include}services: {SERVICES}\n",
    }
    text = "stack: stacks/a\nnetwork: {ports: {web: ['80'], __NAME__: ['81'], gone: ['82']}}\n"
    spec = Spec(text_document("spec.yml", text))
    bundle = Library(MemoryTree({k: v.encode() for k, v in files.items()})).bundle(spec)
    assert bundle.stack is not None
    assert [x.service for x in effective_ports(spec, bundle.stack)] == services


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [("1-100", 1, 100), ("7-7", 7, 1), ("1-101", 0, 0), ("2-1", 0, 0), ("0-1", 0, 0), ("7", 0, 0)],
)
def test_ports_of_a_range(text: str, first: int, count: int) -> None:
    assert list(numbers_of(text)) == list(range(first, first + count))


def test_ports_as_written_keep_their_order() -> None:
    assert _ports("['1:2', '80', '3-4']").texts() == [(0, "1:2"), (1, "80"), (2, "3-4")]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("1", True), ("65535", True), ("65536", False), ("0", False), ("", False), ("9" * 99, False)],
)
def test_numbers_of_ports(text: str, is_one: bool) -> None:
    assert is_number(text) is is_one
