"""The three programs that read specs, and how to tell for which one a spec is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.document import Document


class Dialect(Enum):
    """A program, or a build of it, that reads specs."""

    LACONIC_SO = "laconic-so"
    NEWER = "newer-laconic-so"
    FORK = "fork"


FORK_KEYS = ("runtime-class", "backup", "cluster-issuer")
_FORK_SECRETS = ("generate", "env:", "file:", "env-file:", "exec:")
_SECURITY_KEYS = {"privileged", "capabilities", "unlimited-memlock", "runtime-class"}


def hinted_dialects(document: Document) -> frozenset[Dialect]:
    """Collect the dialects other than laconic-so's own that a spec shows traits of."""
    root = resolved(document.root)
    if isinstance(root, Sequence):
        return frozenset({Dialect.FORK})
    if not isinstance(root, Mapping):
        return frozenset()
    return frozenset(_hints(root, document))


def guessed_dialect(hints: frozenset[Dialect]) -> Dialect:
    """Choose a dialect from hints: the one that is hinted at, laconic-so where they disagree."""
    return next(iter(hints)) if len(hints) == 1 else Dialect.LACONIC_SO


def _hints(root: Mapping, document: Document) -> Iterator[Dialect]:
    if any(map(root.entry, FORK_KEYS)) or isinstance(root.get("stack"), Sequence):
        yield Dialect.FORK
    if any(volume.entry("path") for _, volume in _mappings(root, "volumes")):
        yield Dialect.FORK
    if any(name not in _SECURITY_KEYS for name, _ in _mappings(root, "security")):
        yield Dialect.FORK
    if root.entry("secrets"):
        yield from _secret_hints(root)
    if any("websocket" in x.named for x in document.mappings) and _has_websocket(root):
        yield Dialect.NEWER


def _secret_hints(root: Mapping) -> Iterator[Dialect]:
    found = root.get("secrets")
    for entry in merged_entries(found) if isinstance(found, Mapping) else ():
        value = resolved(entry.value)
        text = text_of(value)
        if text is not None and text.startswith(_FORK_SECRETS):
            yield Dialect.FORK
        if isinstance(value, Mapping) and value.entry("keys"):
            yield Dialect.NEWER


def _has_websocket(root: Mapping) -> bool:
    network = root.get("network")
    proxies = network.get("http-proxy") if isinstance(network, Mapping) else None
    for proxy in map(resolved, proxies.items if isinstance(proxies, Sequence) else []):
        routes = proxy.get("routes") if isinstance(proxy, Mapping) else None
        for route in map(resolved, routes.items if isinstance(routes, Sequence) else []):
            if isinstance(route, Mapping) and route.entry("websocket"):
                return True
    return False


def _mappings(root: Mapping, section: str) -> list[tuple[str, Mapping]]:
    """Give what a section holds that is a mapping; most of what sections hold is text."""
    found = root.get(section)
    return [
        (entry.name, value)
        for entry in (merged_entries(found) if isinstance(found, Mapping) else ())
        if type(entry.value) is not Scalar and isinstance(value := resolved(entry.value), Mapping)
    ]
