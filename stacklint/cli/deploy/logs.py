"""`stacklint deploy logs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.cli.deploy.inside import become, door_of

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print what the container of a service has said."""
    options = ["--follow"] if arguments.follow else []
    if arguments.tail is not None:
        options += ["--tail", str(arguments.tail)]
    return become(door_of(arguments).reading(options))
