"""Parts of specs that say the same: what was judged of one need not be judged of the next."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Entry, Node

Texts: TypeAlias = "tuple[str | tuple[str, ...] | None, ...]"


class Part(NamedTuple):
    """A section at a path of keys, or its keys alone."""

    path: tuple[str, ...]
    keys_alone: bool


# Many rules read the same ones.
@lru_cache(maxsize=256)
def part_named(text: str) -> Part:
    """Give a part by its text: `volumes`, `network.ports`; the keys of `config` are `config:`."""
    return Part(tuple(text.removesuffix(":").split(".")), text.endswith(":"))


def texts_of(spec: Spec, parts: tuple[Part, ...]) -> Texts | None:
    """Give the text of parts, or their keys, None for one that is not there.

    None in all where an anchor may let a section say more than is written in it.
    """
    text, root = spec.document.text, spec.root
    if "&" in text:
        return None
    return tuple([_text_of(text, root, part) for part in parts])


def _text_of(text: str, root: Mapping, part: Part) -> str | tuple[str, ...] | None:
    """Give what a part says; there are no aliases to follow."""
    path, keys_alone = part
    entry: Entry | None = None
    node: Node = root
    for step in path:
        # What is no mapping has no part: all of it counts.
        if type(node) is not Mapping:
            break
        entry = node.entry(step)
        if entry is None:
            return None
        node = entry.value
    else:
        # A key that is no text may be a template, as in `{{ x }}`.
        if keys_alone and type(node) is Mapping and "" not in node.named:
            return tuple(node.named)
    return None if entry is None else text[entry.key.start : max(entry.key.end, node.end)]
