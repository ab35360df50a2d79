"""A host as JSON; `schema/live.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stacklint import __version__
from stacklint.report.escape import json_text

if TYPE_CHECKING:
    from stacklint.model.volumes.live import LiveCluster, LiveDeployment, LiveHost, LiveVolume
    from stacklint.report.symbolic import Json

VERSION = 1
"""Grows when a field changes its meaning or goes; a new field leaves it alone."""


def live_data(host: LiveHost) -> str:
    """Give everything that is there, in the order it was found."""
    report: dict[str, Json] = {
        "version": VERSION,
        "tool": {"name": "stacklint", "version": __version__},
        "host": host.name,
        "whole": host.is_whole,
        "clusters": [_cluster(one) for one in host.clusters],
        "compose": [_deployment(one) for one in host.projects],
        "elsewhere": [_deployment(one) for one in host.elsewhere],
        "others": [_volume(one) for one in host.others],
    }
    return json_text(json.dumps(report, indent=2)) + "\n"


def _cluster(cluster: LiveCluster) -> Json:
    cost = cluster.cost
    costs: Json = {
        "volumes": [one.kept for one in cost.volumes],
        "bytes": cost.size,
        "uncounted": cost.uncounted,
    }
    return {
        "name": cluster.name,
        "trouble": cluster.trouble,
        "partial": cluster.is_partial,
        "deployments": [_deployment(one) for one in cluster.deployments],
        "others": [_volume(one) for one in cluster.others],
        "delete_costs": None if cluster.trouble else costs,
    }


def _deployment(one: LiveDeployment) -> Json:
    return {
        "name": one.name,
        "directory": one.directory,
        "target": one.target.value,
        "group": one.group,
        "idle": one.is_idle,
        "volumes": [_volume(volume) for volume in one.volumes],
        "trouble": one.trouble,
        "note": one.note,
    }


def _volume(one: LiveVolume) -> Json:
    fates: Json = None
    if one.survival is not None:
        fates = {event.value: fate.value for event, fate in one.survival.fates}
    return {
        "name": one.name,
        "kept": one.kept,
        "backing": one.backing.value,
        "written": one.written,
        "host": one.host,
        "node": one.node,
        "docker": one.docker,
        "bytes": one.size,
        "users": [*one.users],
        "survives": fates,
        "differs": one.differs,
        "trouble": one.trouble,
    }
