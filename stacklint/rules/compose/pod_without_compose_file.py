"""The rule `pod-without-compose-file`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_STARTS = ("composefile", "compose", "docker-compose")
_ENDINGS = (".yml", ".yaml")


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def pod_without_compose_file(stack: Stack, tree: Tree) -> Hits:
    """Directory of a pod that holds no compose file."""
    here = {pod.name for pod in stack.pods}
    for pod in stack.file.pods:
        if pod.path is None or pod.repository is not None or pod.name in here:
            continue
        if has_token(pod.path) or any(_has_compose(tree, x) for x in _places(stack, pod.path)):
            continue
        yield Hit(
            pod.at,
            f"`{pod.name}`: there is no {posixpath.normpath(pod.path)}/composefile.yml, and so"
            " nothing of it to deploy",
            value=pod.name,
        )


def _places(stack: Stack, path: str) -> Iterator[str]:
    """Give the directories that a path may mean: it is taken from the root of the repository."""
    start = stack.file.directory
    while start:
        yield posixpath.normpath(posixpath.join(start, path))
        start = posixpath.dirname(start)
    yield posixpath.normpath(path)


def _has_compose(tree: Tree, directory: str) -> bool:
    names = tree.names(directory)
    return any(name.startswith(_STARTS) and name.endswith(_ENDINGS) for name in names)
