"""The rule `env-file-ignored`."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.configenv import config_of
from stacklint.model.envfile import keys_of
from stacklint.model.nodes import Mapping, Sequence, resolved
from stacklint.model.scalars import text_of
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_SHOWN = 3


@rule(category="compose", severity=Severity.WARNING, harm=Harm.MEANING, targets=KUBERNETES)
def env_file_ignored(spec: Spec, stack: Stack, tree: Tree) -> Hits:
    """File of variables that no container gets."""
    for service, paths in _named(stack):
        for path in paths:
            data = tree.read(path)
            keys = () if data is None else keys_of(data)
            set_elsewhere = {*service.environment, *config_of(spec).scalars} if keys else set()
            missing = [key for key in keys if key not in set_elsewhere]
            if missing:
                more = "" if len(missing) <= _SHOWN else f" and {len(missing) - _SHOWN} more"
                names = ", ".join(f"`{key}`" for key in missing[:_SHOWN])
                yield Hit(
                    service.at.below("env_file"),
                    f"`env_file` of `{service.name}` is not read on Kubernetes: {names}{more} of"
                    f" {posixpath.basename(path)} are missing in the container",
                    value=path,
                )


# Many specs share a stack.
@lru_cache(maxsize=256)
def _named(stack: Stack) -> tuple[tuple[Service, tuple[str, ...]], ...]:
    named = ((service, tuple(_files(service))) for service in stack.every_service)
    return tuple((service, paths) for service, paths in named if paths)


def _files(service: Service) -> Iterator[str]:
    """Give the paths of a service's files, below the root of the tree."""
    found = resolved(service.node.get("env_file"))
    folder = posixpath.dirname(service.at.document.name)
    for item in found.items if isinstance(found, Sequence) else [found]:
        node = resolved(item)
        path = text_of(node.get("path") if isinstance(node, Mapping) else node)
        if path and not has_token(path) and not path.startswith(("/", "~")):
            yield posixpath.normpath(posixpath.join(folder, path))
