"""Variables of a playbook, as far as it says itself what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.command import in_braces, written_out
from stacklint.model.secrets.patterns import is_secret_key
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

VARIABLE = Pattern(
    r"\{\{\s*(\w+(?:\.\w+)*)\s*"
    r"(?:\|\s*d(?:efault)?\(\s*['\"]([^'\"{}$\s]*/[^'\"{}$\s]*)['\"](?:,\s*[Tt]rue)?\s*\)\s*)?\}\}"
)
"""A variable that Ansible puts in as it is, or a path where nobody sets it."""
PLAIN = Pattern(r"[^\s${}*?,\[\]`'\";&|<>()\\]+")
"""A word that stands between braces as it is."""

_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
# Filters that give the same words, in whichever order.
_LISTED = Pattern(
    r"^\{\{\s*(\w+(?:\.files)?)(?:\s*\|\s*(?:default\(\[\]\)|flatten|list|sort|reverse|unique))*\s*\}\}$"
)
# What is put in may have variables of its own, and those others.
_DEEPEST = 3
_LONGEST = 4000


def known_in(task: Mapping, around: dict[str, str]) -> dict[str, str]:
    """Give what a play, a block or a task knows: its own variables, and what it does its work for.

    Several words are one, as a shell writes them: `{one,other}`.
    """
    own = resolved(task.get("vars"))
    known = set_in(own, around) if isinstance(own, Mapping) else around
    return {**known, **_each(task, known)}


def put_in(text: str, known: dict[str, str]) -> str:
    """Put in the variables that are known."""
    return VARIABLE.sub(lambda x: known.get(x[1]) or x[2] or x[0], text)


def set_in(file: Mapping, known: dict[str, str]) -> dict[str, str]:
    """Give what is known with the variables of a file, or of a play: they may hold each other."""
    found = dict(known)
    for _ in range(_DEEPEST):
        found |= dict(_own(file, found))
    return found


def _own(pairs: Mapping, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    for entry in pairs.entries:
        value = resolved(entry.value)
        text = put_in(text_of(value) or "", known)
        if isinstance(value, Sequence):
            text = in_braces(words) if (words := _words(value.items, known)) else ""
        is_told = 0 < len(text) <= _LONGEST and "{{" not in text
        if is_told and not is_secret_key(entry.name):
            yield entry.name, text


def _words(items: list[Node], known: dict[str, str]) -> list[str]:
    """Give the words of a list; none where one of them is not told."""
    texts = [put_in(text_of(resolved(item)) or "", known) for item in items]
    words = [word for text in texts for word in written_out(text)]
    return words if all(map(PLAIN.fullmatch, words)) else []


def _each(task: Mapping, known: dict[str, str]) -> dict[str, str]:
    """Give what a task does its work for, by the name that it has for one of them."""
    looped = next((x for key in _LOOPS if (x := resolved(task.get(key))) is not None), None)
    control = resolved(task.get("loop_control"))
    told = text_of(control.get("loop_var")) if isinstance(control, Mapping) else None
    name = told or "item"
    if isinstance(looped, Scalar):
        found = _LISTED.search(looped.value)
        text = put_in(known.get(found[1], ""), known) if found is not None else ""
        # What `find` has found has its path beside its size.
        key = f"{name}.path" if found is not None and "." in found[1] else name
        return {key: text} if text else {}
    items = looped.items if isinstance(looped, Sequence) else []
    words = _words(items, known)
    return {name: in_braces(words)} if words else _by_key(items, name, known)


def _by_key(items: list[Node], name: str, known: dict[str, str]) -> dict[str, str]:
    """Give the words of mappings, each by its key: `item.path`."""
    each = [x for x in map(resolved, items) if isinstance(x, Mapping)]
    keys = {entry.name for one in each for entry in one.entries if len(each) == len(items)}
    found = {
        key: _words([x for one in each if (x := one.get(key)) is not None], known) for key in keys
    }
    return {f"{name}.{key}": in_braces(words) for key, words in found.items() if words}
