"""What was planned is done, and kept as a revision; where it does not work, all goes back.

Source: the state machine of the reference on `restart`, steps S9 to S16 and R.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.errors import DeployError, NotServing, PreflightFailed
from deployer.hooks.rendering import kubeconfig_of
from deployer.revisions import keep, next_number, retell
from deployer.revisions.file_swap import swap_files
from deployer.revisions.journal import Journal
from deployer.run.apply import Hands, apply, awaited
from deployer.run.keeping import keep_run, left_unready, secured
from deployer.run.rollback import Back, gone_back
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.plan import Step
    from deployer.revisions.candidate import Candidate
    from deployer.run.judged import Judged
    from deployer.run.world import World


class Outcome(NamedTuple):
    """How a run ended: the revision that runs now, and whether anything was done."""

    revision: int
    is_changed: bool


def carry_out(judged: Judged, world: World) -> Outcome:
    """Do what was planned; RolledBack or LeftBroken where it does not get ready."""
    place = judged.candidate.place
    if judged.is_same:
        return _left_alone(judged, world)
    if judged.found.troubles:
        raise PreflightFailed(judged.found.troubles)
    old = present(place)
    before = secured(judged, old, world)
    number = next_number(place)
    journal = Journal(place, world.holder.since, 0 if before is None else before.number)
    swap_files(judged.candidate, old, number, journal)
    try:
        with on_disk(place):
            apply(judged.plan, _hands(judged.candidate, journal, world))
    except DeployError as error:
        back = Back(place, before, number, awaited(judged.plan), judged.found.unnamed)
        raise gone_back(error, back, journal, world) from error
    left = keep_run(judged, number, journal, world)
    journal.close()
    # By whatever fault something is not ready: nobody is told `done`.
    if left:
        raise NotServing(str(place), number, left)
    return Outcome(number, is_changed=True)


def _left_alone(judged: Judged, world: World) -> Outcome:
    """Touch nothing, and raise NotServing where something is not ready."""
    place, before = judged.candidate.place, judged.before
    number = 0 if before is None else before.number
    left = left_unready(judged, judged.chosen.target, number, world)
    if left:
        raise NotServing(str(place), number, left)
    if before is not None and not before.is_ready and judged.revision:
        keep(place, before._replace(is_ready=True), judged.candidate.content)
    # What was begun has come to its end: from now on, who names a volume again means it.
    retell(place, lambda earlier: earlier._replace(begun={}))
    return Outcome(number, is_changed=False)


def _hands(one: Candidate, journal: Journal, world: World) -> Hands:
    """Give what acts; the files are in their place by now, and targets read them there."""
    chosen = world.choose(one._replace(files=one.place))
    run = partial(_run_hook, one, world)
    return Hands(chosen.target, journal, world.watcher, world.pace, run)


def _run_hook(one: Candidate, world: World, step: Step) -> None:
    from deployer.hooks.run import Call, run_start  # noqa: PLC0415 -- few stacks have hooks

    path, kubeconfig = step.resource.title, kubeconfig_of(one.target, one.place, one.place)
    run_start(Call(path, "start", one.place / path, kubeconfig), one.place, world.shell)
