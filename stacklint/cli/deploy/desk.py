"""What rendering needs of the linter and of the world, for the deployer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.commands.next_revision import Desk
from deployer.source import Repository
from stacklint import __version__
from stacklint.cli.deploy.hook_shell import hook_shell
from stacklint.run.workspace import workspaces

if TYPE_CHECKING:
    import argparse


def desk_of(arguments: argparse.Namespace) -> Desk:
    """Give what a revision is made with."""
    config = Path(arguments.config).absolute() if arguments.config else None

    def repository(root: Path) -> Repository:
        found = workspaces([str(root)], config_file=config, isolated=arguments.isolated)
        return Repository(root, found[0].stack_roots)

    def judge(root: Path, spec: str, runs: Path) -> None:
        from stacklint.cli.deploy.gate import refuse_new_errors  # noqa: PLC0415 -- brings the rules

        running = runs.read_bytes() if runs.is_file() else b""
        refuse_new_errors(str(root / spec), arguments, running)

    return Desk(
        repository=repository,
        make=os.urandom,
        home=Path(os.path.expanduser("~")),  # noqa: PTH111 -- `Path` fails for who has no home
        version=__version__,
        judge=judge,
        hooks=hook_shell(arguments),
    )
