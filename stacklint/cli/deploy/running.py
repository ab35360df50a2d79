"""What the commands on a deployment have in common: the world they act in, and how they end."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import CannotDo, DeployError, Interrupted
from deployer.hooks.rendering import not_allowed
from deployer.hooks.steps import hooks_of
from deployer.plan.moves import Asked
from deployer.revisions.journal import unfinished
from deployer.revisions.lock import Holder
from deployer.run.apply import Pace
from deployer.run.dns import resolves
from deployer.run.world import World
from deployer.shell import Shell
from deployer.targets.choose import Options, choose
from stacklint.cli.deploy import DONE, code_of
from stacklint.cli.deploy.again import same_line
from stacklint.cli.deploy.report import reporter_of
from stacklint.cli.deploy.signals import code_after, words_of
from stacklint.cli.deploy.told import told

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from stacklint.cli.deploy.report import Reporter

_UNATTENDED = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
"""What keeps git from asking questions that nobody is there to answer."""


class Run:
    """A command on the deployment of a directory: its world, and where it is shown."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.place = Path(arguments.dir).resolve()
        run = f"{_time()}-{os.getpid()}"
        self.reporter = reporter_of(arguments.format, _time, run)
        self.world = _world(arguments, self.reporter, run)
        self.asked = Asked(
            adopt=frozenset(getattr(arguments, "adopt", None) or ()),
            fresh=frozenset(getattr(arguments, "fresh", None) or ()),
            migrate=frozenset(getattr(arguments, "migrate", None) or ()),
            of_cluster=getattr(arguments, "cluster_objects", False),
            host_names=getattr(arguments, "host_names", False),
        )

    def approve(self, judged: Judged) -> None:
        """Show the plan; raise CannotDo unless it is what the operator said yes to."""
        self.reporter.plan(judged)
        if judged.is_same or judged.found.troubles:
            return
        hooks = hooks_of(judged.plan)
        if hooks and not self.arguments.run_hooks:
            raise not_allowed(hooks[0], "start")
        held = self.arguments.plan
        if held is not None:
            _guard_same(held, judged)
        elif not self.arguments.yes:
            _ask(judged)

    def end(self, act: Callable[[], Outcome], done: str) -> int:
        """Run to the end; show how that was, in a word, and give the exit code."""
        try:
            outcome = act()
        except DeployError as error:
            return self._stopped(error, code_of(error))
        except KeyboardInterrupt as end:
            return self._stopped(self._interrupted(words_of(end)), code_after(end))
        self.reporter.done(outcome, done)
        return DONE

    def _stopped(self, error: DeployError, code: int) -> int:
        self.reporter.stopped(error, code)
        return code

    def _interrupted(self, how: str) -> Interrupted:
        left = unfinished(self.place)
        return Interrupted(how, "" if left is None else left.step, same_line(self.arguments))


def _guard_same(held: str, judged: Judged) -> None:
    if held != judged.plan.name:
        why = f"the plan is {judged.plan.name} now, since something changed: look at it again"
        raise CannotDo(f"--plan {held}", why)


def _ask(judged: Judged) -> None:
    if not sys.stdin.isatty():
        why = f"nobody is there to confirm it: say `--plan {judged.plan.name}`, or --yes"
        raise CannotDo("nothing was done", why)
    if _answer() not in {"y", "yes"}:
        raise CannotDo("nothing was done", "it was not confirmed")


def _answer() -> str:
    """Ask beside the output, which may be events; the end of the input is a no."""
    print("Do it? [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip().lower()
    except EOFError:
        return ""


def _world(arguments: argparse.Namespace, reporter: Reporter, run: str) -> World:
    ids = {"CERC_HOST_UID": str(os.getuid()), "CERC_HOST_GID": str(os.getgid())}
    shell = Shell({**_UNATTENDED, **os.environ, **ids})
    image = getattr(arguments, "kind_node_image", None)
    image = image or os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")
    options = Options(shell, run, image)
    typed = ["stacklint", *sys.argv[1:]]
    return World(
        shell=shell,
        choose=partial(choose, options=options),
        time=_time,
        told=told,
        pace=_pace(arguments),
        watcher=reporter.watcher,
        holder=Holder(os.getpid(), os.uname().nodename, _time(), " ".join(typed)),
        resolves=resolves,
    )


def _pace(arguments: argparse.Namespace) -> Pace:
    """Give the times that were asked for; who only looks waits for nothing."""
    timeout, settle = (getattr(arguments, name, 0.0) for name in ("timeout", "settle"))
    return Pace(timeout, settle, time.monotonic, time.sleep)


def _time() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
