"""What docker compose takes where a service joins networks, and learns of hosts.

Source: measured with docker compose 2.26. It refuses the whole file for a name without an address;
what is no address, docker refuses of a service that is to be started.
"""

from __future__ import annotations

from stacklint.model.compose.atoms import A_TEXT, OPTIONS, TEXTS, each
from stacklint.model.compose.shape import Shape, Wording
from stacklint.model.keys import FLOAT, INT, LIST, MAP, TEXT
from stacklint.model.pattern import Pattern

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
_IP = rf"(?:{_V4}|\[?(?=[^:]*:[^:]*:)[0-9A-Fa-f:]+(?:{_V4})?\]?)"
_ADDRESS = rf" *(?:host-gateway|{_IP}(?:, *{_IP})*) *"
_AN_ADDRESS = Wording(
    Pattern(_ADDRESS), "an address such as `10.0.0.5`, or `host-gateway`", late=True
)
_HOST = Wording(Pattern(r"[^:=]+[:=].*"), "a host and its address, `name:address`")
_HOST_AT = _HOST._replace(
    then=Wording(
        Pattern(rf"[^:=]+[:=]{_ADDRESS}"),
        "a host and its address, such as `name:10.0.0.5` or `name:host-gateway`",
        late=True,
    ),
)

NAMED_HOSTS = Shape(
    LIST | MAP,
    rest=Shape(TEXT | LIST, items=A_TEXT),
    items=Shape(TEXT, reads=_HOST),
    different=True,
)
"""The hosts that a build knows: what their addresses are, is seen when it is made."""
_AT = Shape(TEXT, reads=_AN_ADDRESS)
HOSTS = NAMED_HOSTS._replace(
    rest=Shape(TEXT | LIST, items=_AT, reads=_AN_ADDRESS), items=Shape(TEXT, reads=_HOST_AT)
)
"""The hosts that a service knows."""

ON_NETWORK = {
    **each(TEXTS, "aliases link_local_ips"),
    **each(A_TEXT, "interface_name ipv4_address ipv6_address mac_address"),
    **each(Shape(INT | FLOAT), "gw_priority priority"),
    "driver_opts": OPTIONS,
}
