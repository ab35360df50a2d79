"""Names that a Kubernetes API takes: as they are where that works, else the same way every time.

A name that had to be changed ends in eight digits of its own checksum, so that `a_b` and `a-b` stay
two names. `room` is what a prefix takes of the length.
"""

from __future__ import annotations

import re
from zlib import crc32

from stacklint.model.names import (
    MAX_LABEL,
    as_label,
    why_no_label,
    why_no_label_value,
    why_no_service_name,
)

MAX_NAME = 253
"""What the name of an object may have."""

_OBJECT = re.compile(r"[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?")
_NOT_IN_VALUE = re.compile(r"[^A-Za-z0-9_.-]")
_MARK = 9


def object_name(text: str, room: int = 0) -> str:
    """Give the name of an object."""
    if len(text) <= MAX_NAME - room and _OBJECT.fullmatch(text):
        return text
    return _marked(as_label(text, MAX_NAME - room - _MARK), text)


def label_name(text: str) -> str:
    """Give the name of a container, or of a volume of a pod."""
    return text if not why_no_label(text) else _marked(as_label(text, MAX_LABEL - _MARK), text)


def service_name(text: str) -> str:
    """Give the name of a Service, which begins with a letter."""
    if not why_no_service_name(text):
        return text
    return _marked(f"s-{as_label(text, MAX_LABEL - _MARK - 2)}", text)


def label_value(text: str, room: int = 0) -> str:
    """Give the value of a label."""
    most = MAX_LABEL - room
    if len(text) <= most and not why_no_label_value(text):
        return text
    return _marked(_NOT_IN_VALUE.sub("-", text)[: most - _MARK].strip("-_."), text)


def _marked(text: str, original: str) -> str:
    return f"{text}-{crc32(original.encode()):08x}".lstrip("-")
