"""Names of clusters and deployments.

Source: `laconic-`, the tenths of seconds since 2024 in base 36, two random characters (reference on
deployment directories, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.targets import ABILITIES, Target

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH_MS = 1_704_067_200_000
_RANDOM_DIGITS = 2


class Identity(NamedTuple):
    """The names of a deployment and of the cluster, or project, that it is in."""

    cluster: str
    deployment: str


def new_id(now_ms: int, pick: Callable[[str], str]) -> str:
    """Make a name from a time in milliseconds; `pick` chooses a character of a text."""
    rest, text = max(now_ms - _EPOCH_MS, 0) // 100, ""
    while rest or not text:
        rest, digit = divmod(rest, len(DIGITS))
        text = DIGITS[digit] + text
    return "laconic-" + text + "".join(pick(DIGITS) for _ in range(_RANDOM_DIGITS))


def new_identity(target: Target, cluster: str, now_ms: int, pick: Callable[[str], str]) -> Identity:
    """Name a new deployment; `cluster` is the cluster it joins, empty where none is named.

    A project of compose is never shared, so that no other deployment's containers are in it.
    """
    deployment = new_id(now_ms, pick)
    if not ABILITIES[target].makes_objects:
        return Identity(deployment, deployment)
    return Identity(cluster or new_id(now_ms, pick), deployment)
