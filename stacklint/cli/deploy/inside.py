"""Programs that lead into the containers of a deployment, run in the place of this one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from deployer.errors import ProgramMissing
from deployer.revisions.candidate import as_it_lies
from stacklint.cli.deploy.running import Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from deployer.targets.exec_and_logs import Door


def door_of(arguments: argparse.Namespace) -> Door:
    """Find the way to the service that was named."""
    arguments.format = "text"
    one = Run(arguments)
    chosen = one.world.choose(as_it_lies(one.place, "", one.world.told))
    return chosen.door(arguments.service)


def terminal_options() -> tuple[str, ...]:
    """Give the options that let a person type, where there is one."""
    return ("-i", "-t") if sys.stdin.isatty() and sys.stdout.isatty() else ("-i",)


def become(argv: Sequence[str]) -> int:
    """Go on as another program, whose exit code is then ours."""
    sys.stdout.flush()
    try:
        os.execvp(argv[0], list(argv))  # noqa: S606 -- no shell is wanted in between
    except FileNotFoundError as error:
        raise ProgramMissing(argv[0]) from error
