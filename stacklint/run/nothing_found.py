"""Why there was nothing to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.discover import candidates
from stacklint.repo.trees import modules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.tree import Tree
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Scope
    from stacklint.run.workspace import Workspace

_SHAPE = "a YAML file with `deploy-to`, or with `stack` and volumes, network, config …"


def why_nothing(workspace: Workspace, scope: Scope, looked: Looked) -> tuple[str, ...]:
    """Say why no spec and no stack was judged, and where some may be."""
    if scope.touched is not None:
        return (f"no spec or stack is touched ({scope.words})",)
    if looked.scripts:
        return ("no spec is among these paths: scripts were judged without any",)
    none = f"no spec found: a spec is {_SHAPE}; and no stack: `stack.yml` with `pods` and a name"
    tree = scope.tree
    absent = sum(not tree.is_file(path) for path in workspace.files(tree))
    where = "in git, and not on the disk (deleted, or left out of a sparse checkout)"
    excluded = "left out by `exclude`: only a file that is named itself is looked at even so"
    counted = (*_files(absent, where), *_files(_excluded(workspace, tree), excluded))
    return (none, *counted, *_modules(workspace, scope))


def _files(count: int, are: str) -> Iterator[str]:
    if count:
        yield f"{count} YAML {'file here is' if count == 1 else 'files here are'} {are}"


def _excluded(workspace: Workspace, tree: Tree) -> int:
    folders = [path for path in workspace.paths if path == "." or tree.is_dir(path)]
    listed = candidates(tree, folders, workspace.is_template) if folders else []
    return sum(map(workspace.is_excluded, listed))


def _modules(workspace: Workspace, scope: Scope) -> Iterator[str]:
    named = tuple("" if path == "." else f"{path}/" for path in workspace.paths)
    for module in modules_of(scope.tree):
        if f"{module}/".startswith(named):
            shown = workspace.as_typed(module)
            yield f"{shown} is a submodule, so a repository of its own: checked where it is named"
