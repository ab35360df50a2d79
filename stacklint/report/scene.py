"""What every report for people needs: the run, how it may look, and what it must not show."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.report.ansi import link, paint
from stacklint.report.escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.finding import Finding, Region
    from stacklint.report.ansi import Style
    from stacklint.report.look import Look
    from stacklint.report.mask import Mask
    from stacklint.report.run import Run


class Scene(NamedTuple):
    """A run on its way to a reader."""

    run: Run
    look: Look
    mask: Callable[[], Mask]

    def said(self, text: str, finding: Finding) -> str:
        """Give what a finding says, without secrets and without control characters."""
        return self._visible(self.mask().of(finding).said(text))

    def clipped(self, text: str, finding: Finding, lines: int) -> str:
        """Give what a finding says, a few lines at most: a key may be as long as a file."""
        said = self.said(text, finding)
        most = lines * self.look.width
        return said if len(said) <= most else said[:most] + self.dots

    def noted(self, text: str, *files: str) -> str:
        """Give what is said of files and no finding, without secrets and control characters."""
        return self._visible(self.mask().noted(text, *files))

    def paint(self, text: str, style: Style) -> str:
        """Give a text in a style, where there is colour."""
        return paint(text, style, self.look)

    def file(self, file: str) -> str:
        """Give the path of a file as the caller types it."""
        return self._visible(self.run.shown(file))

    def _visible(self, text: str) -> str:
        return visible(text, unicode=self.look.unicode)

    def place(self, region: Region, style: Style) -> str:
        """Give file, line and column in a style, as a link where the terminal follows links."""
        where = f"{self.file(region.file)}:{region.line}:{region.column}"
        painted = self.paint(where, style)
        if not self.look.links or not self.run.root:
            return painted
        return link(painted, f"file://{_encoded(f'{self.run.root}/{region.file}')}", self.look)

    @property
    def dots(self) -> str:
        """What stands where something is left out."""
        return "…" if self.look.unicode else "..."


def scene_of(run: Run, look: Look) -> Scene:
    """Set a run on its way."""

    @cache
    def mask() -> Mask:
        # Imported late: a clean run has nothing to hide.
        from stacklint.report.mask import Mask  # noqa: PLC0415

        return Mask(run)

    return Scene(run, look, mask)


def _encoded(path: str) -> str:
    # Imported late: only a terminal with links asks for it.
    from urllib.parse import quote  # noqa: PLC0415

    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
