"""`stacklint deploy history`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.commands.history import history
from deployer.plan.text import Heading
from stacklint.cli.deploy import DONE
from stacklint.cli.deploy.held import wrapped
from stacklint.cli.deploy.screen import columns, harmless, print_data
from stacklint.cli.output import print_text
from stacklint.report import hints

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from deployer.commands.history import History, Kept
    from stacklint.model.change import Data

VERSION = 1
_SHORT = 7
_MINUTES = len("2026-11-30T10:12")
_MOST_NAMED = 4
_BELOW = "             "


def run(arguments: argparse.Namespace) -> int:
    """Show the revisions that are kept of a deployment."""
    found = history(Path(arguments.dir).resolve())
    if arguments.format == "json":
        print_data(_data(found))
    else:
        print_text(harmless(history_text(found, columns())))
    return DONE


def history_text(found: History, width: int) -> Iterator[str]:
    """Say what is kept, the newest first, and how the last good one before comes back."""
    yield f"{_heading(found)}: {_counted(len(found.kept))}"
    if found.kept:
        yield from ("", "   revision  since (UTC)        commit")
    for one in found.kept:
        yield from _lines(one, found.place, width)
    if found.kept and not any(one.is_here for one in found.kept):
        yield ""
        yield from wrapped("", "the files of the directory are those of no revision here", width)
    if found.way_back:
        words = ("deploy", "restart", "--dir", str(found.place), "--rev", found.way_back[:_SHORT])
        yield from ("", "to go back:", f"  {hints.command(*words)}")


def _heading(found: History) -> str:
    target = found.spec.target
    if target is None:
        return found.spec.stack_name
    return Heading(found.spec.stack_name, target, found.identity.cluster_id).words


def _counted(count: int) -> str:
    if not count:
        return "nothing was started here yet"
    return f"{count} revision{'s are' if count > 1 else ' is'} kept"


def _lines(one: Kept, place: Path, width: int) -> Iterator[str]:
    record = one.record
    when = "" if record is None else record.time[:_MINUTES].replace("T", " ")
    commit = "" if record is None else record.commit[:_SHORT]
    number = f"{one.number}{' here' if one.is_here else ''}"
    yield f"   {number:<8}  {when:<17}  {commit:<{_SHORT}}  {one.fate.value}"
    if one.changed:
        yield from wrapped(_BELOW, f"changed {_named(one.changed)}", width)
    if one.evidence is not None:
        yield from wrapped(_BELOW, f"why: {one.evidence.relative_to(place)}", width)


def _named(files: tuple[str, ...]) -> str:
    more = f", +{len(files) - _MOST_NAMED}" if len(files) > _MOST_NAMED else ""
    return f"{', '.join(files[:_MOST_NAMED])}{more}"


def _data(found: History) -> dict[str, Data]:
    return {
        "version": VERSION,
        "deployment": found.identity.deployment_id,
        "stack": found.spec.stack_name,
        "revisions": [_revision(one) for one in found.kept],
        "back": found.way_back,
    }


def _revision(one: Kept) -> Data:
    record = one.record
    return {
        "revision": one.number,
        "result": one.fate.value,
        "here": one.is_here,
        "time": None if record is None else record.time,
        "commit": None if record is None else record.commit,
        "plan": None if record is None else record.plan,
        "changed": [*one.changed],
        "evidence": None if one.evidence is None else str(one.evidence),
    }
