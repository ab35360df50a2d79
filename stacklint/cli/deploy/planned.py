"""`stacklint deploy plan --dir`: the next revision of a deployment that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import DeployError
from deployer.hooks.defined import OPTION
from deployer.hooks.steps import hooks_of
from deployer.restart import Wish, plan
from stacklint.cli.deploy import CHANGES, DONE, code_of
from stacklint.cli.deploy.desk import desk_of
from stacklint.cli.deploy.running import Run
from stacklint.cli.errors import UsageError
from stacklint.cli.output import print_text
from stacklint.report import hints

if TYPE_CHECKING:
    import argparse

    from deployer.run import Judged


def show(arguments: argparse.Namespace) -> int:
    """Show what a restart would do, or why it would be refused."""
    if arguments.spec_file and arguments.rev:
        raise UsageError("--rev is of the spec that was deployed: leave --spec-file out")
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
        print_text(f"Apply: {_line(judged, arguments)}")
    return CHANGES if arguments.exit_code and not judged.is_same else DONE


def _line(judged: Judged, arguments: argparse.Namespace) -> str:
    """Give what to type, with what was asked for here."""
    words = ["--dir", arguments.dir, "--plan", judged.plan.name]
    for option in ("adopt", "fresh", "migrate"):
        for name in getattr(arguments, option) or ():
            words += [f"--{option}", name]
    if arguments.run_hooks or hooks_of(judged.plan):
        words.append(OPTION)
    if arguments.rev:
        words += ["--rev", arguments.rev]
    action = "start" if judged.candidate.files == judged.candidate.place else "restart"
    return hints.command("deploy", action, *words)
