"""What a fix changes, as a unified diff."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import with_mask
from stacklint.model.yaml.document import text_document
from stacklint.report.ansi import Style, paint
from stacklint.report.escape import visible
from stacklint.report.mask import secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.report.look import Look
    from stacklint.report.run import Run

_CONTEXT = 3


class _Side(NamedTuple):
    """One version of a file: its lines as they are, and as they may be shown."""

    lines: list[str]
    shown: list[str]


def diff(run: Run, look: Look) -> str:
    """Give the changes of every file that was or would be written, in the order of names.

    Lines are compared as they are and shown without secrets. A carriage return at the end of a
    line is not shown, except where it is what changes.
    """
    lines: list[str] = []
    for file, (old, new) in sorted(run.changed.items()):
        lines += _file(visible(run.shown(file), unicode=look.unicode), old, new, look)
    return "".join(f"{line}\n" for line in lines)


def _file(name: str, old: str, new: str, look: Look) -> Iterator[str]:
    before, after = _sides(old, new, look)
    yield paint(f"--- {name}", Style.STRONG, look)
    yield paint(f"+++ {name}", Style.STRONG, look)
    for group in SequenceMatcher(
        None, before.lines, after.lines, autojunk=False
    ).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        ranges = f"-{_range(first[1], last[2])} +{_range(first[3], last[4])}"
        yield paint(f"@@ {ranges} @@", Style.SECOND, look)
        for kind, *at in group:
            if kind == "equal":
                yield from (f" {line}" for line in before.shown[at[0] : at[1]])
                continue
            for line in before.shown[at[0] : at[1]]:
                yield paint(f"-{line}", Style.REMOVED, look)
            for line in after.shown[at[2] : at[3]]:
                yield paint(f"+{line}", Style.ADDED, look)


def _sides(old: str, new: str, look: Look) -> tuple[_Side, _Side]:
    documents = [text_document("", text) for text in (old, new)]
    secrets = secrets_of(documents)
    same_ends = ("\r\n" in old) == ("\r\n" in new)
    sides = []
    for document in documents:
        shown = with_mask(document.text, secrets.spans(document))
        sides.append(
            _Side(
                _lines(document.text),
                [_shown(line, look, same_ends=same_ends) for line in _lines(shown)],
            )
        )
    return sides[0], sides[1]


def _lines(text: str) -> list[str]:
    """Split at line feeds alone, as YAML's readers and git do; each line keeps its own end."""
    parts = text.split("\n")
    return [f"{line}\n" for line in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _shown(line: str, look: Look, *, same_ends: bool) -> str:
    has_end = line.endswith("\n")
    line = line.removesuffix("\n")
    line = line.removesuffix("\r") if same_ends else line
    pieces = (visible(piece, unicode=look.unicode) for piece in line.split("\t"))
    return "\t".join(pieces) + ("" if has_end else "\n\\ No newline at end of file")


def _range(start: int, end: int) -> str:
    """Write a range of lines as git does: an empty one stands before its line."""
    count = end - start
    return f"{start + bool(count)},{count}" if count != 1 else f"{start + 1}"
