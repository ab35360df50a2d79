"""Survival maps as JSON; `schema/volumes.schema.json` describes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stacklint import __version__
from stacklint.model.volumes.survival import EVENTS
from stacklint.report.escape import json_text

if TYPE_CHECKING:
    from stacklint.model.volumes.survival_row import Mounted, Row
    from stacklint.report.chart import Atlas, Chart
    from stacklint.report.symbolic import Json

VERSION = 1
"""Grows when a field changes its meaning or goes; a new field leaves it alone."""


def volumes_data(atlas: Atlas) -> str:
    """Give every map, what could not be read, and what was passed over."""
    report: dict[str, Json] = {
        "version": VERSION,
        "tool": {"name": "stacklint", "version": __version__},
        "specs": [_spec(chart) for chart in atlas.charts],
        "unread": [{"file": x.file, "why": x.why} for x in atlas.unread],
        "notes": list(atlas.notes),
    }
    return json_text(json.dumps(report, indent=2)) + "\n"


def _spec(chart: Chart) -> Json:
    drawn = chart.map
    tally = drawn.tally
    return {
        "file": chart.file,
        "target": None if drawn.target is None else drawn.target.value,
        "stack": drawn.stack,
        "events": [] if drawn.target is None else [event.value for event in EVENTS[drawn.target]],
        "knows_mounts": drawn.knows_mounts,
        "volumes": [_volume(row) for row in drawn.rows],
        "notes": list(drawn.notes),
        "summary": {
            "volumes": tally.volumes,
            "lost": tally.lost,
            "unknown": tally.unknown,
            "without_place": tally.without_place,
        },
    }


def _volume(row: Row) -> Json:
    fates: Json = None
    if row.survival is not None:
        fates = {event.value: fate.value for event, fate in row.survival.fates}
    return {
        "name": row.name,
        "section": row.section.value,
        "backing": row.backing.value,
        "written": row.written,
        "host": row.host,
        "node": row.node,
        "mounts": [_mount(mounted) for mounted in row.mounts],
        "survives": fates,
        "note": row.note,
    }


def _mount(mounted: Mounted) -> Json:
    return {
        "pod": mounted.pod,
        "service": mounted.service,
        "path": mounted.path,
        "read_only": mounted.is_read_only,
        "role": mounted.role.value,
    }
