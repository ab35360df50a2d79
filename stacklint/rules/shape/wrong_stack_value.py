"""The rule `wrong-stack-value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.stack import StackFile
    from stacklint.model.yaml.nodes import Node
    from stacklint.rule import Hits

# These are for people; no program does anything with them.
_FOR_PEOPLE = frozenset({"configmaps", "description", "name", "version"})


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START)
def wrong_stack_value(stack: Stack) -> Hits:
    """Value of a `stack.yml` that its reader cannot use."""
    if stack.file.is_plain:
        return
    yield from _mistyped(stack.file)
    yield from _nameless(stack.file)
    if not stack.file.is_of_fork:
        yield from _mixed(stack.file)


def _mistyped(file: StackFile) -> Iterator[Hit]:
    # Imported late: it reads the schema, which a plain stack need not pay for.
    from stacklint.model.keys import types_in_words  # noqa: PLC0415
    from stacklint.model.misfits import data_of, kind_in_words  # noqa: PLC0415
    from stacklint.model.stackfit import stack_fit  # noqa: PLC0415

    for path, form in stack_fit(file).mistyped:
        if path[0] in _FOR_PEOPLE:
            continue
        kind, wanted = (
            kind_in_words(data_of(file.document.find(path)[1])),
            types_in_words(form.types),
        )
        yield Hit(
            Place(file.document, path).value,
            f"`{'.'.join(map(str, path))}` is {kind}, and has to be {wanted}: the stack cannot be"
            " read as it is meant",
            words=f"{wanted} belongs here",
        )


def _nameless(file: StackFile) -> Iterator[Hit]:
    for section in ("pods", "jobs"):
        for index, item in enumerate(_items(file, section)):
            if isinstance(item, Mapping) and item.entry("name") is None:
                words = f"an entry of `{section}` has no `name`: nobody can tell which file it is"
                yield Hit(Place(file.document, (section, index)), words)


def _mixed(file: StackFile) -> Iterator[Hit]:
    """Find the pods that are read in the form of the first one, and have another."""
    forms = [_form(item) for item in _items(file, "pods")]
    for index, form in enumerate(forms):
        if form and forms[0] and form != forms[0]:
            yield Hit(
                Place(file.document, ("pods", index)),
                f"the first pod is {forms[0]}, and this one {form}: laconic-so reads all of them as"
                " the first",
            )


def _form(item: Node | None) -> str:
    """Say what a pod is written as; empty for what none may be."""
    if isinstance(item, Mapping):
        return "a mapping"
    return "" if text_of(item) is None else "a name"


def _items(file: StackFile, section: str) -> list[Node | None]:
    root = file.document.mapping
    found = None if root is None else root.get(section)
    return [resolved(item) for item in found.items] if isinstance(found, Sequence) else []
