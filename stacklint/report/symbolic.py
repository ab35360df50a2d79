"""A fix as data: its changes by path."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.change import Restore
from stacklint.model.secrets.masks import MASK, masked_words
from stacklint.model.secrets.patterns import is_secret_key, is_secret_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.model.change import Change
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.report.mask import Secrets

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What JSON can hold."""

FIELDS = (
    *("path", "to", "name", "value", "keep_value", "quote"),
    *("texts", "occurrence", "start", "text", "above"),
)
"""What changes may hold, as the published schema names it."""


def change_data(change: Change, secrets: Secrets) -> Json:
    """Give a change by place: its kind in small letters with hyphens, then what it holds.

    The text that a restore puts back is left out: it is a whole file.
    """
    written = type(change).__name__
    kind = "".join(f"-{x.lower()}" if x.isupper() else x for x in written).removeprefix("-")
    data: dict[str, Json] = {"kind": kind}
    if isinstance(change, Restore):
        return data
    paths: tuple[KeyPath, ...] = (getattr(change, "path", ()), getattr(change, "to", ()))
    is_secret = any(path and is_secret_key(str(path[-1])) for path in paths)
    for name in FIELDS:
        if hasattr(change, name):
            value: object = getattr(change, name)
            data[name] = _data(value, secrets, is_secret=is_secret and name in {"value", "texts"})
    return data


def _data(value: object, secrets: Secrets, *, is_secret: bool) -> Json:
    if isinstance(value, dict):
        return {
            secrets.said(str(key)): _data(
                one, secrets, is_secret=is_secret or is_secret_key(str(key))
            )
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return _list_data(value, secrets, is_secret=is_secret)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return MASK if is_secret else value
    text = value.isoformat() if isinstance(value, date) else str(value)
    return MASK if is_secret and is_secret_value(text) else secrets.said(text)


def _list_data(items: Sequence[object], secrets: Secrets, *, is_secret: bool) -> Json:
    """Judge texts as the words of one command too: a secret may stand behind its option."""
    if not is_secret and all(isinstance(one, str) for one in items):
        return [secrets.said(one) for one in masked_words(list(map(str, items)))]
    return [_data(one, secrets, is_secret=is_secret) for one in items]
