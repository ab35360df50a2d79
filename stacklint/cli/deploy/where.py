"""The repository that a spec lies in, as the deployer takes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.source import Repository
from stacklint.cli.errors import UsageError
from stacklint.cli.workspace import workspaces

if TYPE_CHECKING:
    import argparse

    from stacklint.cli.workspace import Workspace


def workspace_of(spec: str, arguments: argparse.Namespace) -> Workspace:
    """Find the repository of a spec, there or to be written, with its configuration."""
    config = Path(arguments.config).absolute() if arguments.config else None
    if config is not None and not config.is_file():
        raise UsageError(f"there is no configuration {arguments.config}")
    (workspace,) = workspaces([spec], config_file=config, isolated=arguments.isolated)
    return workspace


def repository_of(workspace: Workspace) -> Repository:
    """Give what the deployer may know of it."""
    return Repository(workspace.root, workspace.stack_roots)
