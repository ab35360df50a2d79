"""Durations of compose files, as Go reads them: `90s`, `1h30m`, `1.5m`, `500us`."""

from __future__ import annotations

from stacklint.model.compose.atoms import DURATION
from stacklint.model.pattern import Pattern

A_DURATION = DURATION.words
"""What a duration looks like, in words."""

_PART = Pattern(r"([\d.]+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {
    **dict.fromkeys(("us", "µs", "μs"), 1e-6),
    "ns": 1e-9,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}


def seconds_in(text: str) -> float | None:
    """Give the seconds of a duration; None where a text is none, or less than nothing."""
    if text.startswith("-") or DURATION.missed_by(text) is not None:
        return None
    return sum(float(x[1]) * _SECONDS[x[2]] for x in _PART.finditer(text))
