"""`stacklint deploy plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.found import NOTHING
from deployer.hooks.defined import hook_notes
from deployer.plan import plan_of
from deployer.plan.text import Heading, plan_text
from deployer.wanted import wanted
from deployer.wanted.resource import Credentials, Identity, Surroundings
from stacklint.cli.deploy import CHANGES, DONE
from stacklint.cli.deploy.again import OF_WHAT_RUNS
from stacklint.cli.deploy.screen import columns, harmless, print_data
from stacklint.cli.deploy.where import spec_in, workspace_of
from stacklint.cli.errors import UsageError
from stacklint.cli.output import print_text
from stacklint.model.spec import Spec
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Sequence
from stacklint.model.yaml.scalars import text_of
from stacklint.repo.discover import Shape, look_at
from stacklint.repo.library import Library

if TYPE_CHECKING:
    import argparse

    from deployer.plan import Plan
    from stacklint.model.bundle import Bundle
    from stacklint.run.workspace import Workspace

MADE_LATER = "(made by create)"
"""Stands for what a deployment has and a spec alone does not."""


def run(arguments: argparse.Namespace) -> int:
    """Show the next revision of a deployment, or the first of a spec."""
    if arguments.dir:
        from stacklint.cli.deploy.planned import show  # noqa: PLC0415 -- a spec alone needs no target

        return show(arguments)
    _guard_alone(arguments)
    heading, plan = _planned(arguments)
    if arguments.format == "json":
        from deployer.plan.data import plan_data  # noqa: PLC0415 -- it is for it

        print_data(plan_data(plan, heading))
    else:
        print_text(harmless(plan_text(plan, heading, columns()).split("\n")))
    return CHANGES if arguments.exit_code and plan.changes else DONE


def _guard_alone(arguments: argparse.Namespace) -> None:
    if not arguments.spec_file:
        raise UsageError("name a deployment by --dir, or a spec by --spec-file")
    for option in ("rev", *OF_WHAT_RUNS, "baseline"):
        if getattr(arguments, option):
            words = f"--{option.replace('_', '-')} is about a deployment: name it by --dir"
            raise UsageError(words)


def _planned(arguments: argparse.Namespace) -> tuple[Heading, Plan]:
    workspace = workspace_of(arguments.spec_file, arguments)
    bundle = _bundle(workspace, arguments.spec_file)
    cluster = bundle.spec.text("kind-cluster-name") or MADE_LATER
    identity = Identity(MADE_LATER, cluster, MADE_LATER)
    result = wanted(bundle, identity, _surroundings(bundle, workspace))
    target = bundle.spec.target or Target.COMPOSE
    if bundle.stack is not None:
        hooks = hook_notes(bundle.stack, target, workspace.worktree)
        result = result._replace(notes=(*result.notes, *hooks))
    return Heading(bundle.spec.stack_name, target, cluster), plan_of(result, NOTHING)


def _bundle(workspace: Workspace, name: str) -> Bundle:
    found = look_at(workspace.worktree, spec_in(workspace, name))
    if found.document is None or found.shape not in {Shape.SPEC, Shape.COPY}:
        raise UsageError(f"{name} is no spec (neither `deploy-to` nor `stack` in it)")
    fault = found.document.fault
    if fault is not None:
        line = found.document.position(fault.offset).line
        raise UsageError(f"{name}:{line} cannot be read: {fault.words}")
    library = Library(workspace.worktree, workspace.stack_roots)
    return library.bundle(Spec(found.document, workspace.config.dialect))


def _surroundings(bundle: Bundle, workspace: Workspace) -> Surroundings:
    node = bundle.spec.node("credentials-files")
    items = node.items if isinstance(node, Sequence) else []
    paths = [path for path in map(text_of, items) if path]
    files = tuple(Credentials(path, _text(path)) for path in paths)
    return Surroundings(workspace.worktree, {}, files)


def _text(path: str) -> str | None:
    """Give the text of a credentials file; a machine that only plans need not have it."""
    file = Path(path).expanduser()
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else None
