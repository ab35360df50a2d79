"""`stacklint deploy volumes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.truth import truth
from stacklint.cli.deploy import DONE
from stacklint.cli.deploy.held import volume_data
from stacklint.cli.deploy.running import Run
from stacklint.cli.deploy.screen import heading_of, print_data
from stacklint.cli.output import look_of, print_text
from stacklint.report.chart import chart_from
from stacklint.report.escape import visible
from stacklint.report.volumes import counted, table_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from deployer.truth import Truth
    from stacklint.model.change import Data

VERSION = 1


def run(arguments: argparse.Namespace) -> int:
    """Show where the bytes of a deployment's volumes are, and what they outlive."""
    one = Run(arguments)
    found = truth(one.place, one.world)
    if arguments.format == "json":
        print_data(_data(found))
    else:
        print_text("\n".join(_text(found)))
    return DONE


def _text(found: Truth) -> Iterator[str]:
    one, look = found.candidate, look_of("auto")
    heading = heading_of(one).words
    yield visible(f"{heading}, as it is; <deployment> is {one.place}")
    chart = chart_from(found.bundle, str(one.place), found.map)
    yield from table_lines(chart, look)
    yield counted(chart)


def _data(found: Truth) -> dict[str, Data]:
    one = found.candidate
    return {
        "version": VERSION,
        "deployment": one.identity.deployment_id,
        "target": one.target.value,
        "stack": one.stack,
        "volumes": [volume_data(x) for x in found.volumes],
        "absent": [x.name for x in found.map.rows if x.note and x.name not in _names(found)],
    }


def _names(found: Truth) -> set[str]:
    return {x.binding.volume for x in found.volumes}
