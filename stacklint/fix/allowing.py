"""The comments that allow findings, put where they belong in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.apart import with_fixes
from stacklint.fix.apply import Draft
from stacklint.model.allow import allows_of
from stacklint.model.change import AddComment, SetComment
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from stacklint.finding import Finding
    from stacklint.model.allow import Allow
    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath


class Decision(NamedTuple):
    """Why findings are allowed, and the day until which they are, where one is named.

    Without a reason a comment allows nothing, and waits for one.
    """

    until: str | None
    reason: str

    def comment(self, scope: str, rule: str) -> str:
        """Write it down; `scope` is `allow`, or `allow-file`."""
        until = f" until={self.until}" if self.until else ""
        return f"# stacklint: {scope}[{rule}]{until} -- {self.reason}".rstrip()

    def is_in(self, allow: Allow) -> bool:
        """Tell whether a comment says so already."""
        until = None if allow.until is None else allow.until.isoformat()
        return (until, allow.reason) == self


def allowed(document: Document, findings: list[Finding], decision: Decision) -> Document:
    """Give a file with what allows some findings of a rule; raises Refused."""
    allows = allows_of(document)
    # A comment covers all of its line, and one above an entry may do for several lines.
    lines = {x.at.line: x for x in sorted(findings, key=lambda x: x.at.start)}
    fixes = dict.fromkeys(_changes(document, allows, x, decision) for x in lines.values())
    draft = with_fixes(Draft(document, document), [changes for changes in fixes if changes])
    return draft.judged()


def _changes(
    document: Document, allows: tuple[Allow, ...], finding: Finding, decision: Decision
) -> tuple[Change, ...]:
    """Give what allows a finding; nothing, where what was written for another one does already."""
    on_it = [x for x in allows if x.covers(finding.at.line, finding.at.end_line)]
    same = [x for x in on_it if decision.is_in(x)]
    if any(finding.rule in allow.rules for allow in same):
        return ()
    path = _existing(document, finding)
    if not path:
        return (AddComment((), decision.comment("allow-file", finding.rule)),)
    # One above a section must not grow over all that is in it.
    for allow in same:
        if not allow.whole_file and allow.first == finding.at.line:
            return (_joined(allow, finding.rule),)
    return (_comment(document, finding, path, decision.comment("allow", finding.rule)),)


def _joined(allow: Allow, rule: str) -> Change:
    text = allow.comment.text
    start, end = text.index("[") + 1, text.index("]")
    return SetComment(
        allow.comment.start, f"{text[:start]}{', '.join((*allow.rules, rule))}{text[end:]}"
    )


def _comment(document: Document, finding: Finding, path: KeyPath, text: str) -> Change:
    occurrence = _occurrence(document, path, finding)
    above = _has_comment(document, finding, path, occurrence)
    whole = _of_whole_line(document, path, finding.at.line) if above else path
    if whole != path:
        return AddComment(whole, text, above=True)
    return AddComment(path, text, above=above, occurrence=occurrence)


def _of_whole_line(document: Document, path: KeyPath, line: int) -> KeyPath:
    """Give the outermost entry that is all of a line: above one in braces stands no comment."""
    for depth in range(1, len(path)):
        entry, node = document.find(path[:depth])
        if node is not None:
            start = node.start if entry is None else entry.key.start
            if {document.position(start).line, document.position(node.end).line} == {line}:
                return path[:depth]
    return path


def _existing(document: Document, finding: Finding) -> KeyPath:
    """Give the path of a finding; of what is missing, that of what would hold it."""
    path = finding.at.path
    while path and document.find(path)[1] is None:
        path = path[:-1]
    return path


def _occurrence(document: Document, path: KeyPath, finding: Finding) -> int:
    """Tell which of the entries of one name a finding stands at."""
    number = 0
    while (entry := document.find(path, number + 1)[0]) and entry.key.start <= finding.at.start:
        number += 1
    return number


def _has_comment(document: Document, finding: Finding, path: KeyPath, occurrence: int) -> bool:
    """The line ends in a comment already, or goes on: the suppression gets a line of its own."""
    start, end = document.line_span(finding.at.line)
    taken = any(start <= comment.start < end for comment in document.comments)
    if path != finding.at.path:
        # What is missing is one finding: all that the entry does have is not to be allowed too.
        return taken
    entry, node = document.find(path, occurrence)
    if node is None:
        return taken
    # A comment is put behind the key, and a fault of its value may stand a line below.
    start = node.start if entry is None else entry.key.start
    ends = {document.position(start).line, document.position(node.end).line}
    return taken or ends != {finding.at.line}
