"""Where volumes are, and what was begun with them, as records of revisions and journals keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Begun, Binding, Home, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stacklint.model.change import Data


def written_binding(binding: Binding) -> Data:
    """Give it as it is kept."""
    place = binding.place
    return {
        "volume": binding.volume,
        "home": place.home.name.lower(),
        "path": place.path,
        "inside": place.inside,
        "inode": place.inode,
        "size": place.size,
    }


def read_binding(found: Mapping[str, str | int | None]) -> Binding:
    """Read it again; KeyError or TypeError where it is none."""
    size = found["size"]
    place = Place(
        home=Home[str(found["home"]).upper()],
        path=str(found["path"]),
        inside=str(found["inside"]),
        inode=str(found["inode"]),
        size=size if isinstance(size, int) else None,
    )
    return Binding(str(found["volume"]), place, "the record of the last revision says so")


def written_begun(begun: Mapping[str, Begun]) -> list[Data]:
    """Give what was begun with volumes as it is kept."""
    return [{**one._asdict()} for one in begun.values()]


def read_begun(found: Iterable[Mapping[str, str]]) -> dict[str, Begun]:
    """Read it again; KeyError or TypeError where it is none."""
    read = (Begun(x["volume"], x["way"], x["path"]) for x in found)
    return {one.volume: one for one in read}
