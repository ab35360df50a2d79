"""The spec beside the truth: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.volumes.survival import Backing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from deployer.live.directories import Said, Spoken
    from stacklint.model.volumes.live import LiveVolume

_SILENT = {Backing.TEMPLATE, Backing.EXTERNAL, Backing.CONFIG}
"""Where a spec says nothing that could be wrong."""


def compared(
    volumes: Iterable[LiveVolume], one: Spoken, real: Callable[[str], str]
) -> tuple[LiveVolume, ...]:
    """Put beside each volume what the spec says; `real` gives the real path of a directory."""
    return tuple(_compared(volume, one, real) for volume in volumes)


def _compared(volume: LiveVolume, one: Spoken, real: Callable[[str], str]) -> LiveVolume:
    if one.trouble:
        return volume
    said = one.said(volume.name)
    if said is None:
        return volume._replace(differs="the spec does not name it")
    return volume._replace(written=said.written, differs=_differs(volume, said, real))


def _differs(volume: LiveVolume, said: Said, real: Callable[[str], str]) -> str:
    if said.backing in _SILENT or volume.backing is Backing.NOWHERE:
        return ""
    if said.host is None and said.backing is Backing.NOTHING:
        return "" if volume.host is None else f"the spec says no path; {_at(volume)}"
    if said.host is not None and volume.host is not None and real(said.host) == real(volume.host):
        return ""
    if said.host is not None and volume.host is None and volume.node == said.host:
        return f"{said.written} is a directory of the kind node alone"
    why = f" ({said.note})" if said.backing is Backing.NOWHERE and said.note else ""
    words = "does not name it" if said.written is None else f"says {said.written}"
    return f"the spec {words}{why}; {_at(volume)}"


def _at(volume: LiveVolume) -> str:
    what = "the volume, which is empty, is" if volume.size == 0 else "the bytes are"
    if volume.host is not None:
        return f"{what} in {volume.host}"
    if volume.node is not None:
        return f"{what} in the kind node"
    return f"{what} in a docker volume"
