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
from stacklint.cli import USAGE
from stacklint.cli.arguments import add_command
from stacklint.cli.deploy import options
from stacklint.cli.deploy.sense import refuse_nonsense
from stacklint.cli.deploy.signals import code_after, ended_by_signals, words_of
from stacklint.cli.errors import UsageError, say, say_fault
from stacklint.config import BadConfig
from stacklint.repo.git import GitFailed
from stacklint.repo.trees import Unreadable
from stacklint.report.escape import visible
from stacklint.run import CannotRun

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
exit codes: 0 done, 1 failed before anything was changed, or something else
is not ready, 2 usage, 3 refused, since it would lose data or not be right,
4 it would fail, and nothing was touched, 5 failed, and the last revision
runs again, 6 failed, and that did not work either, 7 another run is at work,
10 `plan --exit-code` found changes, 70 a fault of our own, 130 interrupted,
143 ended by SIGTERM, 129 by SIGHUP
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
        refuse_nonsense(arguments)
        action = import_module(f"stacklint.cli.deploy.{arguments.action}").run
        with ended_by_signals():
            return action(arguments)
    except DeployError as error:
        return _ended(arguments, str(error), say_why(error))
    except (Unreadable, GitFailed) as error:
        say(f"error: {visible(str(error))}")
        return _ended(arguments, str(error), FAILED)
    except (UsageError, BadConfig, CannotRun) as error:
        _ended(arguments, str(error), USAGE)
        raise
    except KeyboardInterrupt as end:
        say(words_of(end))
        return _ended(arguments, words_of(end), code_after(end))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 -- a deployment that fails by our fault has its own code
        code = say_fault(error, debug=arguments.debug)
        return _ended(arguments, str(error), USAGE if code == USAGE else FAULT)


def _ended(arguments: argparse.Namespace, why: str, code: int) -> int:
    """Give the exit code; whoever reads events finds it in the last line, however it came to be."""
    if getattr(arguments, "format", "") == "json":
        from stacklint.cli.deploy.result import tell_result  # noqa: PLC0415 -- `json` is for it

        tell_result(why, code)
    return code


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


ACTIONS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "init": (
        "write a first spec from a stack, with a path for all data",
        "stacklint deploy init --stack stacks/notes --deploy-to k8s-kind --output envs/prod.yml",
        options.add_init,
    ),
    "create": (
        "make the deployment directory of a spec",
        "stacklint deploy create --spec-file envs/prod.yml --deployment-dir /srv/deployments/notes",
        options.add_create,
    ),
    "adopt": (
        "take over a deployment of laconic-so; what runs is not touched",
        "stacklint deploy adopt --dir /srv/deployments/notes --spec-file envs/prod.yml",
        options.add_adopt,
    ),
    "plan": (
        "show what would be done, and touch nothing",
        "stacklint deploy plan --dir /srv/deployments/notes",
        options.add_plan,
    ),
    "start": (
        "bring up a deployment, and wait until it is ready",
        "stacklint deploy start --dir /srv/deployments/notes",
        options.add_start,
    ),
    "restart": (
        "deploy what git says now, by a plan; what does not get ready is taken back",
        "stacklint deploy restart --dir /srv/deployments/notes",
        options.add_restart,
    ),
    "stop": (
        "stop what runs; all data stays, and `start` brings it up again",
        "stacklint deploy stop --dir /srv/deployments/notes",
        options.add_ended,
    ),
    "destroy": (
        "remove what was made on the target; volumes stay, but for those that are named",
        "stacklint deploy destroy --dir /srv/deployments/notes --volumes notes-cache",
        options.add_destroy,
    ),
    "status": (
        "show how far each workload is, and where the bytes of each volume are",
        "stacklint deploy status --dir /srv/deployments/notes",
        options.add_dir,
    ),
    "volumes": (
        "show where the bytes of each volume are, how many, and what they outlive",
        "stacklint deploy volumes --dir /srv/deployments/notes",
        options.add_dir,
    ),
    "ps": (
        "show every container: state, restarts, age, node, and why one is not ready",
        "stacklint deploy ps --dir /srv/deployments/notes",
        options.add_dir,
    ),
    "history": (
        "show the revisions that are kept, what each changed, and how to go back",
        "stacklint deploy history --dir /srv/deployments/notes",
        options.add_dir,
    ),
    "exec": (
        "run a command in the container of a service",
        "stacklint deploy exec --dir /srv/deployments/notes db -- psql -U postgres",
        options.add_exec,
    ),
    "logs": (
        "print what the container of a service has said",
        "stacklint deploy logs --dir /srv/deployments/notes db --tail 100",
        options.add_logs,
    ),
}
"""What there is to do: in words, an example, and its arguments."""
