"""What docker compose takes at the places of a compose file that people leave empty.

Measured with docker compose 2.26: any other kind of value, and none at all, is refused with the
whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.keys import INT, LIST, MAP, NULL, TEXT
from stacklint.model.named import NamedTuple
from stacklint.model.nodes import MERGE_KEY, Mapping, Scalar, Sequence, merged_entries, resolved
from stacklint.model.scalars import Kind, Reader, is_null, kind_of
from stacklint.model.tokens import has_marker, is_opaque

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.document import Document
    from stacklint.model.nodes import KeyPath, Node

_SECTIONS = dict.fromkeys(("services", "networks", "secrets", "configs"), MAP)
# One that is empty is `null-section`.
_SECTIONS["volumes"] = MAP | NULL

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
    "build": TEXT | MAP,
    "deploy": MAP | NULL,
}

_BITS = {Kind.NULL: NULL, Kind.STR: TEXT, Kind.DATE: TEXT}


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
    for name, wanted in _SECTIONS.items():
        if root.entry(name) is not None:
            yield from _misfit(document, (name,), root.get(name), wanted)
    services = root.get("services")
    for entry in merged_entries(services) if isinstance(services, Mapping) else ():
        if entry.name != MERGE_KEY:
            yield from _of_service(document, ("services", entry.name), resolved(entry.value))


def _of_service(document: Document, at: KeyPath, node: Node | None) -> Iterator[Refused]:
    yield from _misfit(document, at, node, MAP)
    for entry in merged_entries(node) if isinstance(node, Mapping) else ():
        wanted = _OF_SERVICE.get(entry.name)
        if wanted is not None:
            yield from _misfit(document, (*at, entry.name), resolved(entry.value), wanted)


def _misfit(document: Document, at: KeyPath, node: Node | None, wanted: int) -> Iterator[Refused]:
    is_open = is_opaque(document, node) or getattr(node, "tag", None) is not None
    if not is_open and not _bits(node) & wanted:
        yield Refused(at, wanted, is_null(node))


def _bits(node: Node | None) -> int:
    if isinstance(node, Scalar):
        # Compose fills in variables before it looks.
        return TEXT if "$" in node.value else _BITS.get(kind_of(node, Reader.GO), INT)
    return LIST if isinstance(node, Sequence) else MAP
