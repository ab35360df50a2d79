"""What docker compose takes at the places of a compose file that people leave empty or mistake.

Measured with docker compose 2.26: any other kind of value, and none at all, is refused with the
whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.fit import BITS
from stacklint.model.keys import BOOL, ENTRY, FLOAT, INT, ITEM, LIST, MAP, NULL, TEXT
from stacklint.model.named import NamedTuple
from stacklint.model.nodes import MERGE_KEY, Mapping, Scalar, Sequence, merged_entries, resolved
from stacklint.model.scalars import Reader, is_null, kind_of
from stacklint.model.tokens import has_marker, is_opaque

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table

    from stacklint.model.document import Document
    from stacklint.model.nodes import KeyPath, Node

_SECTIONS = dict.fromkeys(("services", "networks", "secrets", "configs"), MAP)
# One that is empty is `null-section`.
_SECTIONS["volumes"] = MAP | NULL
_SECTIONS |= dict.fromkeys(("name", "version"), TEXT)

_OF_SECTION = {
    **dict.fromkeys(("networks", "volumes"), MAP | NULL),
    **dict.fromkeys(("configs", "secrets", "services"), MAP),
}

_OF_SERVICE = {
    **dict.fromkeys(("cap_add", "cap_drop", "configs", "devices", "expose", "links"), LIST),
    **dict.fromkeys(("ports", "profiles", "secrets", "security_opt", "volumes"), LIST),
    **dict.fromkeys(("depends_on", "environment", "extra_hosts", "labels"), LIST | MAP),
    **dict.fromkeys(("networks", "sysctls"), LIST | MAP),
    **dict.fromkeys(("healthcheck", "logging", "ulimits"), MAP),
    **dict.fromkeys(("dns", "env_file", "tmpfs"), TEXT | LIST),
    **dict.fromkeys(("command", "entrypoint"), TEXT | LIST | NULL),
    **dict.fromkeys(
        ("container_name", "hostname", "image", "restart", "user", "working_dir"), TEXT
    ),
    **dict.fromkeys(("network_mode", "platform", "stop_grace_period", "stop_signal"), TEXT),
    **dict.fromkeys(("init", "privileged", "read_only", "stdin_open", "tty"), BOOL | TEXT),
    "build": TEXT | MAP,
    "deploy": MAP | NULL,
}

_OF_ITEM = {
    **dict.fromkeys(("cap_add", "cap_drop", "command", "depends_on", "dns", "entrypoint"), TEXT),
    **dict.fromkeys(("environment", "labels", "links", "networks", "profiles", "tmpfs"), TEXT),
    # Newer ones take a mapping for a device.
    **dict.fromkeys(("configs", "devices", "env_file", "secrets", "volumes"), TEXT | MAP),
    "expose": INT | TEXT,
    "ports": INT | TEXT | MAP,
}

_SCALAR = BOOL | FLOAT | INT | TEXT | NULL

_DEEPER: Table[tuple[str, ...], int] = {
    ("depends_on", ENTRY): MAP,
    ("environment", ENTRY): _SCALAR,
    ("labels", ENTRY): _SCALAR,
    ("networks", ENTRY): MAP | NULL,
    ("healthcheck", "test"): TEXT | LIST,
    ("healthcheck", "test", ITEM): TEXT,
    **{("healthcheck", key): TEXT for key in ("interval", "start_period", "timeout")},
    ("deploy", "resources"): MAP,
    **{("deploy", "resources", key): MAP for key in ("limits", "reservations")},
    **{("deploy", "resources", key, "memory"): TEXT for key in ("limits", "reservations")},
}

_WANTED: Table[tuple[str, ...], int] = {
    (): MAP,
    **{(name,): wanted for name, wanted in _SECTIONS.items()},
    **{(name, ENTRY): wanted for name, wanted in _OF_SECTION.items()},
    **{("services", ENTRY, key): wanted for key, wanted in _OF_SERVICE.items()},
    **{("services", ENTRY, key, ITEM): wanted for key, wanted in _OF_ITEM.items()},
    **{("services", ENTRY, *below): wanted for below, wanted in _DEEPER.items()},
}


class Refused(NamedTuple):
    """A value of a kind that its place does not take, which is `wanted`."""

    path: KeyPath
    wanted: int
    is_empty: bool


def refused_values(document: Document) -> Iterator[Refused]:
    """Give the values that docker compose refuses for what they are; nothing of a template."""
    root = document.mapping
    if root is None or document.masked or has_marker(document):
        return
    yield from _below(document, (), (), root)


def _below(
    document: Document, at: KeyPath, form: tuple[str, ...], node: Node | None
) -> Iterator[Refused]:
    """Give what is refused at a place and below; `form` is the path with names left open."""
    wanted = _WANTED.get(form)
    if wanted is None:
        return
    yield from _misfit(document, at, node, wanted)
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _below(document, (*at, index), (*form, ITEM), resolved(item))
    for entry in merged_entries(node) if isinstance(node, Mapping) else ():
        if entry.name != MERGE_KEY:
            named = (*form, entry.name)
            below = named if named in _WANTED else (*form, ENTRY)
            yield from _below(document, (*at, entry.name), below, resolved(entry.value))


def _misfit(document: Document, at: KeyPath, node: Node | None, wanted: int) -> Iterator[Refused]:
    is_open = is_opaque(document, node) or getattr(node, "tag", None) is not None
    if not is_open and not _bits(node) & wanted:
        yield Refused(at, wanted, is_null(node))


def _bits(node: Node | None) -> int:
    if isinstance(node, Scalar):
        # Compose fills in variables before it looks.
        return TEXT if "$" in node.value else BITS[kind_of(node, Reader.GO)]
    return LIST if isinstance(node, Sequence) else MAP
