"""How a `stack.yml` fits the schema of the three programs that read it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.fit import Walk
from stacklint.model.keys import stack_form, step
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from stacklint.model.keys import Form
    from stacklint.model.stack import StackFile
    from stacklint.model.yaml.nodes import KeyPath


class StackFit(NamedTuple):
    """The keys that nobody reads, and the values that do not fit, with what their places take."""

    unknown: tuple[KeyPath, ...]
    mistyped: tuple[tuple[KeyPath, Form], ...]


# The rules that ask stand in a row, each for the same stack.
@lru_cache(maxsize=2)
def stack_fit(file: StackFile) -> StackFit:
    """Compare a stack with the schema, once."""
    walk = Walk(file.document)
    if file.document.mapping is not None:
        walk.mapping(file.document.mapping, stack_form(), ())
    return StackFit(tuple(walk.unknown), tuple(walk.mistyped))


def keys_beside(path: KeyPath) -> tuple[str, ...]:
    """Name the keys that may stand at the place of another."""
    form: Form | None = stack_form()
    for part in path[:-1]:
        form = None if form is None else step(form, part)
    return () if form is None else tuple(form.keys)
