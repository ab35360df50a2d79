"""Parts of specs that say the same: what was judged of one need not be judged of the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, names_of, resolved

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Entry

Texts: TypeAlias = "tuple[str | tuple[str, ...] | None, ...]"


class Part(NamedTuple):
    """A section at a path of keys, or its keys alone."""

    path: tuple[str, ...]
    keys_alone: bool


def part_named(text: str) -> Part:
    """Give a part by its text: `volumes`, `network.ports`; the keys of `config` are `config:`."""
    return Part(tuple(text.removesuffix(":").split(".")), text.endswith(":"))


def texts_of(spec: Spec, parts: tuple[Part, ...]) -> Texts | None:
    """Give the text of parts, or their keys, None for one that is not there.

    None in all where an anchor may let a section say more than is written in it.
    """
    if "&" in spec.document.text:
        return None
    return tuple([_text_of(spec, part) for part in parts])


def _text_of(spec: Spec, part: Part) -> str | tuple[str, ...] | None:
    (name, *below), keys_alone = part
    entry = spec.root.entry(name)
    for step in below:
        node = None if entry is None else resolved(entry.value)
        # What is no mapping has no part: all of it counts.
        if not isinstance(node, Mapping):
            return _all_of(spec, entry)
        entry = node.entry(step)
    if keys_alone and entry is not None and isinstance(entry.value, Mapping):
        names = tuple(names_of(entry.value.entries))
        # A key that is no text may be a template, as in `{{ x }}`.
        return names if "" not in names else _all_of(spec, entry)
    return _all_of(spec, entry)


def _all_of(spec: Spec, entry: Entry | None) -> str | None:
    if entry is None:
        return None
    return spec.document.text[entry.key.start : max(entry.key.end, entry.value.end)]
