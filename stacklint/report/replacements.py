"""A fix as text: one replacement in each of its files, and none that would print a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Safety, Standing
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import secret_spans
from stacklint.model.yaml.document import BOM, Span, text_document
from stacklint.model.yaml.sections import common_edges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document
    from stacklint.report.mask import Mask, Secrets
    from stacklint.report.run import Run


class Replacement(NamedTuple):
    """Other text for the characters from `start` to `end` of a document, the end excluded."""

    start: int
    end: int
    text: str


class Replacements:
    """The replacements of a run; what is put into a file is looked through for secrets at once."""

    def __init__(self, run: Run, mask: Mask) -> None:
        self.run, self.mask = run, mask
        self._harmless: dict[str, frozenset[Replacement]] = {}

    def of(self, finding: Finding) -> dict[str, Replacement]:
        """Give what a fix comes to: one replacement in each file, small, and never of nothing.

        Empty where nobody made the new texts, where the finding is allowed or accepted, and where
        what is put in holds a secret: it must not be printed, and `****` in its place would be
        written to the file by whoever applies it. A part of a fix is never given.
        """
        news = self.run.new_texts.get(finding.order, {})
        if not _may_be_fixed(finding) or not self.run.documents.keys() >= news.keys():
            return {}
        found: dict[str, Replacement] = {}
        for file, new in sorted(news.items()):
            made = _replacement(self.run.documents[file], new)
            if made is None:
                continue
            if self._puts_in_secret(file, made, self.mask.of(finding)):
                return {}
            found[file] = made
        return found

    def _puts_in_secret(self, file: str, made: Replacement, secrets: Secrets) -> bool:
        document = self.run.documents[file]
        new = document.text[: made.start] + made.text + document.text[made.end :]
        put_in = Span(made.start, made.start + len(made.text))
        if made in self._harmless_in(file):
            strong = () if secrets.strong is None else secrets.strong.finditer(new)
            return _meets(put_in, (Span(*match.span()) for match in strong))
        return _meets(put_in, secrets.spans(text_document(file, new)))

    def _harmless_in(self, file: str) -> frozenset[Replacement]:
        """Give those of a file that hold no secret; the others have to be looked at alone."""
        if file not in self._harmless:
            document = self.run.documents[file]
            news = {files[file] for files in self.run.new_texts.values() if file in files}
            made = {_replacement(document, new) for new in news}
            found = _harmless(document, _apart(one for one in made if one is not None))
            self._harmless[file] = frozenset(found)
        return self._harmless[file]


def _may_be_fixed(finding: Finding) -> bool:
    if finding.standing in {Standing.ALLOWED, Standing.BASELINED}:
        return False
    return finding.fix is not None and finding.fix.safety is not Safety.DISPLAY


def _replacement(document: Document, new: str) -> Replacement | None:
    """Give what makes a text the new one; None where it is that already."""
    new = new.removeprefix(BOM)
    if new == document.text:
        return None
    start, tail = common_edges(document.text, new)
    if start + tail == len(document.text):
        # What is put in takes a neighbour along, so that two at one place are seen to clash.
        start, tail = (start - 1, tail) if start else (start, max(tail - 1, 0))
    # By line and column, a line end of two characters has no middle.
    start -= _is_in_break(document.text, start)
    tail -= _is_in_break(document.text, len(document.text) - tail)
    return Replacement(start, len(document.text) - tail, new[start : len(new) - tail])


def _is_in_break(text: str, at: int) -> bool:
    return at > 0 and text[at - 1 : at + 1] == "\r\n"


def _apart(made: Iterable[Replacement]) -> list[Replacement]:
    """Leave out what touches another."""
    found: list[Replacement] = []
    for one in sorted(made):
        if not found or one.start > found[-1].end:
            found.append(one)
    return found


def _harmless(document: Document, made: list[Replacement]) -> list[Replacement]:
    """Put all in at once; give those at whose place no secret was and none has come to be."""
    pieces: list[str] = []
    places: list[Span] = []
    at = done = 0
    for start, end, text in made:
        pieces += (document.text[done:start], text)
        at += start - done
        places.append(Span(at, at + len(text)))
        at, done = at + len(text), end
    after = text_document(document.name, "".join((*pieces, document.text[done:])))
    if after.fault is not None or document.fault is not None:
        return []
    before, found = secret_spans(document), secret_spans(after)
    return [
        one
        for one, place in zip(made, places, strict=True)
        if not _meets(Span(one.start, one.end), before) and not _meets(place, found)
    ]


def _meets(place: Span, spans: Iterable[Span]) -> bool:
    return any(span.start < place.end and span.end > place.start for span in spans)
