"""Reports for people: a frame for each finding while they fit, groups above that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.report.repairs import repairs
from stacklint.report.scene import scene_of
from stacklint.report.summary import after_groups, summary
from stacklint.report.width import wrapped

if TYPE_CHECKING:
    from stacklint.report.look import Look
    from stacklint.report.run import Run
    from stacklint.report.scene import Scene

MOST_FRAMES = 10
"""Above as many open findings the frames give way to groups."""


def text(run: Run, look: Look) -> str:
    """Give what `check` prints when no format is named."""
    scene = scene_of(run, look)
    if run.is_preview:
        return _preview(scene)
    if len(run.open) <= MOST_FRAMES:
        return _framed(scene)
    from stacklint.report.groups import groups  # noqa: PLC0415 -- a clean run needs none

    return _text([*groups(scene), "", *summary(scene), *after_groups(scene)])


def full(run: Run, look: Look) -> str:
    """Give a frame for each open finding, however many they are."""
    scene = scene_of(run, look)
    return _preview(scene) if run.is_preview else _framed(scene)


def _preview(scene: Scene) -> str:
    """Give what `--diff` asks for: the changes, and what is left."""
    from stacklint.report.diff import diff  # noqa: PLC0415 -- difflib is for those who ask

    left = [line for text in repairs(scene) for line in wrapped(text, scene.look.width)]
    return diff(scene.run, scene.look) + _text(left or ["nothing to fix"])


def _framed(scene: Scene) -> str:
    lines: list[str] = []
    if scene.run.open:
        from stacklint.report.frame import frame  # noqa: PLC0415 -- a clean run needs none

        for finding in scene.run.open:
            lines += (*frame(finding, scene), "")
    return _text([*lines, *summary(scene)])


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
