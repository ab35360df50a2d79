"""`stacklint deploy restart`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.plan import Wish
from deployer.commands.restart import restart
from stacklint.cli.deploy.desk import desk_of
from stacklint.cli.deploy.running import Run

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Deploy what git says now."""
    one, desk = Run(arguments), desk_of(arguments)
    wish = wish_of(arguments, one)
    return one.end(
        lambda: restart(one.place, wish, one.world, desk, one.approve), "runs, and is stable"
    )


def wish_of(arguments: argparse.Namespace, one: Run) -> Wish:
    """Say what was asked for."""
    return Wish(arguments.spec_file or "", arguments.rev or "", not arguments.no_pull, one.asked)
