"""What the services of a compose file refer to, beside volumes and files.

Source of the facts: docker compose 2.26, which refuses a whole project for one such name that
nothing declares. It does not look at services whose profile is not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.waiting import is_spared
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Node, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.file import Service
    from stacklint.model.yaml.place import Place

SECTIONS = {"network": "networks", "secret": "secrets", "config": "configs"}
"""What is declared at the top level, and where."""

WAITS = "depends_on"
"""The key of a service that holds nothing but what has to start before it."""

_SERVICE = "service"
_MODES = ("network_mode", "pid", "ipc")
_OF_DEFAULT = "default"


class Reference(NamedTuple):
    """A name that a service uses: of another `service`, a `network`, a `secret` or a `config`."""

    kind: str
    name: str
    at: Place

    @property
    def key(self) -> str:
        """The key of the service that holds it."""
        return str(self.at.path[2])


def references_of(service: Service) -> Iterator[Reference]:
    """Give what a service cannot do without; names that a variable holds are left out."""
    for reference in (*_services(service, leaves_out=True), *_declared(service)):
        if _is_known(reference):
            yield reference


def dependencies_of(service: Service) -> Iterator[Reference]:
    """Give the services after which docker compose starts one, also those that it can spare."""
    return filter(_is_known, _services(service, leaves_out=False))


def extended_by(service: Service) -> Reference | None:
    """Give the service of the same file that one extends."""
    node, at = resolved(service.node.get("extends")), service.at.below("extends")
    if isinstance(node, Mapping):
        if node.get("file") is not None:
            return None
        node, at = resolved(node.get("service")), at.below("service")
    reference = Reference(_SERVICE, text_of(node) or "", at.value)
    return reference if _is_known(reference) else None


def _is_known(reference: Reference) -> bool:
    name = reference.name
    return bool(name) and "$" not in name and not has_token(name)


def _services(service: Service, *, leaves_out: bool) -> Iterator[Reference]:
    for name, node, at in _items(service, WAITS):
        if not (leaves_out and is_spared(node)):
            yield Reference(_SERVICE, name, at)
    for key in ("links", "volumes_from"):
        for text, _, at in _items(service, key):
            name, *_ = text.split(":")
            if name != "container":
                yield Reference(_SERVICE, name, at)
    for key in _MODES:
        kind, _, name = (text_of(service.node.get(key)) or "").partition(":")
        if kind == _SERVICE:
            yield Reference(_SERVICE, name, service.at.below(key).value)


def _declared(service: Service) -> Iterator[Reference]:
    for kind, section in SECTIONS.items():
        for name, node, at in _items(service, section):
            source = text_of(node.get("source")) if isinstance(node, Mapping) else None
            if (kind, name) != ("network", _OF_DEFAULT):
                yield Reference(kind, source or name, at)


def _items(service: Service, key: str) -> Iterator[tuple[str, Node | None, Place]]:
    """Give the names in a list or a mapping, with what is written beside each."""
    found, at = resolved(service.node.get(key)), service.at.below(key)
    if isinstance(found, Sequence):
        for index, item in enumerate(found.items):
            yield text_of(item) or "", resolved(item), at.below(index)
    elif isinstance(found, Mapping):
        for entry in merged_entries(found):
            yield entry.name, resolved(entry.value), at.below(entry.name)
