"""Secrets of a document that was read, told by the keys above them or the words before them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.enums import Enum
from stacklint.model.secrets.patterns import (
    KEYS_OF_SECRETS,
    NAMED_THINGS,
    TOLD,
    is_secret_key,
    is_secret_value,
    lists_secrets,
    maps_secrets,
    tells_about,
)
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.nodes import Entry, Mapping, Node, Scalar, resolved
from stacklint.model.yaml.nodes import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator


class Above(Enum):
    """What the keys above a value say of it.

    Below a secret's key, all but what tells about it is one. Below `secrets` a value is one, and an
    item is the name of one. What has a name of its own, as a service, may be called after one.
    """

    NOTHING = "nothing"
    SECRET = "secret"  # noqa: S105 -- a word
    SECRETS = "secrets"
    THINGS = "things"


_Found: TypeAlias = tuple[Node | None, Above]


def secret_nodes(root: Node | None) -> Iterator[Scalar]:
    """Give the values whose keys name a secret, at their anchors where they are aliases."""
    stack: list[_Found] = [(root, Above.NOTHING)]
    seen: set[tuple[int, Above]] = set()
    while stack:
        written, above = stack.pop()
        node = resolved(written)
        if node is None or (id(node), above) in seen:
            continue
        seen.add((id(node), above))
        if isinstance(node, Scalar):
            if above is Above.SECRET and is_secret_value(node.value):
                yield node
        elif isinstance(node, Mapping):
            stack += _entries(node, above)
        else:
            yield from _behind_options(node)
            stack += [(item, _of_item(item, above)) for item in node.items]


def _of_item(item: Node, above: Above) -> Above:
    is_name = isinstance(resolved(item), Scalar) and above is Above.SECRETS
    return Above.NOTHING if is_name else above


def _entries(mapping: Mapping, above: Above) -> Iterator[_Found]:
    # `- name: DB_PASSWORD` with `value: ...` is how Kubernetes writes a variable.
    named = mapping.get("name")
    for entry in mapping.entries:
        is_value = entry.name == "value" and isinstance(named, Scalar)
        name = named.value if is_value and isinstance(named, Scalar) else entry.name
        if isinstance(resolved(entry.value), Scalar):
            yield entry.value, _of_scalar(name, above)
        else:
            yield entry.value, _of_collection(entry, above)


def _of_scalar(name: str, above: Above) -> Above:
    is_below = above in {Above.SECRET, Above.SECRETS} and not tells_about(name)
    return Above.SECRET if is_below or is_secret_key(name) else Above.NOTHING


def _of_collection(entry: Entry, above: Above) -> Above:
    name = entry.name
    if above in {Above.SECRET, Above.SECRETS}:
        return Above.NOTHING if tells_about(name) else above
    if name in KEYS_OF_SECRETS:
        return Above.SECRETS
    if above is Above.THINGS:
        return Above.NOTHING
    if name in NAMED_THINGS:
        return Above.THINGS
    is_list = isinstance(resolved(entry.value), SequenceNode)
    has_secrets = lists_secrets(name) if is_list else maps_secrets(name)
    return Above.SECRET if has_secrets else Above.NOTHING


def _behind_options(words: SequenceNode) -> Iterator[Scalar]:
    """Give what stands behind an option that names a secret, in a command that is a list."""
    for option, value in pairwise(map(resolved, words.items)):
        if not (isinstance(option, Scalar) and isinstance(value, Scalar)):
            continue
        if option.value.startswith("--") and is_secret_key(option.value):
            yield value


def told_in(words: SequenceNode, text: str) -> Iterator[Span]:
    """Give the parts of a list's words that a program takes for a secret, as `curl -u me:…`."""
    scalars = [node for node in map(resolved, words.items) if isinstance(node, Scalar)]
    line = " ".join(node.value for node in scalars)
    for match in (found for pattern in TOLD for found in pattern.finditer(line)):
        at = 0
        for node in scalars:
            end = at + len(node.value)
            first, last = max(match.start("secret"), at), min(match.end("secret"), end)
            if first < last:
                yield _written(node, node.value[first - at : last - at], text)
            at = end + 1


def _written(node: Scalar, part: str, text: str) -> Span:
    """Find a part of a value where it is written; all of it, where it is written otherwise."""
    start = text.rfind(part, node.start, node.end)
    return Span(node.start, node.end) if start < 0 else Span(start, start + len(part))
