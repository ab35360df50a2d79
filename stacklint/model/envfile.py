"""Files of variables, one `KEY=value` a line."""

from __future__ import annotations

import re

_LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=", re.MULTILINE)


def keys_of(data: bytes) -> tuple[str, ...]:
    """Give the names that a file sets, each once, in order."""
    return tuple(dict.fromkeys(_LINE.findall(data.decode("utf-8", "replace"))))
