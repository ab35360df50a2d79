"""An editor: a client of the protocol that starts the server as people's editors do."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.running import clean_env

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

_PATIENCE = 60


class Editor:
    """What an editor does with one repository, and what the server told it."""

    def __init__(self, root: Path, client: LanguageClient) -> None:
        self.root = root
        self.client = client
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self._news = asyncio.Event()

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        text = (self.root / name).read_bytes().decode() if text is None else text
        item = types.TextDocumentItem(self.uri(name), "yaml", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, name: str, text: str) -> None:
        whole = types.TextDocumentContentChangeWholeDocument(text)
        document = types.VersionedTextDocumentIdentifier(2, self.uri(name))
        said = types.DidChangeTextDocumentParams(document, [whole])
        self.client.text_document_did_change(said)

    def save(self, name: str) -> None:
        said = types.DidSaveTextDocumentParams(self._document(name))
        self.client.text_document_did_save(said)

    def close(self, name: str) -> None:
        said = types.DidCloseTextDocumentParams(self._document(name))
        self.client.text_document_did_close(said)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until what the server has said makes something true."""
        async with asyncio.timeout(_PATIENCE):
            while not holds():
                await self._news.wait()
                self._news.clear()

    async def until_shown(self, name: str, *rules: str) -> None:
        """Wait until these findings are shown for a file, and no other."""
        await self.until(lambda: self.rules(name) == list(rules))

    def rules(self, name: str) -> list[object]:
        return [x.code for x in self.shown.get(self.uri(name), [])]

    async def actions(
        self, name: str, line: int, column: int, *only: str
    ) -> list[types.CodeAction]:
        here = types.Position(line, column)
        context = types.CodeActionContext([], only=list(only) or None)
        asked = types.CodeActionParams(self._document(name), types.Range(here, here), context)
        found = await self.client.text_document_code_action_async(asked)
        return [x for x in found or () if isinstance(x, types.CodeAction)]

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        return await self.client.code_action_resolve_async(action)

    async def hover(self, name: str, line: int, column: int) -> str:
        asked = types.HoverParams(self._document(name), types.Position(line, column))
        found = await self.client.text_document_hover_async(asked)
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def take(self, said: types.PublishDiagnosticsParams | types.ShowMessageParams) -> None:
        """Take what the server says by itself."""
        if isinstance(said, types.ShowMessageParams):
            self.messages.append(said.message)
        else:
            self.shown[said.uri] = list(said.diagnostics)
        self._news.set()

    def _document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))


# What editors say that ask for the edit of an action when somebody chooses it.
RESOLVING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    )
)


@asynccontextmanager
async def editing(root: Path, capabilities: types.ClientCapabilities) -> AsyncIterator[Editor]:
    """Start a server for an editor, and end it as an editor does."""
    client = LanguageClient("tests", "1")
    editor = Editor(root, client)
    for said in (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, types.WINDOW_SHOW_MESSAGE):
        # A method takes no attributes, which pygls sets on what it is given.
        client.feature(said)(partial(editor.take))
    await client.start_io(sys.executable, "-m", "stacklint", "lsp", cwd=root, env=clean_env())
    await client.initialize_async(types.InitializeParams(capabilities, root_uri=root.as_uri()))
    client.initialized(types.InitializedParams())
    yield editor
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]  # pygls gives it no type


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """Make the edits of one file, as an editor that counts in UTF-16 does."""
    wide = [line.encode("utf-16-le") for line in text.split("\n")]
    starts = [sum(len(x) + 2 for x in wide[:number]) for number in range(len(wide))]
    whole = text.encode("utf-16-le")
    for edit in sorted(edits, key=lambda x: (x.range.start.line, x.range.start.character))[::-1]:
        first, last = edit.range.start, edit.range.end
        start = starts[first.line] + 2 * first.character
        end = starts[last.line] + 2 * last.character
        whole = whole[:start] + edit.new_text.encode("utf-16-le") + whole[end:]
    return whole.decode("utf-16-le")
