"""What a change concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.trees import GitTree

if TYPE_CHECKING:
    from stacklint.model.bundle import Bundle, Stack
    from stacklint.model.tree import Tree
    from stacklint.repo.git_output import Raw
    from stacklint.run.workspace import Workspace


def touches(touched: frozenset[str], bundle: Bundle, files: set[str]) -> bool:
    """Tell whether a change concerns a spec: by its files, or by what lies beside its stack."""
    if bundle.stack is None:
        name = (bundle.spec.stack or "").strip("./")
        # A submodule that was taken out is one path, and its stacks lay below.
        by_name = bool(name) and any(
            name in path or name.startswith(f"{path}/") for path in touched
        )
        return by_name or not touched.isdisjoint(files)
    sources = [configmap.source.clean for configmap in bundle.spec.configmaps if configmap.source]
    return touches_stack(touched, bundle.stack, files) or any(
        path.startswith(tuple(sources)) for path in touched
    )


def touches_stack(touched: frozenset[str], stack: Stack, files: set[str]) -> bool:
    """Tell whether a change concerns a stack: by some files, or by what lies beside it."""
    directory = stack.file.directory
    base = directory.rsplit("/", 2)[0] + "/" if directory.count("/") > 1 else ""
    places = (
        directory + "/",
        *(f"{base}{name}/" for name in ("config", "compose", "compose-jobs")),
    )
    return not touched.isdisjoint(files) or any(path.startswith(places) for path in touched)


def paths_of(workspace: Workspace, changes: list[Raw]) -> frozenset[str]:
    """Give the paths, old and new, that a change concerns, those in submodules too."""
    found = {path for raw in changes for path in (raw.path, raw.old_path)}
    folders = [raw for raw in changes if workspace.worktree.is_dir(raw.path)]
    if folders:
        # Imported late: a changed path that is a directory is a submodule.
        from stacklint.repo.modules import changed_within  # noqa: PLC0415

        found.update(*(changed_within(workspace.folder, raw) for raw in folders))
    return frozenset(found)


def through_links(touched: frozenset[str], *trees: Tree) -> frozenset[str]:
    """Add the paths by which what is touched is reached through links."""
    for tree in trees:
        if isinstance(tree, GitTree):
            touched = touched.union(tree.through(touched))
    return touched
