"""`stacklint deploy stop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.stop import stop
from stacklint.cli.deploy.running import Run

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Stop what runs; all data stays."""
    one = Run(arguments)
    return one.end(lambda: stop(one.place, one.world, one.approve), "is stopped")
