"""The rule `unparsable-yaml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_marker, has_token
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.doubt import is_doubtful
from stacklint.model.yaml.parse import LFS_POINTER, FaultKind
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import is_null
from stacklint.rule import Hit, Role, rule

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.parse import Fault
    from stacklint.rule import Hits, Source

_CONFLICT = Pattern(r"^<{7}(?!\S)", re.MULTILINE)
_SEPARATOR = Pattern(r"^(?:---|\.\.\.)(?=\s|$)", re.MULTILINE)


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START)
def unparsable_yaml(source: Source) -> Hits:
    """File that is not one YAML document with keys."""
    document = source.document
    if document.masked:
        return
    fault = document.fault
    if fault is None and document.count == 1 and is_doubtful(document):
        # Imported late: few files hold anything that readers differ on.
        from stacklint.model.yaml.second_reader import second_fault  # noqa: PLC0415 -- as above

        fault = second_fault(document.text)
    what = f"the {source.role.value} cannot be read"
    if fault is not None:
        offset, words = _trouble(document, fault)
        yield Hit(_at(document, offset), f"{what}: {words}", notes=_notes(source, fault))
    elif document.count > 1:
        message = f"{what}: it holds {document.count} YAML documents, and may hold one"
        yield Hit(_at(document, _second_start(document)), message, words="the second begins here")
    elif is_null(document.root) or (document.count == 0 and not has_marker(document)):
        yield Hit(_at(document, 0), f"{what}: it is empty")
    elif _is_judged(source) and document.mapping is None:
        words = "it is text or a list, and has to be a mapping"
        yield Hit(_at(document, 0), f"{what}: {words}", notes=_pointer_notes(document))


def _trouble(document: Document, fault: Fault) -> tuple[int, str]:
    """Say where the fault begins, and what it is: readers stumble behind the marks of git."""
    marker = _CONFLICT.search(document.text)
    if marker is None or marker.start() > fault.offset:
        return fault.offset, fault.words
    return marker.start(), "git left a conflict here that nobody has resolved"


def _is_judged(source: Source) -> bool:
    """Tell whether only a mapping will do: a spec is known by its keys, a script has none."""
    if source.role not in {Role.STACK, Role.COMPOSE}:
        return False
    document = source.document
    return not (has_marker(document) or has_token(document.text))


def _pointer_notes(document: Document) -> tuple[tuple[str, str], ...]:
    if not document.text.startswith(LFS_POINTER):
        return ()
    return (("hint", "Git LFS has left its pointer here: `git lfs pull`, in CI too"),)


def _at(document: Document, offset: int) -> Place:
    """Give one character as a place; the end of the last line for what is missing at the end."""
    offset = min(offset, len(document.text.rstrip()))
    ends_here = document.text[offset : offset + 1] in {"", "\n", "\r"}
    return Place(document, (), range=Span(offset, offset + (not ends_here)))


def _second_start(document: Document) -> int:
    first_end = 0 if document.root is None else document.root.end
    found = _SEPARATOR.search(document.text, first_end)
    return first_end if found is None else found.start()


def _notes(source: Source, fault: Fault) -> tuple[tuple[str, str], ...]:
    document = source.document
    if fault.kind is FaultKind.SEALED:
        return (("hint", "unlock it (`git-crypt unlock`), in CI too"),)
    if fault.kind is FaultKind.LOST:
        back = ("hint", "put its text back from there, or delete the file if it is to go")
        return _pointer_notes(document) or (back,)
    if source.role is Role.UNKNOWN:
        return (("counts", "since the file was named: nobody can tell whether it is a spec"),)
    if fault.kind not in {FaultKind.SYNTAX, FaultKind.ENCODING}:
        return ()
    happens = ("happens", "laconic-so stops with a traceback")
    if "{{" in document.text or "{%" in document.text:
        return (happens, ("hint", "name a template under `templates` in the configuration"))
    return (happens,)
