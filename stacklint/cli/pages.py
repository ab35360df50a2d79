"""The pages of the rules, wherever this installation keeps them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import stacklint
from stacklint.registry import BUILT_IN

if TYPE_CHECKING:
    from stacklint.registry import Registry

_FENCE = re.compile(r"^(````?)(\w+) ([^\n]+)$", re.MULTILINE)
_WORDS = {
    "bad": "*not so:*",
    "fixed": "*but so:*",
    "good": "*this is fine:*",
    "head": "*in HEAD:*",
}


def page_text(rule: str, registry: Registry = BUILT_IN) -> str | None:
    """Give the page of a rule as Markdown, without the marks that its tests read."""
    own = registry.own.get(rule)
    if own is not None:
        return _FENCE.sub(_plain_fence, own.page())
    package = Path(stacklint.__file__).parent
    for folder in (package / "pages", package.parent / "docs" / "rules"):
        file = folder / f"{rule}.md"
        if file.is_file():
            return _FENCE.sub(_plain_fence, file.read_text(encoding="utf-8"))
    return None


def _plain_fence(found: re.Match[str]) -> str:
    fence, language, words = found[1], found[2], found[3].split()
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    kind = next((word for word in words if word in _WORDS), None)
    heads = [f"`{settings['file']}`"] if "file" in settings else []
    heads += [_WORDS[kind]] if kind else []
    head = " ".join(heads)
    return f"{head}\n\n{fence}{language}" if head else f"{fence}{language}"
