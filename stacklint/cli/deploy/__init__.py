"""`stacklint deploy`: what it can do, and the exit codes that its errors come to."""

from __future__ import annotations

from argparse import SUPPRESS
from importlib import import_module
from typing import TYPE_CHECKING

from deployer.errors import DeployError, Refused, SpecHasErrors
from stacklint.cli.arguments import add_command
from stacklint.cli.errors import UsageError, say, say_fault
from stacklint.cli.scope import NoBase
from stacklint.config import BadConfig
from stacklint.repo.git import GitFailed
from stacklint.repo.trees import Unreadable
from stacklint.report.escape import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

DONE, FAILED, REFUSED, FAULT = 0, 1, 3, 70

_EPILOG = """\
exit codes: 0 done, 1 failed before anything was changed, 2 usage,
3 refused, since it would lose data or not be right, 70 a fault of our own
{example}"""


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Add what `deploy` can do."""
    parser.epilog = _EPILOG.format(example=parser.epilog)
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, prog="stacklint deploy"
    )
    for name, (words_about, example, add) in ACTIONS.items():
        action = add_command(actions, name, words_about, example)
        add(action)
        # Without a default of its own, which would undo a `--debug` in front of the action.
        action.add_argument(
            "--debug", action="store_true", default=SUPPRESS, help="show the traceback of a fault"
        )


def run(arguments: argparse.Namespace) -> int:
    """Do one thing about deployments; turn what stops it into a sentence and an exit code."""
    action: Callable[[argparse.Namespace], int]
    try:
        action = import_module(f"stacklint.cli.deploy.{arguments.action}").run
        return action(arguments)
    except DeployError as error:
        return _say_why(error)
    except (Unreadable, GitFailed) as error:
        say(f"error: {visible(str(error))}")
        return FAILED
    except (UsageError, BadConfig, NoBase, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 -- a deployment that fails by our fault has its own code
        say_fault(error, debug=arguments.debug)
        return FAULT


def _say_why(error: DeployError) -> int:
    if not isinstance(error, Refused):
        say(f"error: {visible(str(error))}")
        return FAILED
    say(f"refused: {visible(str(error))}")
    if isinstance(error, SpecHasErrors):
        for rule, place in error.findings:
            say(f"  {visible(place)}: {rule}")
    return REFUSED


def _add_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", help="read this configuration of stacklint")
    parser.add_argument("--isolated", action="store_true", help="read no configuration")


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stack", metavar="PATH", help="the stack: a folder with a stack.yml")
    parser.add_argument(
        "--deploy-to", metavar="TARGET", choices=TARGETS, help="compose, k8s-kind or k8s"
    )
    parser.add_argument("--output", metavar="SPEC", required=True, help="the spec to write")
    parser.add_argument(
        "--volume-root", metavar="DIR", help="the host directory below which volumes get their path"
    )
    parser.add_argument("--kube-config", metavar="FILE", help="how to reach the cluster (k8s)")
    parser.add_argument(
        "--merge",
        action="store_true",
        help="add to the spec that is there what its stack gained, all else as it is",
    )
    _add_where(parser)


def _add_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spec-file", metavar="SPEC", required=True, help="the spec, in git")
    parser.add_argument(
        "--deployment-dir", metavar="DIR", required=True, help="the directory to make"
    )
    parser.add_argument("--baseline", metavar="FILE", help="the baseline, if not where it belongs")
    _add_where(parser)


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spec-file", metavar="SPEC", required=True, help="the spec to deploy")
    parser.add_argument("--format", choices=("text", "json"), default="text")


TARGETS = ("compose", "k8s-kind", "k8s")

ACTIONS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "init": (
        "write a first spec from a stack, with a path for all data",
        "stacklint deploy init --stack stacks/notes --deploy-to k8s-kind --output envs/prod.yml",
        _add_init,
    ),
    "create": (
        "make the deployment directory of a spec",
        "stacklint deploy create --spec-file envs/prod.yml --deployment-dir /srv/deployments/notes",
        _add_create,
    ),
    "plan": (
        "show the first deployment of a spec, and touch nothing",
        "stacklint deploy plan --spec-file envs/prod.yml",
        _add_plan,
    ),
}
"""What there is to do: in words, an example, and its arguments."""
