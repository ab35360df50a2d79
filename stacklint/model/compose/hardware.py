"""What docker compose takes where a service asks for machines, and for a share of them.

Source: measured with docker compose 2.26, which refuses the whole file for anything else.
"""

from __future__ import annotations

from stacklint.model.compose.atoms import (
    A_TEXT,
    COUNT,
    DIFFERENT_TEXTS,
    INTEGER,
    MEMORY,
    NUMBER,
    ORDER,
    PAIRS,
    SIZE,
    TEXTS,
    TIME,
    each,
)
from stacklint.model.compose.shape import Shape, Wording
from stacklint.model.keys import INT, LIST, MAP, NULL, TEXT
from stacklint.model.pattern import Pattern

_AMOUNT = Wording(Pattern(r"(?i)all|[-+]?\d+"), "`all` or a whole number")
_ALL = Wording(Pattern("all"), "`all`, or a list of devices")

_DEVICE = {
    **each(DIFFERENT_TEXTS, "capabilities device_ids"),
    "count": Shape(INT | TEXT, reads=_AMOUNT),
    "driver": A_TEXT,
    "options": PAIRS,
}
_DEVICES = Shape(LIST, items=Shape(MAP, _DEVICE, needs=(("capabilities",),)))
# What else stands beside these, compose does not look at.
GPUS = Shape(TEXT | LIST, items=Shape(MAP), reads=_ALL)
"""The graphics cards of a service."""

_RESOURCE = {"kind": A_TEXT, "value": Shape(INT | TEXT, reads=INTEGER)}
_GENERIC = Shape(LIST, items=Shape(MAP, {"discrete_resource_spec": Shape(MAP, _RESOURCE)}))

_RATES = Shape(LIST, items=Shape(MAP, {"path": A_TEXT, "rate": Shape(INT | TEXT, reads=SIZE)}))
BLOCK_IO = Shape(
    MAP,
    {
        **each(_RATES, "device_read_bps device_read_iops device_write_bps device_write_iops"),
        "weight": Shape(INT),
        "weight_device": Shape(LIST, items=Shape(MAP, {"path": A_TEXT, "weight": Shape(INT)})),
    },
)
"""The share of the disks of a service."""

_CHANGE = Shape(
    MAP,
    {
        **each(TIME, "delay monitor"),
        "failure_action": A_TEXT,
        "max_failure_ratio": NUMBER,
        "order": Shape(TEXT, reads=ORDER),
        "parallelism": COUNT,
    },
)
_AMOUNTS = {"cpus": NUMBER, "memory": Shape(TEXT, reads=MEMORY)}
_RESOURCES = {
    "limits": Shape(MAP, {**_AMOUNTS, "pids": COUNT}),
    "reservations": Shape(MAP, {**_AMOUNTS, "devices": _DEVICES, "generic_resources": _GENERIC}),
}
DEPLOY = Shape(
    MAP | NULL,
    {
        **each(_CHANGE, "rollback_config update_config"),
        **each(A_TEXT, "endpoint_mode mode"),
        "labels": PAIRS,
        "placement": Shape(
            MAP,
            {
                "constraints": TEXTS,
                "max_replicas_per_node": COUNT,
                "preferences": Shape(LIST, items=Shape(MAP, {"spread": A_TEXT})),
            },
        ),
        "replicas": COUNT,
        "resources": Shape(MAP, _RESOURCES),
        "restart_policy": Shape(
            MAP, {**each(TIME, "delay window"), "condition": A_TEXT, "max_attempts": COUNT}
        ),
    },
)
"""How a service is deployed, and what it may take."""

ULIMITS = Shape(
    MAP,
    rest=Shape(
        INT | TEXT | MAP, each(COUNT, "soft hard"), reads=INTEGER, needs=(("soft",), ("hard",))
    ),
)
"""What the kernel lets a service have."""
