"""What the compose files of a stack say together of a service, or another part."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.yaml.nodes import KeyPath, Node

Keys: TypeAlias = "tuple[str | int, ...]"

_SIZE = Pattern(r"(?i)(\d+(?:\.\d*)?) ?([kmgtp]?)i?b?")


class Part(NamedTuple):
    """What all files together say of a service or another part: the last one counts."""

    path: KeyPath
    said: tuple[tuple[Place, Mapping], ...]

    def find(self, keys: Keys) -> tuple[Place, Node] | None:
        """Give what counts below it."""
        for at, node in self.said:
            found = _below(node, keys)
            if found is not None:
                return at.below(*keys), found
        return None

    def place(self, keys: Keys) -> Place:
        """Give the place of what was found."""
        found = self.find(keys)
        return self.said[0][0].below(*keys) if found is None else found[0]

    def text(self, keys: Keys) -> str:
        """Give the text at a path, empty where there is none or a variable decides."""
        found = self.find(keys)
        text = None if found is None else text_of(found[1])
        return text if text and "$" not in text and not has_token(text) else ""

    def amount(self, keys: Keys) -> float | None:
        """Give a size in bytes, or a number; None where there is none to compare."""
        text = self.text(keys)
        found = _SIZE.fullmatch(text) if text else None
        return (
            None
            if found is None
            else float(found[1]) * 1024.0 ** " kmgtp".index(found[2].lower() or " ")
        )

    def is_full(self, keys: Keys) -> bool:
        """Tell whether there is a text at a path, or something in a list or a mapping."""
        node = None if (found := self.find(keys)) is None else resolved(found[1])
        if isinstance(node, Sequence):
            return bool(node.items)
        return bool(node.entries) if isinstance(node, Mapping) else bool(self.text(keys))


def parts_in(stack: Stack, section: str) -> list[Part]:
    """Give the parts of a section, but for those of templates; the last file comes first."""
    found: dict[str, list[tuple[Place, Mapping]]] = {}
    for compose in (pod.compose for pod in stack.pods):
        document = compose.document
        for name, node in () if document.masked else compose.parts_of(section):
            found.setdefault(name, []).insert(0, (Place(document, (section, name)), node))
    return [Part((section, name), tuple(said)) for name, said in found.items()]


def _below(node: Node, keys: Keys) -> Node | None:
    found: Node | None = node
    for key in keys:
        if isinstance(key, int):
            found = found.items[key] if isinstance(found, Sequence) else None
        else:
            found = found.get(key) if isinstance(found, Mapping) else None
        found = resolved(found)
    return found
