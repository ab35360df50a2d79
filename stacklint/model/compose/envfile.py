"""Files of variables, one `KEY=value` a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.file import Service
    from stacklint.model.yaml.place import Place

_LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=", re.MULTILINE)
OF_CONFIG = "../config.env"
"""The file that each deployment has itself, as its compose files see it: the values of `config`."""
_FALSE = frozenset({"false", "False", "FALSE"})


class EnvFile(NamedTuple):
    """A file of variables that a service names; `path` is below the root of the tree.

    `is_needed` is false where compose does without it.
    """

    written: str
    path: str
    at: Place
    is_needed: bool

    @property
    def is_of_host(self) -> bool:
        """It lies where the deployment is made, and in no repository."""
        return self.written.startswith(("/", "~"))


def keys_of(data: bytes) -> tuple[str, ...]:
    """Give the names that a file sets, each once, in order."""
    return tuple(dict.fromkeys(_LINE.findall(data.decode("utf-8", "replace"))))


def env_files_of(service: Service) -> Iterator[EnvFile]:
    """Give the files of `env_file`, without those of the host and those that a variable names."""
    for file in _known(service):
        if not file.is_of_host:
            yield file


def host_files_of(service: Service) -> Iterator[EnvFile]:
    """Give the files of the host that `env_file` names."""
    return (file for file in _known(service) if file.is_of_host)


def _known(service: Service) -> Iterator[EnvFile]:
    for written, at, is_needed in _named(service):
        if "$" not in written and not has_token(written):
            yield EnvFile(written, at.document.beside(written), at, is_needed)


def _named(service: Service) -> Iterator[tuple[str, Place, bool]]:
    """Give the paths as they are written, in one form of the four there are."""
    found, at = resolved(service.node.get("env_file")), service.at.below("env_file")
    places = [at.value]
    items = [found]
    if isinstance(found, Sequence):
        items = [resolved(item) for item in found.items]
        places = [at.below(index) for index in range(len(items))]
    for node, place in zip(items, places, strict=True):
        if isinstance(node, Mapping):
            path, is_needed = text_of(node.get("path")), text_of(node.get("required")) not in _FALSE
            if path:
                yield path, place.below("path").value, is_needed
        elif text := text_of(node):
            yield text, place, True
