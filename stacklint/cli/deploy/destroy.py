"""`stacklint deploy destroy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.destroy import destroy
from stacklint.cli.deploy.running import Run

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Remove what a deployment made, and the volumes that are named."""
    one = Run(arguments)
    names = frozenset(arguments.volumes or ())
    return one.end(lambda: destroy(one.place, names, one.world, one.approve), "is removed")
