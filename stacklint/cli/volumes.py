"""`stacklint volumes`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN, UNREADABLE
from stacklint.cli.asked import named_config
from stacklint.cli.errors import say
from stacklint.cli.output import look_of, print_text
from stacklint.model.spec import Spec
from stacklint.repo.discover import Found, Shape, look_at
from stacklint.repo.left import recognised
from stacklint.repo.library import Library
from stacklint.repo.trees import Unreadable
from stacklint.report.chart import Atlas, Chart, Unread, chart_of
from stacklint.report.escape import visible
from stacklint.run.looked import passed_over
from stacklint.run.scope import Asked
from stacklint.run.scoping import scope_of
from stacklint.run.workspace import Workspace, workspaces

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from stacklint.repo.history import History


def run(arguments: argparse.Namespace) -> int:
    """Show the survival map of each spec, or what is on this host."""
    if arguments.live:
        from stacklint.cli.live import run as run_live  # noqa: PLC0415 -- it knows the deployer

        return run_live(arguments)
    look = look_of(arguments.color)
    atlas = _atlas(arguments)
    if arguments.format == "json":
        from stacklint.report.volumes_data import volumes_data  # noqa: PLC0415 -- `json` is for it

        print_text(volumes_data(atlas))
    else:
        from stacklint.report.volumes import volumes_text  # noqa: PLC0415 -- only for this format

        is_one = len(arguments.paths) == 1 and not Path(arguments.paths[0]).is_dir()
        print_text(volumes_text(atlas.charts, look, with_headings=not is_one))
        for note in atlas.notes:
            say(f"note: {visible(note, unicode=look.unicode)}")
    for unread in atlas.unread:
        say(f"error: {visible(f'{unread.file} {unread.why}', unicode=look.unicode)}")
    return UNREADABLE if atlas.unread else CLEAN


def _atlas(arguments: argparse.Namespace) -> Atlas:
    config = named_config(arguments)
    found = workspaces(arguments.paths or ["."], config_file=config, isolated=arguments.isolated)
    seen = [one for workspace in found for one in _survey(workspace)]
    charts = tuple(one for one in seen if isinstance(one, Chart))
    unread = tuple(one for one in seen if isinstance(one, Unread))
    notes = tuple(one for one in seen if isinstance(one, str))
    if not charts and not unread:
        notes = (*notes, "no spec found: a spec is a YAML file with `deploy-to`, or with `stack`")
    return Atlas(charts, unread, notes)


def _survey(workspace: Workspace) -> Iterator[Chart | Unread | str]:
    """Look at each file that may be a spec, in order; a sentence stands for one passed over."""
    for path in workspace.missing:
        yield Unread(workspace.as_typed(path), workspace.why_missing(path))
    library = Library(workspace.worktree, workspace.stack_roots)
    paths = workspace.files(workspace.worktree)
    history = scope_of(workspace, Asked()).history(paths)
    for path in paths:
        try:
            yield from _look(workspace, library, _found(workspace, history, path))
        except Unreadable as error:
            file = workspace.as_typed(error.path)
            yield Unread(file, f"cannot be read: {error.words}")


def _found(workspace: Workspace, history: History, path: str) -> Found:
    """Tell what a file is, or was before a change left nothing of it."""
    tree = workspace.worktree
    found = look_at(tree, path, is_template=workspace.is_template(path))
    return recognised(found, tree, history)


def _look(workspace: Workspace, library: Library, found: Found) -> Iterator[Chart | Unread | str]:
    file = workspace.as_typed(found.path)
    is_named = found.path in workspace.paths
    document, why = found.document, _why_unread(found)
    if document is not None and not why and (is_named or found.shape is Shape.SPEC):
        yield chart_of(library.bundle(Spec(document, workspace.config.dialect)), file)
    elif is_named or _is_broken(found):
        yield Unread(file, why)
    elif found.shape is Shape.SPEC:
        yield f"{file} {why}"
    else:
        yield from passed_over(found._replace(path=file), named=False)


def _is_broken(found: Found) -> bool:
    """Tell whether a file is a spec that has to be YAML; a template need not be, unrendered."""
    return found.shape is Shape.SPEC and found.document is not None and not found.document.masked


_NO_SPEC = {
    Shape.MISSING: "is no file that can be read",
    Shape.MANIFEST: "is a Kubernetes manifest, not a spec",
    Shape.OTHER: "is no spec (neither `deploy-to` nor `stack` in it)",
    Shape.PLAYBOOK: "is a list, as playbooks are, and no spec",
    Shape.PIPELINE: "has jobs, as pipelines do, and is no spec",
}


def _why_unread(found: Found) -> str:
    """Say why there is no map of a file; empty where there is."""
    document = found.document
    if document is None:
        return _NO_SPEC[found.shape]
    if document.fault is None:
        many = f"holds {document.count} YAML documents, and may hold one"
        return many if document.count > 1 else ""
    if document.masked:
        return "is a template that is no YAML before it is rendered"
    line = document.position(document.fault.offset).line
    return f"cannot be read: {document.fault.words} (line {line})"
