"""The repository that a spec lies in, as the deployer takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.source import Repository
from stacklint.cli.asked import named_config
from stacklint.cli.errors import UsageError
from stacklint.run.workspace import workspaces

if TYPE_CHECKING:
    import argparse

    from stacklint.run.workspace import Workspace


def workspace_of(spec: str, arguments: argparse.Namespace) -> Workspace:
    """Find the repository of a spec, there or to be written, with its configuration."""
    config = named_config(arguments)
    (workspace,) = workspaces([spec], config_file=config, isolated=arguments.isolated)
    return workspace


def spec_in(workspace: Workspace, typed: str) -> str:
    """Give the path of a spec in its repository; raises UsageError where there is none."""
    if workspace.missing:
        raise UsageError(f"there is no spec {typed}")
    (spec,) = workspace.paths
    return spec


def repository_of(workspace: Workspace) -> Repository:
    """Give what the deployer may know of it."""
    return Repository(workspace.root, workspace.stack_roots)
