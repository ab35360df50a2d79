"""`stacklint deploy`: what it can do, and the exit codes that its errors come to."""

from __future__ import annotations

from argparse import SUPPRESS
from importlib import import_module
from typing import TYPE_CHECKING

from deployer.errors import (
    DeployError,
    LeftBroken,
    Locked,
    PreflightFailed,
    Refused,
    RolledBack,
    SpecHasErrors,
)
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

DONE, FAILED, CHANGES, FAULT = 0, 1, 10, 70
_CODES: tuple[tuple[type[DeployError], int], ...] = (
    (Refused, 3),
    (PreflightFailed, 4),
    (RolledBack, 5),
    (LeftBroken, 6),
    (Locked, 7),
    (DeployError, FAILED),
)
"""What each error comes to; the first that fits."""

_EPILOG = """\
exit codes: 0 done, 1 failed before anything was changed, 2 usage,
3 refused, since it would lose data or not be right, 4 it would fail, and nothing was touched,
5 failed, and the last revision runs again, 6 failed, and that did not work either,
7 another run is at work, 10 `plan --exit-code` found changes, 70 a fault of our own
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
        return say_why(error)
    except (Unreadable, GitFailed) as error:
        say(f"error: {visible(str(error))}")
        return FAILED
    except (UsageError, BadConfig, NoBase, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 -- a deployment that fails by our fault has its own code
        say_fault(error, debug=arguments.debug)
        return FAULT


def code_of(error: DeployError) -> int:
    """Give the exit code that an error comes to."""
    return next(code for kind, code in _CODES if isinstance(error, kind))


def say_why(error: DeployError) -> int:
    """Say what stopped a command, and give its exit code."""
    word = "refused" if isinstance(error, Refused) else "error"
    first, *rest = str(error).split("\n")
    say(f"{word}: {visible(first)}")
    for line in rest:
        say(f"  {visible(line)}")
    for rule, place in error.findings if isinstance(error, SpecHasErrors) else ():
        say(f"  {visible(place)}: {rule}")
    return code_of(error)


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


def _add_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", metavar="DIR", required=True, help="the deployment directory")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _add_confirmed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", metavar="HASH", help="do what that plan says, or nothing")
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=600.0, help="how long to get ready in"
    )
    parser.add_argument(
        "--settle", metavar="SECONDS", type=float, default=20.0, help="how long to stay ready for"
    )


def _add_start(parser: argparse.ArgumentParser) -> None:
    _add_dir(parser)
    _add_confirmed(parser)
    _add_ways(parser)


def _add_ways(parser: argparse.ArgumentParser) -> None:
    for option, words in _WAYS.items():
        parser.add_argument(option, metavar="VOLUME", action="append", help=words)
    parser.add_argument(
        "--kind-node-image", metavar="IMAGE", help="what a new kind cluster is made of"
    )
    parser.add_argument(
        "--cluster-objects",
        action="store_true",
        help="change what other deployments of the cluster use too, such as its ingress",
    )


def _add_ended(parser: argparse.ArgumentParser) -> None:
    _add_dir(parser)
    _add_confirmed(parser)


def _add_exec(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", metavar="DIR", required=True, help="the deployment directory")
    parser.add_argument("service", metavar="SERVICE", help="its name in the compose file")
    parser.add_argument("command", metavar="COMMAND", nargs="+", help="what to run, behind `--`")


def _add_logs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", metavar="DIR", required=True, help="the deployment directory")
    parser.add_argument("service", metavar="SERVICE", help="its name in the compose file")
    parser.add_argument("--follow", action="store_true", help="go on, until you interrupt it")
    parser.add_argument("--tail", metavar="LINES", type=int, help="the last lines alone")


def _add_destroy(parser: argparse.ArgumentParser) -> None:
    _add_ended(parser)
    parser.add_argument(
        "--volumes",
        metavar="NAME",
        nargs="+",
        help="remove these volumes too, with all that is in them; a host directory stays",
    )


def _add_restart(parser: argparse.ArgumentParser) -> None:
    _add_start(parser)
    parser.add_argument("--spec-file", metavar="SPEC", help="another spec of the same repository")
    parser.add_argument("--rev", metavar="COMMIT", help="deploy this commit, and pull nothing")
    parser.add_argument("--no-pull", action="store_true", help="deploy what is checked out")
    _add_where(parser)


_WAYS = {
    "--adopt": "the new place of this volume holds its data already",
    "--fresh": "let this volume start empty; the old data is kept",
    "--migrate": "copy the data of this volume to its new place; the old is kept",
}


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spec-file", metavar="SPEC", help="a spec, for its first deployment")
    parser.add_argument("--dir", metavar="DIR", help="a deployment, for its next revision")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--rev", metavar="COMMIT", help="with --dir: plan for this commit")
    parser.add_argument("--exit-code", action="store_true", help="exit 10 where something changes")
    _add_ways(parser)
    _add_where(parser)


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
        "show what would be done, and touch nothing",
        "stacklint deploy plan --dir /srv/deployments/notes",
        _add_plan,
    ),
    "start": (
        "bring up a deployment, and wait until it is ready",
        "stacklint deploy start --dir /srv/deployments/notes",
        _add_start,
    ),
    "restart": (
        "deploy what git says now, by a plan; what does not get ready is taken back",
        "stacklint deploy restart --dir /srv/deployments/notes",
        _add_restart,
    ),
    "stop": (
        "stop what runs; all data stays, and `start` brings it up again",
        "stacklint deploy stop --dir /srv/deployments/notes",
        _add_ended,
    ),
    "destroy": (
        "remove what was made on the target; volumes stay, but for those that are named",
        "stacklint deploy destroy --dir /srv/deployments/notes --volumes notes-cache",
        _add_destroy,
    ),
    "status": (
        "show how far each workload is, and where the bytes of each volume are",
        "stacklint deploy status --dir /srv/deployments/notes",
        _add_dir,
    ),
    "exec": (
        "run a command in the container of a service",
        "stacklint deploy exec --dir /srv/deployments/notes db -- psql -U postgres",
        _add_exec,
    ),
    "logs": (
        "print what the container of a service has said",
        "stacklint deploy logs --dir /srv/deployments/notes db --tail 100",
        _add_logs,
    ),
}
"""What there is to do: in words, an example, and its arguments."""
