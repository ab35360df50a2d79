"""The order of services: what another one depends on, or shares namespaces with, comes first.

Compose brings it up together with the other, and a plan that comes to it later would make it anew
once more, under who is connected to it by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deployer.wanted.resource import Resource
    from stacklint.model.change import Data

_SHARED = ("network_mode", "ipc", "pid")
_SERVICE = "service:"


def in_order(services: Iterable[Resource]) -> tuple[Resource, ...]:
    """Put services behind what they need, and leave them as they are written otherwise."""
    found = {x.key.name: x for x in services}
    ordered: dict[str, Resource] = {}
    for name in found:
        _put(name, found, ordered, ())
    return tuple(ordered.values())


def _put(
    name: str, found: dict[str, Resource], ordered: dict[str, Resource], above: tuple[str, ...]
) -> None:
    # Services that wait for each other are refused by compose itself.
    if name in ordered or name in above or name not in found:
        return
    for other in _needs(found[name].body):
        _put(other, found, ordered, (*above, name))
    ordered[name] = found[name]


def _needs(body: dict[str, Data]) -> Iterator[str]:
    waits = body.get("depends_on")
    if isinstance(waits, list | dict):
        yield from (x for x in waits if isinstance(x, str))
    for key in _SHARED:
        mode = body.get(key)
        if isinstance(mode, str) and mode.startswith(_SERVICE):
            yield mode.removeprefix(_SERVICE)
