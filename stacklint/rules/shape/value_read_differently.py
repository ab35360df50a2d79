"""The rule `value-read-differently`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.fit import fits
from stacklint.model.keys import form_at
from stacklint.model.pattern import Sieve
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import Part, Span
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, Sequence, is_own
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.readings import Reading, readings
from stacklint.model.yaml.scalars import Kind, Reader, kind_of
from stacklint.rule import Hit, Role, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits, Source

# A scalar that begins or ends otherwise is the same to everybody.
_FIRST = frozenset("0123456789+-.yYnNoO")
_LAST = frozenset("0123456789+-.:_abcdefABCDEFxXoOsSnN")
# Below these, docker compose and laconic-so take text for text; PyYAML is not asked.
_TEXT_IN_COMPOSE = frozenset(
    {"annotations", "args", "command", "entrypoint", "environment", "image", "labels", "test"}
)
_OF_COMPOSE = frozenset({Reader.RUAMEL, Reader.GO})
# The values of `config` have rules of their own; those of `secrets` nobody reads.
_NOT_IN_SPEC = frozenset({"config", "secrets"})


@rule(
    category="shape",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    profile=Profile.STRICT,
    fix=Safety.SAFE,
)
def value_read_differently(source: Source) -> Hits:
    """Value that is one thing to one program and another thing to the next."""
    document = source.document
    if source.role is Role.STACK or document.root is None or document.fault is not None:
        return
    if not _oddities.catches(document.plain):
        return
    for path, scalar in _candidates(document.root, source.role):
        found = readings(scalar)
        if found and _matters(source, path, scalar, found):
            yield _hit(source, path, scalar, found)


def _candidates(root: Node, role: Role) -> Iterator[tuple[KeyPath, Scalar]]:
    """Give the plain scalars that begin like something else than text."""
    left_out = _NOT_IN_SPEC if role is Role.SPEC else frozenset[str]()
    stack: list[tuple[KeyPath, Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        for part, child in _below(node):
            if type(child) is not Scalar:
                if path or part not in left_out:
                    stack.append(((*path, part), child))
            elif not child.style and _is_odd(child.value):
                yield (*path, part), child


def _is_odd(text: str) -> bool:
    """Tell whether a plain text begins and ends like something else."""
    return text[:1] in _FIRST and text[-1] in _LAST


_oddities = Sieve(_is_odd)


def _below(node: Node) -> Iterable[tuple[str | int, Node]]:
    """Give what stands directly below a node."""
    if type(node) is Mapping:
        return [(entry.name, entry.value) for entry in node.entries]
    return enumerate(node.items) if type(node) is Sequence else ()


def _matters(source: Source, path: KeyPath, scalar: Scalar, found: tuple[Reading, ...]) -> bool:
    """Leave out what another rule judges, and places where all readers take text for text."""
    if source.role is Role.COMPOSE:
        return not (_is_same_to_both(found) and _TEXT_IN_COMPOSE.intersection(path))
    form = form_at(path, Spec(source.document).dialect)
    return form is not None and fits(scalar, form)


def _is_same_to_both(found: tuple[Reading, ...]) -> bool:
    seen = {(reading.kind, reading.value) for reading in found if reading.reader in _OF_COMPOSE}
    return len(seen) == 1


def _hit(source: Source, path: KeyPath, scalar: Scalar, found: tuple[Reading, ...]) -> Hit:
    # Imported late: its many patterns cost a clean run more than all of this rule.
    from stacklint.model.secrets.hidden import is_hidden  # noqa: PLC0415

    at = Place(source.document, path, Part.VALUE, range=Span(scalar.start, scalar.end))
    is_secret = is_hidden(source.document, scalar)
    said = [reading.kind.value if is_secret else reading.words for reading in found]
    seen = dict(zip((reading.reader.value for reading in found), said, strict=True))
    names = [f"{words} to {reader}" for reader, words in seen.items()]
    takes_text = _takes_text(source, path, scalar)
    # What a compose file says is said to docker compose.
    counts = Reader.GO.value if source.role is Role.COMPOSE else Reader.RUAMEL.value
    return Hit(
        at,
        f"`{'.'.join(map(str, path))}` is {', '.join(names)}",
        _fix(source, path, scalar, found) if takes_text else None,
        words="quotes would settle it"
        if takes_text
        else f"as {seen[counts]}, it is the same to all",
    )


def _takes_text(source: Source, path: KeyPath, scalar: Scalar) -> bool:
    """Tell whether quotes are no worse: where a number has to be, they are."""
    if source.role is Role.COMPOSE:
        # Compose makes a number of a text, and reads the text `0440` as 440, not as 288.
        is_number = kind_of(scalar, Reader.GO) is Kind.INT
        return not (is_number and _TEXT_IN_COMPOSE.isdisjoint(path))
    if kind_of(scalar) is Kind.STR:
        return True
    if path[0] == "external-services" or (path[0] == "network" and not scalar.value.isdecimal()):
        return False
    form = form_at(path, Spec(source.document).dialect)
    return form is None or fits(Scalar(scalar.start, scalar.end, scalar.value, "'"), form)


def _fix(source: Source, path: KeyPath, scalar: Scalar, found: tuple[Reading, ...]) -> Fix | None:
    _, here = source.document.find(path)
    if here is not scalar or not is_own(source.document.root, path):
        return None
    change = (SetValue(path, scalar.value, quote=True),)
    readers = _OF_COMPOSE if source.role is Role.COMPOSE else {Reader.RUAMEL}
    if all(reading.kind is Kind.STR for reading in found if reading.reader in readers):
        return Fix("quote it", Safety.SAFE, change)
    return Fix("quote it", Safety.UNSAFE, change, "it becomes text to laconic-so too")
