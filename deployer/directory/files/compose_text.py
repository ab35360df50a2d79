"""A compose file with the ports and volumes of a spec put in, all else as it stands.

The edit is read back: data other than what was meant, and nothing is given.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from deployer.errors import CannotDo
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Alias, Mapping, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import text_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.file import Compose
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Entry, KeyPath, Node
    from stacklint.model.yaml.scalars import Value

Data: TypeAlias = "Value | list[Data] | dict[str, Data]"


class _Put(NamedTuple):
    """A value for the entry at a path, which is made where it is missing."""

    path: KeyPath
    data: Data


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def fitted(compose: Compose, ports: dict[str, list[Data]], devices: dict[str, str]) -> str:
    """Give the text with these ports of services, and these host directories behind volumes."""
    puts = [*_ports(compose, ports), *_devices(compose, devices)]
    text = compose.document.text
    edits = sorted(_edit(compose.document, put) for put in puts)
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    if puts:
        _guard(compose.document, puts, text_document(compose.file, text))
    return text


def _ports(compose: Compose, ports: dict[str, list[Data]]) -> Iterator[_Put]:
    for service in compose.services:
        listed = ports.get(service.name, [])
        # What the file says already stays as it is, with the comments between its lines.
        if service.name in ports and _texts(service.node.get("ports")) != listed:
            yield _Put(("services", service.name, "ports"), listed)


def _texts(node: Node | None) -> list[Data] | None:
    node = resolved(node)
    return [text_of(x) or "" for x in node.items] if isinstance(node, Sequence) else None


def _devices(compose: Compose, devices: dict[str, str]) -> Iterator[_Put]:
    for name in compose.volumes:
        if name in devices:
            options: Data = {"type": "none", "device": devices[name], "o": "bind"}
            yield _Put(("volumes", name), {"driver": "local", "driver_opts": options})


def _edit(document: Document, put: _Put) -> _Edit:
    new = json.dumps(put.data, ensure_ascii=False)
    _, holder = document.find(put.path[:-1])
    if not isinstance(holder, Mapping) or not holder.entries:
        raise _odd(document, put)
    # What `<<` brings in is other services' as well: it is hidden by an entry of its own.
    own = next((entry for entry in holder.entries if entry.name == put.path[-1]), None)
    if own is not None:
        return _replaced(document, own, f": {new}")
    start = holder.entries[0].key.start
    added = f"{put.path[-1]}: {new}"
    if holder.flow:
        return _Edit(start, start, f"{added}, ")
    indent = " " * (start - document.text.rfind("\n", 0, start) - 1)
    return _Edit(start, start, f"{added}\n{indent}")


def _replaced(document: Document, entry: Entry, new: str) -> _Edit:
    start, node = entry.key.end, entry.value
    colon = document.text.find(":", start)
    is_empty = isinstance(node, Scalar) and node.is_empty
    return _Edit(start, colon + 1 if is_empty else node.end, new)


def _guard(before: Document, puts: list[_Put], after: Document) -> None:
    wanted = data_of(before.root)
    for put in puts:
        if _shared(before, put.path):
            raise _odd(before, put)
        _put(wanted, put)
    if after.fault is not None or after.count != 1 or data_of(after.root) != wanted:
        raise _odd(before, puts[0])


def _shared(document: Document, path: KeyPath) -> str:
    """Say which part on the way to a place is another one's too; empty where none is."""
    for depth in range(1, len(path)):
        _, node = document.find(path[:depth])
        if isinstance(node, Alias):
            name, alias = ".".join(map(str, path[:depth])), f"*{node.name}"
            return f"{name} is `{alias}`, which others may be too: write `<<: {alias}` below it"
    return ""


def _put(data: Data, put: _Put) -> None:
    for part in put.path[:-1]:
        assert isinstance(data, dict)  # noqa: S101 -- the path was found
        data = data[str(part)]
    assert isinstance(data, dict)  # noqa: S101 -- the path was found
    data[str(put.path[-1])] = put.data


def _odd(document: Document, put: _Put) -> CannotDo:
    where = ".".join(map(str, put.path))
    odd = "it is written in a way that cannot be edited safely; write it as `key: value`, unaliased"
    shared = _shared(document, put.path)
    why = shared or odd
    return CannotDo(f"{where} of {document.name}", why)


def data_of(node: Node | None) -> Data:
    """Give the data of a node as plain values."""
    node = resolved(node)
    if node is None or isinstance(node, Scalar):
        return None if node is None else value_of(node)
    if isinstance(node, Mapping):
        return {entry.name: data_of(entry.value) for entry in node.entries}
    return [data_of(item) for item in node.items]
