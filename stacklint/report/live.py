"""A host for people: its clusters, their deployments, the volumes of those; the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.targets import Target
from stacklint.model.volumes.live import bytes_of, how_bad
from stacklint.report.ansi import Style, paint
from stacklint.report.escape import visible
from stacklint.report.hints import explain
from stacklint.report.live_table import legend_of, lines_of, table_of, title_of
from stacklint.report.width import columns, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stacklint.model.volumes.live import Cost, LiveCluster, LiveDeployment, LiveHost, LiveVolume
    from stacklint.report.look import Look

_MOST_NAMES = 3
_EMPTY = "empty-volume-holds-data"


def live_text(host: LiveHost, look: Look, words: Callable[[int], str]) -> str:
    """Write a host; `words` says sizes as people do."""
    screen = _Screen(look, words)
    blocks = [screen.head(host), *map(screen.cluster, sorted(host.clusters, key=_cheapness))]
    if host.projects:
        blocks.append(screen.block("docker compose", Target.COMPOSE, host.projects, ()))
    for target in Target:
        some = [one for one in host.elsewhere if one.target is target]
        if some:
            blocks.append(screen.block(f"not running, {target.value}", target, some, ()))
    if host.others:
        blocks.append(screen.block("docker", Target.COMPOSE, (), host.others))
    if any(volume.is_fragile for volume in host.volumes):
        blocks.append([f"what to do: {paint(explain(_EMPTY), Style.COMMAND, look)}"])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _cheapness(cluster: LiveCluster) -> tuple[int, int, str]:
    return (-cluster.cost.size, -len(cluster.cost.volumes), cluster.name)


def _order(one: LiveDeployment) -> tuple[object, ...]:
    worst = min(map(how_bad, one.volumes), default=(True, True, 0, ""))
    return (not one.trouble, *worst[:3], one.name)


class _Screen:
    """Writes for one reader."""

    def __init__(self, look: Look, words: Callable[[int], str]) -> None:
        self._look = look
        self._words = words

    def head(self, host: LiveHost) -> list[str]:
        """Sum up the host."""
        volumes = host.volumes
        counts = (
            _many(len(host.clusters), "kind cluster") if host.clusters else "",
            _many(len(host.deployments), "deployment"),
            _many(len(volumes), "volume"),
            self._bytes(volumes),
        )
        lines = self._wrapped(f"{host.name}: {', '.join(filter(None, counts))}")
        return [*lines, *self._wrapped(self._worst(volumes))] if volumes else lines

    def _worst(self, volumes: Sequence[LiveVolume]) -> str:
        fragile = [x for x in volumes if x.is_fragile and x.size != 0]
        wrong = sum(bool(x.differs) for x in volumes)
        die = "dies" if len(fragile) == 1 else "die"
        many = f"{_many(len(fragile), 'volume')} ({self._bytes(fragile)})"
        lost = f"{many} {die} with a cluster or `down -v`"
        other = f"{wrong} {'differs' if wrong == 1 else 'differ'} from the spec"
        parts = (
            lost if fragile else "nothing dies with a cluster or `down -v`",
            other if wrong else "",
        )
        return "; ".join(filter(None, parts))

    def cluster(self, cluster: LiveCluster) -> list[str]:
        """Write a cluster, with what its end would cost as the last line."""
        title = f"kind cluster {cluster.name}"
        lines = self.block(title, Target.KIND, cluster.deployments, cluster.others)
        if cluster.trouble:
            lines += self._wrapped(cluster.trouble, " ")
        return [*lines, *self._cost(cluster)]

    def _cost(self, cluster: LiveCluster) -> Iterator[str]:
        typed = f"`kind delete cluster --name {cluster.name}`"
        rest = " (other deployments are not counted)" if cluster.is_partial else ""
        if cluster.trouble:
            said = "would cost nobody can say what"
        elif cluster.cost.volumes:
            said = f"would cost {self._lost(cluster.cost)}{rest}"
        else:
            said = f"would cost no bytes of volumes{rest}"
        style = Style.ERROR if cluster.cost.volumes else Style.STRONG
        for line in self._wrapped(f"{typed} {said}", " "):
            yield paint(line, style, self._look)

    def _lost(self, cost: Cost) -> str:
        names = [one.name for one in cost.volumes[:_MOST_NAMES]]
        more = len(cost.volumes) - len(names)
        names += [f"{more} more"] if more else []
        return (
            f"{_many(len(cost.volumes), 'volume')}, {self._bytes(cost.volumes)}: {', '.join(names)}"
        )

    def _bytes(self, volumes: Sequence[LiveVolume]) -> str:
        """Say how many bytes volumes have, and of how many nobody knows."""
        there = [x for x in volumes if x.survival is not None]
        unknown = sum(x.size is None for x in there)
        size = self._words(bytes_of(there)) if len(there) > unknown else ""
        return ", ".join(filter(None, (size, f"{unknown} not counted" if unknown else "")))

    def block(
        self,
        title: str,
        target: Target,
        deployments: Sequence[LiveDeployment],
        others: Sequence[LiveVolume],
    ) -> list[str]:
        """Write deployments under a title, and what is nobody's after them."""
        named = [x for one in deployments for x in one.volumes]
        table = table_of(target, named, self._look, self._words)
        lines = [title_of(table, self._visible(title), is_empty=not (named or others))]
        for one in sorted(deployments, key=_order):
            lines += [*self._heading(one), *lines_of(table, one.volumes)]
        if others:
            rest = table_of(target, others, self._look, self._words)
            lines += [" no deployment's", *lines_of(rest, others)]
        return [*lines, *legend_of(table)] if named or others else lines

    def _heading(self, one: LiveDeployment) -> Iterator[str]:
        name, where = self._visible(one.name), self._visible(one.directory)
        idle = " (nothing runs)" if one.is_idle and one.volumes else ""
        first = f" {paint(name, Style.SECOND, self._look)}{idle}"
        if columns(f" {name}{idle}  {where}") <= self._look.width:
            yield f"{first}  {where}".rstrip()
        else:
            yield first
            yield f"   {shortened(where, self._look.width - 3, '...')}"
        for words in filter(None, (one.trouble, one.note)):
            yield from self._wrapped(words, "   ")
        if not one.volumes and not one.trouble:
            yield "   no volumes"

    def _wrapped(self, words: str, indent: str = "") -> list[str]:
        room = self._look.width - len(indent)
        return [indent + line for line in wrapped(self._visible(words), room)]

    def _visible(self, text: str) -> str:
        return visible(text, unicode=self._look.unicode)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
