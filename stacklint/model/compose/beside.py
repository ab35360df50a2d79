"""Files that a compose file is made of, beside itself, and that compose cannot do without.

Source of the facts: docker compose 2.26, which reads them from the directory of the project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.references import SECTIONS, references_of
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Node, Sequence, merged_entries, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.file import Compose

_KINDS = ("secret", "config")


class Beside(NamedTuple):
    """A file as it is written, and what it is for (`extends of web`, `secret key`)."""

    what: str
    written: str
    at: Place


def files_beside(compose: Compose) -> Iterator[Beside]:
    """Give the files, without those of the host and those that a variable names."""
    for file in (*_extended(compose), *_included(compose), *_handed(compose)):
        is_known = file.written and "$" not in file.written and not has_token(file.written)
        if is_known and not file.written.startswith(("/", "~")):
            yield file


def _extended(compose: Compose) -> Iterator[Beside]:
    for service in compose.services:
        found = resolved(service.node.get("extends"))
        if isinstance(found, Mapping) and not service.has_profiles:
            at = service.at.below("extends", "file").value
            yield Beside(f"extends of {service.name}", text_of(found.get("file")) or "", at)


def _included(compose: Compose) -> Iterator[Beside]:
    root = compose.document.mapping
    found = None if root is None else resolved(root.get("include"))
    for index, item in enumerate(found.items if isinstance(found, Sequence) else ()):
        node, at = resolved(item), Place(compose.document, ("include", index))
        if isinstance(node, Mapping):
            node, at = resolved(node.get("path")), at.below("path")
        if isinstance(node, Sequence):
            for number, path in enumerate(node.items):
                yield Beside("include", _text(path), at.below(number).value)
        else:
            yield Beside("include", _text(node), at.value)


def _handed(compose: Compose) -> Iterator[Beside]:
    """Give the files of secrets and configs; one that no service names, compose never reads."""
    starting = (x for x in compose.services if not x.has_profiles)
    used = {(x.kind, x.name) for service in starting for x in references_of(service)}
    root = compose.document.mapping
    for kind in _KINDS:
        found = None if root is None else resolved(root.get(SECTIONS[kind]))
        for entry in merged_entries(found) if isinstance(found, Mapping) else ():
            node = resolved(entry.value)
            if isinstance(node, Mapping) and (kind, entry.name) in used:
                at = Place(compose.document, (SECTIONS[kind], entry.name, "file")).value
                yield Beside(f"{kind} {entry.name}", text_of(node.get("file")) or "", at)


def _text(node: Node | None) -> str:
    return text_of(resolved(node)) or ""
