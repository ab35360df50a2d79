"""`stacklint deploy status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.status import status
from deployer.found import Condition
from deployer.guard.refusal import GuardRefused
from stacklint.cli.deploy import DONE, FAILED
from stacklint.cli.deploy.held import volume_data, volume_words, wrapped
from stacklint.cli.deploy.refused import refused_data, refused_lines
from stacklint.cli.deploy.running import Run
from stacklint.cli.deploy.screen import columns, harmless, heading_of, print_data
from stacklint.cli.output import print_text
from stacklint.report import hints

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from deployer.commands.status import Status, Workload
    from deployer.errors import Refused
    from stacklint.model.change import Data

VERSION = 1
_MARKS = {Condition.READY: "ready", Condition.WAITING: "waiting", Condition.FAILED: "failed"}


def run(arguments: argparse.Namespace) -> int:
    """Show how a deployment is; exit 1 where something is not ready."""
    one = Run(arguments)
    found = status(one.place, one.world)
    if arguments.format == "json":
        print_data(_data(found))
    else:
        print_text(harmless(status_text(found, columns())))
    return DONE if found.is_ready else FAILED


def status_text(found: Status, width: int) -> Iterator[str]:
    """Say how a deployment is, for a terminal of a width."""
    one = found.candidate
    heading = heading_of(one).words
    # What was started and never got ready may run all the same.
    yield f"{heading}: {f'revision {found.revision}' if found.revision else 'no revision yet'}"
    if found.holder:
        yield from wrapped("", f"{found.holder} is at work, at `{found.unfinished}`", width)
    elif found.unfinished:
        words = (
            f"a run ended in the middle, at `{found.unfinished}`; the next one goes on from there"
        )
        yield from wrapped("", words, width)
    names = [x.title for x in found.workloads] + [x.binding.volume for x in found.volumes]
    column = max(map(len, names), default=0) + 2
    yield from ("", " workloads")
    for workload in found.workloads:
        first = f"   {_MARKS[workload.readiness.condition]:<9}{workload.title:<{column}}"
        yield from wrapped(first, workload.readiness.words, width)
    if found.volumes:
        yield from ("", " volumes")
    for held in found.volumes:
        yield from wrapped(f"   {held.binding.volume:<{column}}", volume_words(held), width)
    yield from _next(found, width)


def _next(found: Status, width: int) -> Iterator[str]:
    """Say where to look, and what a start would say."""
    one = found.candidate
    if not found.is_ready:
        yield from ("", f"each container: {hints.command('deploy', 'ps', '--dir', str(one.place))}")
    for trouble in found.troubles:
        yield from wrapped(" would fail: ", trouble, width)
    if found.refused is not None:
        start = hints.command("deploy", "start", "--dir", str(one.place))
        yield from ("", f"{start} is refused as it stands:")
        yield from (f"  {line}" for line in refused_lines(found.refused))


def _data(found: Status) -> dict[str, Data]:
    one = found.candidate
    return {
        "version": VERSION,
        "deployment": one.identity.deployment_id,
        "cluster": one.identity.cluster_id,
        "target": one.target.value,
        "stack": one.stack,
        "revision": found.revision,
        "since": found.since,
        "ready": found.is_ready,
        "workloads": [_workload_data(x) for x in found.workloads],
        "volumes": [volume_data(x) for x in found.volumes],
        "troubles": [*found.troubles],
        "refused": _refused_data(found.refused),
        "unfinished": found.unfinished,
        "holder": found.holder,
    }


def _refused_data(error: Refused | None) -> list[Data]:
    if not isinstance(error, GuardRefused):
        return [] if error is None else [{"reason": str(error)}]
    return [{"volume": x.volume, **refused_data(x)} for x in error.refusals]


def _workload_data(workload: Workload) -> Data:
    readiness = workload.readiness
    return {
        "name": workload.title,
        "kind": workload.kind,
        "condition": readiness.condition.value,
        "words": readiness.words,
        "restarts": readiness.restarts,
        "wanted": workload.is_wanted,
    }
