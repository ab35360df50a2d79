"""The rule `env-file-ignored`."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.envfile import env_files_of, keys_of
from stacklint.model.configenv import config_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.envfile import EnvFile
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_SHOWN = 3


@rule(
    category="compose",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def env_file_ignored(spec: Spec | None, stack: Stack, tree: Tree) -> Hits:
    """File of variables that no container gets."""
    for service, file in () if stack.is_for_fork(spec) else _named(stack):
        keys = keys_of(tree.read(file.path) or b"")
        set_elsewhere = _set_elsewhere(service, spec) if keys else set()
        missing = [key for key in keys if key not in set_elsewhere]
        if missing:
            more = "" if len(missing) <= _SHOWN else f" and {len(missing) - _SHOWN} more"
            names = ", ".join(f"`{key}`" for key in missing[:_SHOWN])
            yield Hit(
                service.at.below("env_file"),
                f"`env_file` of `{service.name}` is not read on Kubernetes: {names}{more} of"
                f" {posixpath.basename(file.path)}"
                f" {'is' if len(missing) == 1 else 'are'} missing in the container",
                value=file.path,
            )


def _set_elsewhere(service: Service, spec: Spec | None) -> set[str]:
    return {*service.environment, *(() if spec is None else config_of(spec).named)}


# Many specs share a stack.
@lru_cache(maxsize=256)
def _named(stack: Stack) -> tuple[tuple[Service, EnvFile], ...]:
    return tuple((service, x) for service in stack.every_service for x in env_files_of(service))
