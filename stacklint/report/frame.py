"""One finding as people read it: what, where, the lines themselves, and what to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Safety
from stacklint.model.named import NamedTuple
from stacklint.report import hints
from stacklint.report.ansi import SEVERITY_STYLE, Style
from stacklint.report.source import Source
from stacklint.report.width import columns, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.finding import Finding, Region
    from stacklint.report.scene import Scene

SCREEN = 24
"""Lines that one finding may take."""


class _Detail(NamedTuple):
    """How much is said: lines above the primary place, and how many other places."""

    context: int
    places: int


# Lines that one message or note may take.
_LONGEST = 4

# Files that a fix names, beside that of its finding.
_FILES = 2

# From the most to the least; the first that fits the screen is taken.
_DETAILS = (_Detail(2, 4), _Detail(1, 3), _Detail(1, 2), _Detail(0, 1), _Detail(0, 0))


def frame(finding: Finding, scene: Scene) -> list[str]:
    """Give the lines of a finding, a screenful at most."""
    pad = len(str(max(region.line for region in (finding.at, *finding.also))))
    head = _header(finding, scene)
    notes = [_as_typed(note, finding, scene) for note in finding.notes]
    below = [line for note in notes for line in _note(note, finding, pad, scene)]
    tail = [*_fix(finding, pad, scene), f"{_bullet(pad, scene)}help: {hints.explain(finding.rule)}"]
    body: list[str] = []
    for detail in _DETAILS:
        body = list(_body(finding, scene, pad, detail))
        if len(head) + len(body) + len(below) + len(tail) <= SCREEN:
            break
    room = SCREEN - len(head) - len(body) - len(tail)
    return [*head, *body, *below[: max(0, room)], *tail]


def _header(finding: Finding, scene: Scene) -> list[str]:
    rule = f"{finding.severity.word}[{finding.rule}]"
    message = scene.clipped(finding.message, finding, _LONGEST)
    first, *rest = wrapped(message, scene.look.width - 2, first=columns(rule))
    start = scene.paint(rule, SEVERITY_STYLE[finding.severity])
    if columns(f"{rule}: {first}") > scene.look.width:
        lines = [f"{start}:"]
        rest = wrapped(message, scene.look.width - 2)
    else:
        lines = [f"{start}: {scene.paint(first, Style.STRONG)}"]
    return [*lines, *(f"  {scene.paint(line, Style.STRONG)}" for line in rest)]


def _body(finding: Finding, scene: Scene, pad: int, detail: _Detail) -> Iterator[str]:
    """Give the places file by file, that of the primary place first."""
    also = sorted(finding.also, key=lambda region: region.file != finding.file)
    for file, regions in _by_file((finding.at, *also[: detail.places])).items():
        arrow = "-->" if file == finding.file else ":::"
        first = finding.at if file == finding.file else regions[0]
        yield f"{' ' * pad}{scene.paint(arrow, Style.GUTTER)} {scene.place(first, Style.STRONG)}"
        document = scene.run.documents.get(file)
        # A file may have been written since; then its lines are no longer those of the finding.
        if document is not None and document.position(len(document.text)).line >= max(
            region.line for region in regions
        ):
            source = Source(document, tuple(regions), finding, detail.context, pad)
            yield from source.lines(scene)
    left_out = len(also) - detail.places
    if left_out > 0:
        yield f"{_bullet(pad, scene)}and {left_out} more place{'s' * (left_out > 1)}"


def _by_file(regions: tuple[Region, ...]) -> dict[str, list[Region]]:
    files: dict[str, list[Region]] = {}
    for region in dict.fromkeys(regions):
        files.setdefault(region.file, []).append(region)
    return files


def _as_typed(note: tuple[str, str], finding: Finding, scene: Scene) -> tuple[str, str]:
    """Name the file of a finding in a command of git by its path from where the caller is."""
    head, text = note
    if not text.startswith("git "):
        return note
    return head, hints.retyped(text, finding.file, scene.run.shown(finding.file))


def _note(note: tuple[str, str], finding: Finding, pad: int, scene: Scene) -> list[str]:
    label = note[0] if note[0].endswith("?") else f"{note[0]}:"
    text = scene.clipped(f"{label} {note[1]}" if note[1] else note[0], finding, _LONGEST)
    first, *rest = wrapped(text, scene.look.width - pad - 3)
    return [f"{_bullet(pad, scene)}{first}", *(f"{' ' * (pad + 3)}{line}" for line in rest)]


def _bullet(pad: int, scene: Scene) -> str:
    return f"{' ' * pad} {scene.paint('=', Style.GUTTER)} "


def _fix(finding: Finding, pad: int, scene: Scene) -> Iterator[str]:
    """Say what the fix would do, why nobody does it unasked, and what to type."""
    yield from _of_fix(finding, pad, scene)
    moving = hints.moving_data(finding)
    if moving is not None:
        words = f"the edit alone hides the data; `{moving}` moves it"
        yield from _note(("already deployed?", words), finding, pad, scene)


def _of_fix(finding: Finding, pad: int, scene: Scene) -> Iterator[str]:
    fix = finding.fix
    if fix is None:
        return
    since = f", since {fix.why}" if fix.why else ""
    kind = f" ({_SAFETY[fix.safety]}{since})" if fix.safety in _SAFETY else ""
    yield from _note((f"fix{kind}", fix.title + _elsewhere(finding, scene)), finding, pad, scene)
    typed = hints.fix(finding)
    if typed is not None:
        yield f"{' ' * (pad + 3)}{scene.paint(typed, Style.COMMAND)}"


def _elsewhere(finding: Finding, scene: Scene) -> str:
    """Name the other files that a fix changes, a few of them."""
    others = [scene.file(file) for file in finding.fixed_files if file != finding.file]
    if not others:
        return ""
    left = len(others) - _FILES
    more = f" and {left} more file{'s' * (left > 1)}" if left > 0 else ""
    return f"; in {', '.join(others[:_FILES])}{more} too"


_SAFETY = {Safety.UNSAFE: "unsafe", Safety.DISPLAY: "by hand"}
