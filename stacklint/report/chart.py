"""A survival map on its way to a reader: under the name of its file, and without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import MASK, masked
from stacklint.model.volumes.survival_map import SurvivalMap, survival_map
from stacklint.report.mask import secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.bundle import Bundle
    from stacklint.model.volumes.survival_row import Mounted, Row


class Chart(NamedTuple):
    """The map of a spec; `file` is its path as the caller types it."""

    file: str
    map: SurvivalMap


class Unread(NamedTuple):
    """A file that was to be on a map, and why it is not."""

    file: str
    why: str


class Atlas(NamedTuple):
    """All maps of a run, what could not be read, and what was passed over."""

    charts: tuple[Chart, ...]
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()


def chart_of(bundle: Bundle, file: str) -> Chart:
    """Draw the map of a spec, without the secrets that it and its stack hold."""
    return chart_from(bundle, file, survival_map(bundle))


def chart_from(bundle: Bundle, file: str, drawn: SurvivalMap) -> Chart:
    """Take a map of a spec that is drawn already."""
    pods = () if bundle.stack is None else (*bundle.stack.pods, *bundle.stack.jobs)
    strong = secrets_of((bundle.spec.document, *(pod.compose.document for pod in pods))).strong

    def said(text: str) -> str:
        # Of the secrets only those that are no plain word: a password `data` must not hide a name.
        text = masked(text)
        return text if strong is None else strong.sub(MASK, text)

    rows = tuple(_row(row, said) for row in drawn.rows)
    notes = tuple(map(said, drawn.notes))
    stack = None if drawn.stack is None else said(drawn.stack)
    return Chart(file, drawn._replace(rows=rows, notes=notes, stack=stack))


def _row(row: Row, said: Callable[[str], str]) -> Row:
    return row._replace(
        name=said(row.name),
        written=None if row.written is None else said(row.written),
        host=None if row.host is None else said(row.host),
        node=None if row.node is None else said(row.node),
        mounts=tuple(_mounted(mounted, said) for mounted in row.mounts),
        note=said(row.note),
    )


def _mounted(mounted: Mounted, said: Callable[[str], str]) -> Mounted:
    return mounted._replace(
        pod=said(mounted.pod), service=said(mounted.service), path=said(mounted.path)
    )
