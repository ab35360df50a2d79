"""The language server: what the client says, and when the linter is asked."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec

from stacklint import __version__
from stacklint.lsp.asking import Linter, NoAnswer
from stacklint.lsp.buffers import Buffers
from stacklint.lsp.keys import meaning_at
from stacklint.lsp.places import whole_lines
from stacklint.lsp.report import in_a_fence, open_findings, sentences
from stacklint.lsp.view import View
from stacklint.model.yaml.sections import difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.lsp.report import Finding

PAUSE = 0.25
"""Seconds without a key pressed, after which a look is worth its start."""

_FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.stacklint"
_WHY = re.compile(r"^## Why\n+(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Session:
    """One client: its open files, the look that is under way, and what the last one has seen."""

    def __init__(self, server: LanguageServer, linter: Linter) -> None:
        self.server = server
        self.linter = linter
        self.view = View([], Buffers([], PositionCodec()))
        self._task: asyncio.Task[None] | None = None
        self._shown: frozenset[str] = frozenset()
        self._trouble = ""

    def buffers(self) -> Buffers:
        """Give the open files as they are now."""
        workspace = self.server.workspace
        return Buffers(workspace.text_documents.values(), workspace.position_codec)

    def look(self, pause: float) -> None:
        """Look when a pause is over; a look that is under way is about texts that are no more."""
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.ensure_future(self._look(pause))

    async def _look(self, pause: float) -> None:
        await asyncio.sleep(pause)
        buffers = self.buffers()
        try:
            seen = await self.linter.look(buffers.texts) if buffers.texts else []
        except NoAnswer as error:
            self._complain(str(error))
            return
        self._trouble = ""
        self.view = View(list(open_findings(seen)), buffers)
        self._show(self.view.diagnostics())

    def _show(self, found: dict[str, list[types.Diagnostic]]) -> None:
        for uri in sorted(self._shown.union(found)):
            said = types.PublishDiagnosticsParams(uri, found.get(uri, []))
            self.server.text_document_publish_diagnostics(said)
        self._shown = frozenset(found)

    def _complain(self, words: str) -> None:
        """Say what keeps the linter from looking; once, though each key that is pressed asks it."""
        if words != self._trouble:
            self._trouble = words
            said = types.ShowMessageParams(types.MessageType.Error, f"stacklint: {words}")
            self.server.window_show_message(said)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Give the fixes at a place, or of the whole file where that is asked for."""
        buffers, wanted = self.buffers(), params.context.only
        path = buffers.path_of(params.text_document.uri)
        found: list[types.CodeAction] = []
        if _wants(types.CodeActionKind.QuickFix, wanted):
            # Who asks for a fix is in the line of a fault, and seldom at its characters.
            touched = self.view.touching(path, whole_lines(params.range), buffers)
            found += self.view.actions(touched, buffers)
            if self._resolves:
                found += self.view.allowing(touched)
        # Never unless it is asked for by its name: it is a run of the linter.
        if wanted and _wants(_FIX_ALL, wanted):
            found += await self._fix_all(path, buffers)
        return found

    async def _fix_all(self, path: str, buffers: Buffers) -> list[types.CodeAction]:
        text = buffers.texts.get(path, "")
        try:
            fixed = await self.linter.fixed(path, text)
        except NoAnswer as error:
            self._complain(str(error))
            return []
        edit = self._edit(path, fixed, buffers)
        if edit is None:
            return []
        return [types.CodeAction("Make all safe fixes of stacklint", kind=_FIX_ALL, edit=edit)]

    async def resolve(self, action: types.CodeAction) -> types.CodeAction:
        """Give an action that allows a finding with the comment that it writes."""
        asked = action.data
        if not isinstance(asked, dict):
            return action
        buffers, path = self.buffers(), str(asked.get("file"))
        texts = {**buffers.texts, path: buffers.text_of(path)}
        try:
            action.edit = self._edit(path, await self.linter.allowed(texts, asked), buffers)
        except NoAnswer as error:
            self._complain(str(error))
        return action

    def _edit(self, path: str, after: str, buffers: Buffers) -> types.WorkspaceEdit | None:
        """Give what makes another text of a file; None where nothing does, or it has changed."""
        before = buffers.text_of(path)
        # Somebody may have typed meanwhile: what was changed is another text.
        if after == before or self.buffers().text_of(path) != before:
            return None
        start, end, put_in = difference(before, after)
        lines = buffers.lines_of(path)
        edit = types.TextEdit(lines.range_between(start - lines.bom, end - lines.bom), put_in)
        return types.WorkspaceEdit(changes={buffers.uri_of(path): [edit]})

    @property
    def _resolves(self) -> bool:
        """Tell whether the client asks for the edit of an action when it is chosen."""
        about = self.server.client_capabilities.text_document
        actions = about.code_action if about else None
        support = actions.resolve_support if actions else None
        return support is not None and "edit" in support.properties

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Say why what is found at a place matters, or what the key there means."""
        buffers, position = self.buffers(), params.position
        path = buffers.path_of(params.text_document.uri)
        here = self.view.touching(path, types.Range(position, position), buffers)
        parts = [await self._explained(finding, path) for finding in here]
        lines = buffers.lines_of(path)
        meaning = meaning_at(path, buffers.text_of(path), lines.offset_of(position))
        if meaning is not None:
            parts.append(f"{in_a_fence(meaning.name)}\n{meaning.words}")
        if not parts:
            return None
        text = "\n\n---\n\n".join(parts)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))

    async def _explained(self, finding: Finding, path: str) -> str:
        head = f"**{finding['rule']}**\n\n{in_a_fence(sentences(finding))}"
        try:
            page = await self.linter.page(finding["rule"], path)
        except NoAnswer:
            return head
        why = _WHY.search(page)
        return head if why is None else f"{head}\n{why[1].strip()}"


def _wants(kind: str, wanted: Sequence[str] | None) -> bool:
    """Tell whether a kind of action is asked for: a kind holds those that begin with it."""
    return wanted is None or any(f"{kind}.".startswith(f"{one}.") for one in wanted)


def serve(command: tuple[str, ...]) -> None:
    """Serve a client on standard input and output, until it leaves; `command` starts stacklint."""
    # Texts come whole: by parts, pygls would count other line ends than YAML has.
    whole = types.TextDocumentSyncKind.Full
    server = LanguageServer("stacklint", __version__, text_document_sync_kind=whole)
    _listen(server, Session(server, Linter(command)))
    server.start_io()


def _listen(server: LanguageServer, session: Session) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(_params: types.DidOpenTextDocumentParams) -> None:
        session.look(0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(_params: types.DidChangeTextDocumentParams) -> None:
        session.look(PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_params: types.DidSaveTextDocumentParams) -> None:
        session.look(0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(_params: types.DidCloseTextDocumentParams) -> None:
        session.look(0)

    kinds = [types.CodeActionKind.QuickFix, _FIX_ALL]

    options = types.CodeActionOptions(kinds, resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await session.actions(params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        return await session.resolve(action)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await session.hover(params)
