"""Parts of specs that say the same: what was judged of one need not be judged of the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.nodes import Mapping, resolved

if TYPE_CHECKING:
    from stacklint.model.spec import Spec

Texts: TypeAlias = "tuple[str | None, ...]"


def texts_of(spec: Spec, sections: tuple[str, ...]) -> Texts | None:
    """Give the text of sections (`volumes`, `network.ports`), None for one that is not there.

    None in all where an anchor may let a section say more than is written in it.
    """
    if "&" in spec.document.text:
        return None
    return tuple([_text_at(spec, *section.split(".")) for section in sections])


def _text_at(spec: Spec, name: str, *below: str) -> str | None:
    entry = spec.root.entry(name)
    for step in below:
        node = None if entry is None else resolved(entry.value)
        # What is no mapping has no part: all of it counts.
        if not isinstance(node, Mapping):
            break
        entry = node.entry(step)
    if entry is None:
        return None
    return spec.document.text[entry.key.start : max(entry.key.end, entry.value.end)]
