"""`stacklint volumes --live`."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import BadInput, DeployError
from deployer.found.size_words import size_words
from deployer.live.look import look
from deployer.live.scales import Scales
from deployer.live.site import Site
from deployer.shell import Shell
from deployer.targets.kind.host import Host
from stacklint.cli import CLEAN, UNREADABLE
from stacklint.cli.errors import UsageError, say
from stacklint.cli.output import look_of, print_text
from stacklint.report.escape import visible

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Show what this host has; exit 3 where something of it could not be looked at."""
    if arguments.config or arguments.isolated:
        raise UsageError("--live reads no configuration: leave out --config and --isolated")
    try:
        found = look(_site(arguments.paths), os.uname().nodename)
    except DeployError as error:
        say(f"error: {visible(str(error))}")
        return UNREADABLE
    if arguments.format == "json":
        from stacklint.report.live_data import live_data  # noqa: PLC0415 -- `json` is for it

        print_text(live_data(found))
    else:
        from stacklint.report.live import live_text  # noqa: PLC0415 -- only for this format

        print_text(live_text(found, look_of(arguments.color), size_words))
    return CLEAN if found.is_whole else UNREADABLE


def _site(paths: list[str]) -> Site:
    shell = Shell(os.environ)
    host = Host(shell)
    named = frozenset(map(_directory, paths))
    return Site(shell, host, Scales(shell, host, time.monotonic), named)


def _directory(path: str) -> str:
    place = Path(path).resolve()
    if not (place / "spec.yml").is_file():
        why = "is no deployment directory (no spec.yml in it): name what `deploy create` made"
        raise BadInput(path, why)
    return str(place)
