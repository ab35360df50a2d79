"""Runs that a signal ends: a word on what was under way, the code of the signal, nothing held."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployer.errors import Interrupted
from deployer.revisions.journal import unfinished
from deployer.revisions.lock import Holder, locked
from tests.deployer.lab.notes import Site, environment, site_of
from tests.deployer.worlds import tree_of
from tests.running import git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

# More than the longest that a test waits in vain: a disk that is busy holds a run up for long, too.
LONG = 120.0
# A run as the command line makes it, in the middle of a step that lasts.
IN_A_STEP = """\
import sys, time
from deployer.revisions.journal import Journal, Phase
from deployer.run.opened import opened
from stacklint.cli.arguments import parse_arguments
from stacklint.cli.deploy.running import Run
from stacklint.cli.deploy.signals import ended_by_signals

def act():
    with opened(one.place, one.world):
        Journal(one.place, "now", 1).begin(Phase.APPLY, "roll web (service)")
        (one.place / "begun").touch()
        one.world.shell.run("sleep", "60")

one = Run(parse_arguments(sys.argv[1:]))
with ended_by_signals():
    sys.exit(one.end(act, "runs"))
"""


class Ended(NamedTuple):
    """How a process ended, and what it had said."""

    code: int
    out: str
    err: str


def ended(site: Site, command: list[str], begun: Path, number: signal.Signals) -> Ended:
    """Send a signal to a process as soon as it has begun."""
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=site.repo,
        env=environment(GIT_SSH_COMMAND=f"touch {begun}; sleep 60 #"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until = time.monotonic() + LONG
        while not begun.exists() and time.monotonic() < until and process.poll() is None:
            time.sleep(0.02)
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=LONG)
    return Ended(process.returncode, out, err)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A deployment whose repository has an upstream that does not answer."""
    made = site_of(tmp_path, "compose")
    git(made.repo, "remote", "add", "origin", "ssh://nobody.test/notes")
    branch = git(made.repo, "symbolic-ref", "--short", "HEAD").strip()
    git(made.repo, "config", f"branch.{branch}.remote", "origin")
    git(made.repo, "config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    git(made.repo, "update-ref", f"refs/remotes/origin/{branch}", "HEAD")
    return made


SIGNALS = [
    (signal.SIGINT, 130, "interrupted"),
    (signal.SIGTERM, 143, "ended by SIGTERM"),
    (signal.SIGHUP, 129, "ended by SIGHUP"),
]


@pytest.mark.parametrize(("number", "code", "how"), SIGNALS)
def test_a_run_that_has_done_nothing_says_so(
    number: signal.Signals, code: int, how: str, site: Site, tmp_path: Path
) -> None:
    before = {x: y for x, y in tree_of(site.place).items() if x != ".stacklint/lock"}
    command = ["-m", "stacklint", "deploy", "restart", "--dir", str(site.place), "--yes"]
    done = ended(site, command, tmp_path / "begun", number)
    assert (done.code, done.err) == (code, f"error: {how}, and nothing was touched\n")
    assert {x: y for x, y in tree_of(site.place).items() if x != ".stacklint/lock"} == before
    with locked(site.place, Holder(1, "here", "now", "next")):
        pass


@pytest.mark.parametrize(("number", "code", "how"), SIGNALS)
@pytest.mark.parametrize("action", ["start", "restart", "stop", "destroy"])
def test_a_run_in_the_middle_says_where_and_what_goes_on(
    action: str, number: signal.Signals, code: int, how: str, site: Site
) -> None:
    words = [action, "--dir", str(site.place), "--format", "json"]
    done = ended(site, ["-c", IN_A_STEP, "deploy", *words], site.place / "begun", number)
    last = json.loads(done.out.splitlines()[-1])
    assert (done.code, last["exit"]) == (code, code), done
    again = f"`stacklint deploy {action} --dir {site.place}` goes on from there"
    assert f"{how} at `roll web (service)`" in done.err
    assert again in last["reason"]
    left = unfinished(site.place)
    assert left is not None
    assert left.step == "roll web (service)"
    assert not list((site.place / ".stacklint").glob("*.new"))
    with locked(site.place, Holder(1, "here", "now", "next")):
        pass


@pytest.mark.parametrize(
    ("step", "how", "words"),
    [
        ("", "interrupted", "interrupted, and nothing was touched"),
        ("", "ended by SIGTERM", "ended by SIGTERM, and nothing was touched"),
        ("roll web", "ended by SIGTERM", "ended by SIGTERM at `roll web`, and what runs may be"),
    ],
)
def test_the_sentence_says_by_what(step: str, how: str, words: str) -> None:
    assert str(Interrupted(how, step, "stacklint deploy start --dir d")).startswith(words)


# Raised in a callback of a weak reference, an exception is passed over.
LOST = """\
import os, signal, time, weakref
from stacklint.cli.deploy.signals import Ended, ended_by_signals

class Held:
    pass

def end(_):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0)

with ended_by_signals():
    held = Held()
    reference = weakref.ref(held, end)
    try:
        del held
        time.sleep(30)
    except Ended as ended:
        print(signal.Signals(ended.number).name)
"""


def test_a_signal_that_the_interpreter_passes_over_is_heard() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOST], capture_output=True, text=True, timeout=LONG, check=True
    )
    assert (done.stdout, done.stderr) == ("SIGTERM\n", "")
