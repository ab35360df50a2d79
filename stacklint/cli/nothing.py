"""Why there was nothing to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.trees import modules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.cli.looked import Looked
    from stacklint.cli.scope import Scope
    from stacklint.cli.workspace import Workspace

_SHAPE = "a YAML file with `deploy-to`, or with `stack` and volumes, network, config …"


def why_nothing(workspace: Workspace, scope: Scope, looked: Looked) -> tuple[str, ...]:
    """Say why no spec and no stack was judged, and where some may be."""
    if scope.touched is not None:
        return (f"no spec or stack is touched ({scope.words})",)
    if looked.scripts:
        return ("no spec is among these paths: scripts were judged without any",)
    none = f"no spec found: a spec is {_SHAPE}; and no stack: `stack.yml` with `pods` and a name"
    return (none, *_absent(workspace, scope), *_modules(workspace, scope))


def _absent(workspace: Workspace, scope: Scope) -> Iterator[str]:
    count = sum(not scope.tree.is_file(path) for path in workspace.files(scope.tree))
    if count:
        files = "YAML file here is" if count == 1 else "YAML files here are"
        where = "in git, and not on the disk (deleted, or left out of a sparse checkout)"
        yield f"{count} {files} {where}"


def _modules(workspace: Workspace, scope: Scope) -> Iterator[str]:
    named = tuple("" if path == "." else f"{path}/" for path in workspace.paths)
    for module in modules_of(scope.tree):
        if f"{module}/".startswith(named):
            shown = workspace.as_typed(module)
            yield f"{shown} is a submodule, so a repository of its own: checked where it is named"
