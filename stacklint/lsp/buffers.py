"""The texts that an editor has, and behind them those on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pygls.uris import from_fs_path, to_fs_path

from stacklint.lsp.places import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pygls.workspace import PositionCodec, TextDocument


class Buffers:
    """The open files at one moment, by absolute path; what is not open is read when it is asked."""

    def __init__(self, documents: Iterable[TextDocument], codec: PositionCodec) -> None:
        named = [(to_fs_path(document.uri), document) for document in documents]
        # What has no path (a draft, a file in an archive) lies in no repository.
        is_file = [(path, x) for path, x in named if path and x.uri.startswith("file:")]
        self.texts = {path: document.source for path, document in is_file}
        self.codec = codec
        self._uris = {path: document.uri for path, document in is_file}
        self._read: dict[str, str] = {}
        self._lines: dict[str, Lines] = {}

    def text_of(self, path: str) -> str:
        """Give the text of a file, empty where it cannot be read."""
        found = self.texts.get(path)
        if found is None:
            found = self._read.get(path)
        if found is None:
            found = self._read[path] = _text_on_disk(path)
        return found

    def lines_of(self, path: str) -> Lines:
        """Give the lines of a file."""
        if path not in self._lines:
            self._lines[path] = Lines(self.text_of(path), self.codec)
        return self._lines[path]

    def path_of(self, uri: str) -> str:
        """Give the path of a file by its address."""
        return to_fs_path(uri) or uri

    def uri_of(self, path: str) -> str:
        """Give the address of a file: of an open one, the client's own."""
        return self._uris.get(path) or from_fs_path(path) or path


def _text_on_disk(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return ""
