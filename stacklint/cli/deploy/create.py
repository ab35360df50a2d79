"""`stacklint deploy create`."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.commands.create import World, create
from deployer.revisions.candidate import candidate
from deployer.wanted.resource import Told
from stacklint import __version__
from stacklint.cli.deploy import DONE
from stacklint.cli.deploy.gate import refuse_errors
from stacklint.cli.deploy.hook_shell import hook_shell
from stacklint.cli.deploy.where import repository_of, spec_in, workspace_of
from stacklint.cli.errors import say
from stacklint.report.escape import visible

if TYPE_CHECKING:
    import argparse

    from deployer.revisions.candidate import Files


def _pick(characters: str) -> str:
    """Choose a character; `random` and `secrets` take longer to import than all else here."""
    return characters[int.from_bytes(os.urandom(4)) % len(characters)]


def _judge(files: Files) -> None:
    """Raise CannotRender for what a start would refuse, whatever it is told then."""
    candidate(files, lambda spec: Told())  # noqa: ARG005 -- nobody has to have it now


def run(arguments: argparse.Namespace) -> int:
    """Make the deployment directory of a spec."""
    workspace = workspace_of(arguments.spec_file, arguments)
    spec = spec_in(workspace, arguments.spec_file)
    world = World(
        now_ms=time.time_ns() // 1_000_000,
        pick=_pick,
        make=os.urandom,
        home=Path(os.path.expanduser("~")),  # noqa: PTH111 -- `Path` fails for who has no home
        version=__version__,
        lint=lambda: refuse_errors(arguments.spec_file, arguments),
        judge=_judge,
        hooks=hook_shell(arguments),
    )
    made = create(repository_of(workspace), spec, Path(arguments.deployment_dir), world)
    for note in made.notes:
        say(f"note: {visible(note)}")
    say(f"{arguments.deployment_dir} made: deployment {made.identity.deployment}")
    return DONE
