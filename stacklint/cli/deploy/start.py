"""`stacklint deploy start`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.start import start
from stacklint.cli.deploy.running import Run

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Bring up what a deployment directory says."""
    one = Run(arguments)
    return one.end(
        lambda: start(one.place, one.asked, one.world, one.approve), "runs, and is stable"
    )
