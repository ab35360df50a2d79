"""`stacklint deploy plan --dir`: the next revision of a deployment that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.plan import Wish, plan
from deployer.errors import DeployError
from deployer.hooks.steps import hooks_of
from stacklint.cli.deploy import CHANGES, DONE, code_of
from stacklint.cli.deploy.again import apply_line
from stacklint.cli.deploy.desk import desk_of
from stacklint.cli.deploy.running import Run
from stacklint.cli.output import print_text

if TYPE_CHECKING:
    import argparse


def show(arguments: argparse.Namespace) -> int:
    """Show what a restart would do, or why it would be refused."""
    one, desk = Run(arguments), desk_of(arguments)
    wish = Wish(arguments.spec_file or "", arguments.rev or "", is_pulled=False, asked=one.asked)
    try:
        judged = plan(one.place, wish, one.world, desk)
    except DeployError as error:
        code = code_of(error)
        one.reporter.stopped(error, code)
        return code
    one.reporter.plan(judged)
    if arguments.format == "text" and not judged.is_same and not judged.found.troubles:
        # Whoever types the line has read what runs: it is in the plan above.
        arguments.run_hooks = arguments.run_hooks or bool(hooks_of(judged.plan))
        is_of_git = judged.candidate.files != judged.candidate.place
        print_text(f"Apply: {apply_line(arguments, judged.plan.name, is_of_git=is_of_git)}")
    return CHANGES if arguments.exit_code and not judged.is_same else DONE
