"""What a spec reads where it is deployed: variables of whoever runs us, and files of this host."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.wanted.resource import Told
from deployer.wanted.secret_sources import sources

if TYPE_CHECKING:
    from stacklint.model.spec import Spec


def told(spec: Spec) -> Told:
    """Read the token of `image-pull-secret`, and the entries of Secrets that the spec describes."""
    name, file = (spec.text("image-pull-secret", x) or "" for x in ("token-env", "token-file"))
    token = _read(name, file)
    described = sources(spec) if spec.makes_objects else ()
    read = {(x.secret, x.entry): _read(x.variable, x.file) for x in described}
    entries = {place: text for place, text in read.items() if text is not None}
    return Told(token if token is None else token.strip(), entries)


def _read(variable: str, file: str) -> str | None:
    """Give a text; None where nobody has it, as is an empty variable."""
    if not file:
        return os.environ.get(variable) or None
    try:
        return Path(file).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
