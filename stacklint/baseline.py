"""The baseline: findings that were there when the linter came, accepted until they are mended.

It can only shrink. An entry is the key of a finding, without line numbers; two equal findings
take two entries. The file is JSON, an entry on a line, so that diffs and merges stay small.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stacklint.finding import Finding, Standing
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.document import Document, text_document
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import StaleEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Table

VERSION = "1"

# What git puts around the sides of a conflict.
_MERGE = Pattern(r"(?m)^(?:<{7}|>{7})(?: |$)")

# What cannot be read cannot be judged, and what silences others is not silenced here.
_NEVER = frozenset({"unparsable-yaml"})
_NEVER_CATEGORY = "suppressions"


class BadBaseline(Exception):
    """The file is no baseline of this version."""

    def __init__(self, file: str, words: str) -> None:
        self.file = file
        self.words = words

    def __str__(self) -> str:
        """Say which file, and what is wrong with it."""
        return f"{self.file}: {self.words}"


class Entry(NamedTuple):
    """An accepted finding: rule, file, path with list items by name, and value."""

    rule: str
    file: str
    path: str
    value: str = ""


class Baseline(NamedTuple):
    """The accepted findings, as the file lists them."""

    document: Document
    entries: tuple[Entry, ...]

    def apply(
        self, findings: Iterable[Finding], renames: Table[str, str]
    ) -> tuple[list[Finding], list[StaleEntry]]:
        """Mark what is accepted; give the entries that match nothing too.

        `renames` leads from the path of a file in an entry to its path now.
        """
        left = Counter(_moved(entry, renames) for entry in self.entries)
        marked: list[Finding] = []
        for finding in findings:
            entries = next((x for x in _sides(finding) if all(left[y] > 0 for y in x)), None)
            if finding.standing is Standing.OPEN and entries and is_acceptable(finding):
                left.subtract(entries)
                marked.append(finding._replace(standing=Standing.BASELINED))
            else:
                marked.append(finding)
        return marked, list(self._stale(left, renames))

    def without(self, stale: Iterable[StaleEntry], renames: Table[str, str]) -> list[Entry]:
        """Give the entries that are left when some have become stale, under the names of now."""
        gone = {entry.at.path[-1] for entry in stale}
        left = (entry for index, entry in enumerate(self.entries) if index not in gone)
        return [_moved(entry, renames) for entry in left]

    def _stale(self, left: Counter[Entry], renames: Table[str, str]) -> Iterator[StaleEntry]:
        for index, entry in enumerate(self.entries):
            moved = _moved(entry, renames)
            if left[moved] > 0:
                left[moved] -= 1
                at = Place(self.document, ("accepted", index))
                yield StaleEntry(self.document, at, entry.rule, entry.file, entry.path)


def is_acceptable(finding: Finding) -> bool:
    """Tell whether a finding may be in a baseline."""
    return finding.rule not in _NEVER and finding.category != _NEVER_CATEGORY


def _sides(finding: Finding) -> list[list[Entry]]:
    """Give what may stand for a finding: of a clash, its own entry, or those of all other sides."""
    return [[Entry(*finding.key)], [Entry(*key) for _, key in finding.mirrors]]


def _moved(entry: Entry, renames: Table[str, str]) -> Entry:
    return entry._replace(file=renames.get(entry.file, entry.file))


def read_baseline(file: str, text: str) -> Baseline:
    """Read a baseline; BadBaseline where it is none."""
    # JSON is YAML, and our own reader knows where each entry stands.
    document = text_document(file, text)
    root = document.mapping
    if root is None:
        raise BadBaseline(file, _not_read(text))
    version = text_of(root.get("version"))
    if version is None:
        raise BadBaseline(file, f"it has no `version`, which is {VERSION}")
    if version != VERSION:
        raise BadBaseline(file, f"it has another version than {VERSION}: update stacklint")
    items = root.get("accepted")
    if not isinstance(items, Sequence):
        raise BadBaseline(file, "it has no list `accepted`")
    return Baseline(document, tuple(_entry(file, resolved(item)) for item in items.items))


def _not_read(text: str) -> str:
    """Say what to do with a text that is none; after a merge, `create` would accept what is new."""
    if _MERGE.search(text):
        todo = "keep the entries of both sides, then type `stacklint baseline update`"
        return f"it holds the marks of a merge: {todo}"
    todo = "take back the one of git, or delete it and type `stacklint baseline create`"
    return f"it is not a baseline: {todo}"


def _entry(file: str, node: object) -> Entry:
    if not isinstance(node, Mapping):
        raise BadBaseline(file, "an entry of `accepted` is no object")
    texts = {key: text_of(node.get(key)) or "" for key in Entry._fields}
    if not texts["rule"] or not texts["file"]:
        raise BadBaseline(file, "an entry of `accepted` lacks `rule` or `file`")
    return Entry(**texts)


def entries_of(findings: Iterable[Finding]) -> list[Entry]:
    """Give the entries for findings, in the order of the file that is written."""
    return sorted(Entry(*finding.key) for finding in findings if is_acceptable(finding))


def baseline_text(entries: Iterable[Entry]) -> str:
    """Write a baseline: the same entries give the same bytes."""
    import json  # noqa: PLC0415 -- only when one is written

    lines = [json.dumps(_fields(entry), ensure_ascii=False) for entry in sorted(entries)]
    accepted = ",\n    ".join(lines)
    listed = f"[\n    {accepted}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "accepted": {listed}\n}}\n'


def _fields(entry: Entry) -> dict[str, str]:
    return {name: value for name, value in entry._asdict().items() if value or name != "value"}
