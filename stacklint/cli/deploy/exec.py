"""`stacklint deploy exec`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.cli.deploy.inside import become, door_of, terminal_options

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Run a command in the container of a service."""
    return become(door_of(arguments).entering(terminal_options(), arguments.command))
