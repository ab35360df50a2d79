"""The environment of a service: of a list or a mapping, with what `env_file` and `config` add.

Source: compose takes `environment` over `env_file`; laconic-so takes `config` over both and gives
all of it to every container (reference on dialects, sections e and f).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.configuration import env_lines
from deployer.wanted.interpolation import deferred, filled, for_kubelet
from deployer.wanted.resource import CannotRender
from stacklint.model.compose.envfile import OF_CONFIG
from stacklint.model.yaml.nodes import Mapping, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.configuration import Variables
    from stacklint.model.compose.file import Service
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place


def environment_of(service: Service, values: Variables, tree: Tree) -> dict[str, str]:
    """Give the environment of a container of a pod."""
    found = _from_files(service, values, tree) | _own(service, values)
    names = frozenset((*found, *values.texts)) | values.unwritten
    texts = {name: for_kubelet(text, names) for name, text in {**found, **values.texts}.items()}
    return {name: text for name, text in texts.items() if not _is_of_secret(name, text, values)}


def _is_of_secret(name: str, text: str, values: Variables) -> bool:
    """Tell whether a Secret sets it: what stands here would hide that."""
    return name in values.generated or text == f"$({name})"


def _own(service: Service, values: Variables) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text, at in _written(service):
        # What `config` sets takes the place of it, whatever stands there.
        if name in values.texts:
            found[name] = values.texts[name]
        elif text is not None:
            found[name] = deferred(text, values, at)
    return found


def _written(service: Service) -> Iterator[tuple[str, str | None, Place]]:
    """Give names and texts as they stand; None is for a value that is to be passed on."""
    node, at = service.node.get("environment"), service.at.below("environment")
    if isinstance(node, Mapping):
        for entry in merged_entries(node):
            yield entry.name, text_of(entry.value), at.below(entry.name)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            name, equals, text = (text_of(item) or "").partition("=")
            yield name, text if equals else None, at.below(index)


def _from_files(service: Service, values: Variables, tree: Tree) -> dict[str, str]:
    node, at = service.node.get("env_file"), service.at.below("env_file")
    items = node.items if isinstance(node, Sequence) else [] if node is None else [node]
    found: dict[str, str] = {}
    for item in items:
        path, is_required = _file_of(resolved(item))
        # All that it holds, each container has anyway.
        if path == OF_CONFIG:
            continue
        data = tree.read(at.document.beside(filled(path, values, at)))
        if data is None and is_required:
            words = f"env_file {path} of {service.name} is not there, and compose would not start"
            raise CannotRender(words, at)
        found |= env_lines((data or b"").decode("utf-8", "replace"))
    return found


def _file_of(node: Node | None) -> tuple[str, bool]:
    if isinstance(node, Mapping):
        return text_of(node.get("path")) or "", text_of(node.get("required")) != "false"
    return text_of(node) or "", True
