"""What a loop runs for that another program lists: files of a directory, objects of a cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import in_braces
from stacklint.model.scripts.shell.words import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = re.compile(r"[^\s${},\[\]`]+")
_OF_LS = re.compile(
    r"[\"']?(?:\$\(|`)\s*ls(?P<options>(?:\s+-\w+)*)(?:\s+(?P<of>[^\s|;&()`]+))?\s*[)`][\"']?"
)
_OF_CLUSTER = re.compile(
    r"(?:\$\(|`)\s*(?:kubectl|oc)\b[^|;&()]*?\sget\s+(?P<kind>[a-z]+)(?=[\s)])[^;&]*"
)


def looped(words: Sequence[str], name: str) -> str:
    """Give what one of the words of a loop may be; nothing where that is not told."""
    if words and name and all(map(_PLAIN.fullmatch, words)):
        return in_braces(words)
    return _listed(words[0], name) if len(words) == 1 and name else ""


def _listed(source: str, name: str) -> str:
    """Give what one of the words that a command lists may be, as far as it is told."""
    files = _OF_LS.fullmatch(source)
    if files is not None:
        of = files["of"] or ""
        return of if "*" in of or "d" in files["options"] else "*"
    objects = _OF_CLUSTER.match(source)
    return "" if objects is None else f"{objects['kind']}/{unknown(name)}"
