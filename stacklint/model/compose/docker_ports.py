"""Ports as docker compose and docker read them.

Measured with docker compose 2.26: of one in the short form that it cannot read, it refuses the
whole file; of one in the long form, docker refuses the container, before the first is started.
"""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv6Address

from stacklint.model.compose.ports import MAX_PORT, PROTOCOLS
from stacklint.model.tokens import has_token

_MOST_PARTS = 3


def why_refused(text: str) -> str:
    """Say what docker compose finds wrong with a port; empty where it reads it."""
    written, _, behind = text.partition("/")
    protocol = behind.partition("/")[0]
    *address, published, target = ["", "", *written.rsplit(":", _MOST_PARTS - 1)][-_MOST_PARTS:]
    inside, outside = _range(target, least=1), _range(published, least=0)
    if inside is None:
        return f"`{text}` has no port from 1 to {MAX_PORT} of the container"
    if published and outside is None:
        return f"`{published}` in `{text}` is no port of the host"
    if any(address) and not _is_address(address[0]):
        return f"`{address[0]}` in `{text}` is no address"
    if len(inside) > 1 and outside is not None and len(inside) != len(outside):
        return f"the two ranges of `{text}` are not equally long"
    if protocol and protocol.lower() not in PROTOCOLS:
        return f"the protocol of `{text}` is none of tcp, udp and sctp"
    return ""


def why_refused_long(published: str, target: str) -> str:
    """Say what docker finds wrong with the parts of a port; empty where it reads them."""
    parts = {"container": target, "host": published.partition("/")[0]}
    for of, text in parts.items():
        if text and "$" not in text and not has_token(text) and _range(text, least=0) is None:
            return f"`{text}` is no port of the {of}"
    return ""


def _range(text: str, least: int) -> range | None:
    """Give the ports that a number, or two with a dash, stand for; None where they are none."""
    first, dash, last = text.partition("-")
    start, end = map(_number, (first, last if dash else first))
    return range(start, end + 1) if least <= start <= end <= MAX_PORT else None


def _number(text: str) -> int:
    """Read a number of few digits; less than any port for all else."""
    digits = text.lstrip("0")
    is_read = text.isascii() and text.isdecimal() and len(digits) <= len(str(MAX_PORT))
    return int(digits or "0") if is_read else -1


def _is_address(text: str) -> bool:
    is_six = text.startswith("[") and text.endswith("]")
    try:
        _ = IPv6Address(text[1:-1]) if is_six else IPv4Address(text)
    except AddressValueError:
        return False
    return True
