"""Which top-level sections of a spec a change touches, told from the text alone.

Most changes touch one line of `config`; for those the earlier version need not be parsed.
"""

from __future__ import annotations

import re

# A key at the left margin. Anchors reach across sections, and a document in flow style has none.
_KEY = re.compile(r"^(?:([A-Za-z][\w.-]*)|\"([^\"\n]*)\"|'([^'\n]*)')[ \t]*:(?=\s|$)", re.MULTILINE)

EVERY = frozenset({"*"})
"""Said where the text alone cannot tell."""


def changed_sections(before: str, after: str) -> frozenset[str]:
    """Name the sections whose text differs; `EVERY` where that cannot be told."""
    if _reaches_across(before) or _reaches_across(after):
        return EVERY
    old, new = _sections(before), _sections(after)
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _reaches_across(text: str) -> bool:
    return "&" in text or "\n---" in text or text.lstrip()[:1] in {"{", "[", "-"}


def _sections(text: str) -> dict[str, str]:
    """Cut a text at its top-level keys; what stands before the first one has no name."""
    found: dict[str, str] = {}
    start, name = 0, ""
    for key in _KEY.finditer(text):
        found[name] = found.get(name, "") + text[start : key.start()]
        start, name = key.start(), key[1] or key[2] or key[3] or ""
    found[name] = found.get(name, "") + text[start:]
    return found
