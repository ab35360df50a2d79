"""What a report must not show: the secrets of the files that a finding speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.change import Restore
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import (
    MASK,
    joined,
    masked,
    secret_spans,
    secret_values,
    with_mask,
)
from stacklint.model.secrets.patterns import EVERYBODYS
from stacklint.model.yaml.document import Document, Span, text_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.finding import Finding
    from stacklint.report.run import Run

# Such a value is looked for in the rest of a file too; `postgres` or `16` may well be an image.
_SHORTEST_STRONG = 6
# So may `notes` and `notes-local`, as a directory or a database; four words are a passphrase.
_NAME = re.compile(r"[^\W\d_]+|[a-z]+(?:[-_.][a-z]+){1,2}")


class Secrets(NamedTuple):
    """The secrets of some documents, to be taken out of what is said about them."""

    words: re.Pattern[str] | None
    strong: re.Pattern[str] | None

    def said(self, text: str) -> str:
        """Give a message, note or title without secrets."""
        text = masked(text)
        return text if self.words is None else self.words.sub(MASK, text)

    def spans(self, document: Document) -> tuple[Span, ...]:
        """Give the characters of a document that are not to be shown, in order."""
        found = list(secret_spans(document))
        if self.strong is not None:
            found += (Span(*match.span()) for match in self.strong.finditer(document.text))
        return joined(found)


def secrets_of(documents: Iterable[Document]) -> Secrets:
    """Collect the secrets of documents."""
    return _secrets(map(_held, documents))


class _Held(NamedTuple):
    """The secrets of a file, and its text without them, where there are any."""

    values: frozenset[str]
    shown: str


_NOTHING = _Held(frozenset(), "")


def _held(document: Document) -> _Held:
    values = secret_values(document)
    # Only what is a name as well has to be looked for in the rest.
    is_shown = any(map(_NAME.fullmatch, values))
    return _Held(values, with_mask(document.text, secret_spans(document)) if is_shown else "")


def _secrets(files: Iterable[_Held]) -> Secrets:
    held = tuple(files)
    values = set().union(*(one.values for one in held))
    longest_first = sorted(values, key=lambda value: (-len(value), value))
    strong = [x for x in longest_first if len(x) >= _SHORTEST_STRONG and not _NAME.fullmatch(x)]
    shown = "\n".join(one.shown for one in held)
    return Secrets(_pattern([x for x in longest_first if not _is_said(x, shown)]), _pattern(strong))


def _is_said(value: str, shown: str) -> bool:
    """Tell whether a message has to say a word: `postgres:16`, or a service that is called so."""
    if value.lower() in EVERYBODYS:
        return True
    return _NAME.fullmatch(value) is not None and re.search(_found_as(value), shown) is not None


def _pattern(values: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(_found_as, values))) if values else None


def _found_as(value: str) -> str:
    """Look for a plain word as a word: the password `data` must not end `database`."""
    escaped = re.escape(value)
    return rf"(?<![^\W_]){escaped}(?![^\W_])" if value.isalpha() else escaped


class Mask:
    """The secrets of a run, each file read when a finding first speaks of it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._held: dict[str, _Held] = {}
        self._secrets: dict[tuple[str, ...], Secrets] = {}

    def of(self, finding: Finding) -> Secrets:
        """Give the secrets of the files that a finding speaks of."""
        shown = (region.file for region in finding.also)
        files = tuple(sorted({*finding.files, *shown}))
        earlier = tuple(_earlier(finding))
        if earlier:
            return _secrets((*map(self._of_file, files), *map(_held, earlier)))
        found = self._secrets.get(files)
        if found is None:
            found = self._secrets[files] = _secrets(map(self._of_file, files))
        return found

    def noted(self, text: str, *files: str) -> str:
        """Give what is said of no finding, without the secrets of files and of those it names."""
        named = [file for file in self.run.documents if file in files or file in text]
        return _secrets(map(self._of_file, named)).said(text)

    def _of_file(self, file: str) -> _Held:
        if file not in self._held:
            document = self.run.documents.get(file)
            self._held[file] = _NOTHING if document is None else _held(document)
        return self._held[file]


def _earlier(finding: Finding) -> Iterator[Document]:
    """Give the text that a fix would put back: a note may quote what it had."""
    fix = finding.fix
    for file, changes in () if fix is None else fix.by_file(finding.file).items():
        for change in changes:
            if isinstance(change, Restore):
                yield text_document(file, change.text)
