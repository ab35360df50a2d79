"""The rule `overlapping-volume-paths`."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.named import NamedTuple
from stacklint.model.volumes.nodepath import usable_root
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack, Use
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def overlapping_volume_paths(spec: Spec, stack: Stack | None, settings: Settings) -> Hits:
    """Two volumes with one host path, or one inside the other."""
    root = usable_root(spec)
    seen: list[tuple[str, Volume]] = []
    for path, volume in _paths(spec, settings):
        overlapping = [
            other for text, other in seen if _overlap(text, path) and other.name != volume.name
        ]
        pairs = [
            _Pair(other, volume)
            for other in overlapping
            if _is_comparable(other, root) and _is_comparable(volume, root)
        ]
        hits = [hit for pair in pairs if (hit := _judge(pair, stack)) is not None]
        if hits:
            yield max(hits, key=lambda hit: hit.severity or Severity.ERROR)
        seen.append((path, volume))


class _Pair(NamedTuple):
    """Two volumes that overlap, in the order of the file."""

    first: Volume
    second: Volume


def _paths(spec: Spec, settings: Settings) -> list[tuple[str, Volume]]:
    """Give the paths, clean and with a slash behind them."""
    return [
        (volume.path.clean.rstrip("/") + "/", volume)
        for volume in spec.volumes
        if volume.path is not None and volume.name not in settings.shared_volumes
    ]


def _is_comparable(volume: Volume, root: HostPath | None) -> bool:
    """The mount root itself as a volume holds all others: `path-escapes-mount-root` says so."""
    path = volume.path
    if path is None or path.is_opaque or path.is_home:
        return False
    return root is None or path.clean != root.clean


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _judge(pair: _Pair, stack: Stack | None) -> Hit | None:
    if stack is None:
        return _hit(pair, ())
    ways = (stack.uses(pair.first.name), stack.uses(pair.second.name))
    if not all(ways):
        return _hit(pair, ())
    writers = [[use for use in uses if not use.is_read_only] for uses in ways]
    clashes = [(one, two) for one, two in product(*writers) if one.pod != two.pod]
    if not clashes:
        return None
    at_once = [(one, two) for one, two in clashes if not (one.by_job or two.by_job)]
    return _hit(pair, (at_once or clashes)[0], is_sure=bool(at_once))


def _hit(pair: _Pair, writers: tuple[Use, ...], *, is_sure: bool = False) -> Hit:
    who = "two programs write"
    if is_sure:
        who = " and ".join(f"`{use.service.name}`" for use in writers) + " write"
    return Hit(
        pair.second.at.value,
        f"volumes `{pair.first.name}` and `{pair.second.name}` {_share(pair)}:"
        f" {who} to one directory",
        also=(
            Label(pair.first.at.value, "the other one"),
            *(Label(use.mount.at, f"`{use.service.name}` writes here") for use in writers),
        ),
        severity=None if is_sure else Severity.INFO,
        profile=None if is_sure else Profile.AUDIT,
    )


def _share(pair: _Pair) -> str:
    one, two = pair.first.path, pair.second.path
    is_same = one is not None and two is not None and one.clean == two.clean
    return "have one path" if is_same else "lie one in the other"
