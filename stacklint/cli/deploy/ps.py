"""`stacklint deploy ps`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from deployer.commands.ps import ps
from deployer.found import Condition
from stacklint.cli.deploy import DONE, FAILED
from stacklint.cli.deploy.held import wrapped
from stacklint.cli.deploy.running import Run
from stacklint.cli.deploy.screen import columns, harmless, heading_of, print_data
from stacklint.cli.output import print_text
from stacklint.model.secrets.masks import masked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from deployer.commands.ps import Processes
    from deployer.found import Running
    from stacklint.model.change import Data

VERSION = 1
_TITLES = ("", "SERVICE", "STATE", "RESTARTS", "AGE")
_SPANS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def run(arguments: argparse.Namespace) -> int:
    """Show all containers of a deployment; exit 1 where one is not ready."""
    one = Run(arguments)
    found = ps(one.place, one.world)
    if arguments.format == "json":
        print_data(_data(found))
    else:
        print_text(harmless(_text(found, columns())))
    return DONE if found.is_ready else FAILED


def _text(found: Processes, width: int) -> Iterator[str]:
    one = found.candidate
    yield from (heading_of(one).words, "")
    cells = [_TITLES, *map(_cells, found.running)]
    widths = [max(len(row[column]) for row in cells) + 2 for column in range(len(_TITLES))]
    yield _row(_TITLES, widths)
    for (pod, node), group in groupby(found.running, lambda x: (x.pod, x.node)):
        # On compose a container is its own pod, and stands in its line.
        if node:
            yield f" {pod} on {node}"
        yield from _lines(list(group), widths, width)


def _lines(group: Sequence[Running], widths: Sequence[int], width: int) -> Iterator[str]:
    for one in group:
        yield _row(_cells(one), widths)
        if one.condition is not Condition.READY or not one.pod:
            yield from wrapped("       ", masked(one.words), width)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    texts = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"   {''.join(texts)}".rstrip()


def _cells(one: Running) -> tuple[str, ...]:
    age = "" if one.age is None else age_words(one.age)
    restarts = str(one.restarts) if one.pod else ""
    return one.condition.value, one.service, one.state, restarts, age


def age_words(seconds: float) -> str:
    """Say an age in its largest two units."""
    whole = max(0, int(seconds))
    for position, (size, unit) in enumerate(_SPANS):
        if whole >= size:
            rest = _SPANS[position + 1 : position + 2]
            more = "".join(f"{whole % size // x}{y}" for x, y in rest if whole % size // x)
            return f"{whole // size}{unit}{more}"
    return "0s"


def _data(found: Processes) -> dict[str, Data]:
    one = found.candidate
    return {
        "version": VERSION,
        "deployment": one.identity.deployment_id,
        "target": one.target.value,
        "stack": one.stack,
        "ready": found.is_ready,
        "containers": [_container(x) for x in found.running],
    }


def _container(one: Running) -> Data:
    return {
        "workload": one.owner,
        "pod": one.pod,
        "service": one.service,
        "condition": one.condition.value,
        "state": one.state,
        "words": masked(one.words),
        "restarts": one.restarts,
        "age": None if one.age is None else int(one.age),
        "node": one.node,
    }
