"""`stacklint deploy volumes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.volumes import volumes
from deployer.found.size_words import size_words
from stacklint.cli.deploy import DONE
from stacklint.cli.deploy.held import volume_data, wrapped
from stacklint.cli.deploy.running import Run
from stacklint.cli.deploy.screen import heading_of, print_data
from stacklint.cli.output import look_of, print_text
from stacklint.report.chart import chart_from
from stacklint.report.escape import visible
from stacklint.report.volumes import counted, table_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from deployer.commands.volumes import Volumes
    from deployer.found import SetAside
    from stacklint.model.change import Data

VERSION = 1


def run(arguments: argparse.Namespace) -> int:
    """Show where the bytes of a deployment's volumes are, and what they outlive."""
    one = Run(arguments)
    found = volumes(one.place, one.world)
    if arguments.format == "json":
        print_data(data_of(found))
    else:
        print_text("\n".join(text_of(found)))
    return DONE


def text_of(found: Volumes) -> Iterator[str]:
    """Give the table, and below it what earlier runs kept."""
    one, look = found.candidate, look_of("auto")
    heading = heading_of(one).words
    yield visible(f"{heading}, as it is; <deployment> is {one.place}")
    chart = chart_from(found.bundle, str(one.place), found.map)
    yield from table_lines(chart, look)
    yield counted(chart)
    if found.set_aside:
        yield from ("", "kept by earlier runs; nothing uses it, and nothing removes it by itself")
    for aside in found.set_aside:
        yield from wrapped("  ", visible(_aside_words(aside)), look.width)
        yield visible(f"    to remove it: {aside.removal}")


def _aside_words(aside: SetAside) -> str:
    size = "size unknown" if aside.size is None else size_words(aside.size)
    return f"{aside.volume} as it was before the run {aside.run}: {size}"


def data_of(found: Volumes) -> dict[str, Data]:
    """Give the same as data."""
    one = found.candidate
    return {
        "version": VERSION,
        "deployment": one.identity.deployment_id,
        "target": one.target.value,
        "stack": one.stack,
        "volumes": [volume_data(x) for x in found.volumes],
        "set_aside": [_aside_data(x) for x in found.set_aside],
        "absent": [x.name for x in found.map.rows if x.note and x.name not in _names(found)],
    }


def _aside_data(aside: SetAside) -> Data:
    return {
        "volume": aside.volume,
        "name": aside.name,
        "run": aside.run,
        "bytes": aside.size,
        "removal": aside.removal,
    }


def _names(found: Volumes) -> set[str]:
    return {x.binding.volume for x in found.volumes}
