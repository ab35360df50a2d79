"""What a look has seen, as the client shows it: diagnostics, and fixes as code actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from stacklint.lsp.places import is_within
from stacklint.lsp.report import files_of, is_allowable, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.lsp.buffers import Buffers
    from stacklint.lsp.report import Finding, Fix, Place

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


class View:
    """The findings of a look, and the texts that they are about."""

    def __init__(self, findings: Sequence[Finding], buffers: Buffers) -> None:
        self.findings = findings
        self.buffers = buffers

    def diagnostics(self) -> dict[str, list[types.Diagnostic]]:
        """Give what is to be shown, by the address of the file."""
        found: dict[str, list[types.Diagnostic]] = {}
        for finding in self.findings:
            uri = self.buffers.uri_of(finding["at"]["file"])
            found.setdefault(uri, []).append(self._diagnostic(finding))
        return found

    def touching(self, path: str, span: types.Range, now: Buffers) -> list[Finding]:
        """Give the findings whose characters have something in common with a range, as it is now.

        Of a text that was not judged yet nobody knows where they stand.
        """
        if self.buffers.text_of(path) != now.text_of(path):
            return []
        own = (x for x in self.findings if x["at"]["file"] == path)
        return [x for x in own if is_within(self._location(x["at"]).range, span)]

    def actions(self, findings: Sequence[Finding], now: Buffers) -> Iterator[types.CodeAction]:
        """Give the fixes of findings; an edit belongs to the texts that were judged."""
        for finding in findings:
            fix = finding["fix"]
            if fix is None or not fix["edits"]:
                continue
            if all(self.buffers.text_of(x) == now.text_of(x) for x in files_of(finding)):
                yield self._action(finding, fix)

    def allowing(self, findings: Sequence[Finding]) -> Iterator[types.CodeAction]:
        """Give what allows findings; what it writes, is asked for when it is chosen."""
        for finding in findings:
            if is_allowable(finding):
                place, rule = finding["at"], finding["rule"]
                yield types.CodeAction(
                    title=f"Allow {rule} here: write the reason behind `--`",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[self._diagnostic(finding)],
                    data={"file": place["file"], "line": place["line"], "rule": rule},
                )

    def _location(self, place: Place) -> types.Location:
        path, buffers = place["file"], self.buffers
        return types.Location(buffers.uri_of(path), buffers.lines_of(path).range_of(place))

    def _diagnostic(self, finding: Finding) -> types.Diagnostic:
        return types.Diagnostic(
            range=self._location(finding["at"]).range,
            message=sentences(finding),
            severity=_SEVERITIES[finding["severity"]],
            code=finding["rule"],
            source="stacklint",
            related_information=[
                types.DiagnosticRelatedInformation(self._location(x), x["words"])
                for x in finding["also"]
            ],
        )

    def _action(self, finding: Finding, fix: Fix) -> types.CodeAction:
        is_safe = fix["safety"] == "safe"
        changes: dict[str, Sequence[types.TextEdit]] = {}
        for edit in fix["edits"]:
            span = self.buffers.lines_of(edit["file"]).range_between(edit["start"], edit["end"])
            changes[self.buffers.uri_of(edit["file"])] = [types.TextEdit(span, edit["text"])]
        return types.CodeAction(
            title=fix["title"] if is_safe else f"{fix['title']} (unsafe: {fix['why']})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self._diagnostic(finding)],
            edit=types.WorkspaceEdit(changes=changes),
            is_preferred=is_safe,
        )
