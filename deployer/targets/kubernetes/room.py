"""Whether the nodes of a cluster have room for what pods ask for.

Only what is sure: a pod that fits on no node, or all of them together on all nodes. What runs of
the deployment itself is not counted, since it makes room.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import at, label, name_of, number, rows, table, text
from deployer.targets.kubernetes.quantities import amount, bytes_words
from deployer.targets.kubernetes.taints import kept_out
from deployer.targets.kubernetes.volumes import has_ended
from deployer.targets.pod_stamps import pod_spec_of
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.whose import Whose
    from deployer.wanted.resource import Key, Resource, Wanted
    from stacklint.model.change import Data


class Room(NamedTuple):
    """CPUs, and bytes of memory."""

    cpu: Decimal
    memory: Decimal

    def plus(self, other: Room) -> Room:
        """Add two."""
        return Room(self.cpu + other.cpu, self.memory + other.memory)

    def minus(self, other: Room) -> Room:
        """Take one from another."""
        return Room(self.cpu - other.cpu, self.memory - other.memory)

    def fits(self, other: Room) -> bool:
        """Tell whether it is enough for another."""
        return self.cpu >= other.cpu and self.memory >= other.memory

    @property
    def words(self) -> str:
        """Say it: `1.5 CPU and 2 GB`."""
        cpu = f"{self.cpu:.2f}".rstrip("0").rstrip(".")
        return f"{cpu} CPU and {bytes_words(self.memory)}"


_NONE = Room(Decimal(0), Decimal(0))
_LESS = (
    "ask for less by `resources.containers`, without which each container asks for 1 CPU and 2 GB"
)


def room_troubles(
    api: Api, wanted: Wanted, live: Mapping[Key, Object], whose: Whose
) -> Iterator[str]:
    """Say which pods would find no node."""
    asked = _asked(x for x in wanted.resources if not has_ended(live.get(x.key, {})))
    if not asked:
        return
    nodes = [x for x in api.items("Node") if _is_open(x)]
    if not nodes:
        yield "no node of this cluster is ready to take pods: look at `kubectl get nodes`"
        return
    yield from _kept_out(wanted, asked, nodes)
    pods = [x for x in api.items("Pod") if _counts(x, whose)]
    yield from _lacking(asked, [_free(node, pods) for node in nodes])


def unmade_troubles(wanted: Wanted, nodes: Sequence[Room]) -> Iterator[str]:
    """Say which pods would find no node of a cluster that is not made yet."""
    return _lacking(_asked(wanted.resources), nodes)


def _asked(resources: Iterable[Resource]) -> dict[str, tuple[Room, int]]:
    """Give what each pod asks for, and how many there are of it."""
    return {
        x.title: (room_of(pod_spec_of(x.body)), max(1, number(x.body, "spec", "replicas")))
        for x in resources
        if pod_spec_of(x.body) is not None
    }


def _lacking(asked: Mapping[str, tuple[Room, int]], free: Sequence[Room]) -> Iterator[str]:
    alone = [(title, room) for title, (room, _) in asked.items() if not _fit(room, free)]
    for title, room in alone:
        most = max(free, key=lambda x: (x.cpu, x.memory))
        words = f"{title} asks for {room.words}, and the most that a node has free is {most.words}"
        yield f"{words}: {_LESS}"
    everything = _sum(room for room, count in asked.values() for _ in range(count))
    total = _sum(free)
    if not alone and not total.fits(everything):
        words = f"all pods together ask for {everything.words}"
        yield f"{words}, and the nodes have {total.words} free: {_LESS}"


def _kept_out(wanted: Wanted, asked: Iterable[str], nodes: Sequence[Object]) -> Iterator[str]:
    """Say once why no node takes pods; those of one deployment bear the same taints."""
    titles = {*asked}
    for resource in (x for x in wanted.resources if x.title in titles):
        words = kept_out(pod_spec_of(resource.body), nodes)
        if words:
            look = "look at `kubectl describe nodes`"
            yield f"no node takes the pods of {resource.title}: {words}: {look}"
            return


def unpinned(api: Api, wanted: Wanted) -> Iterator[str]:
    """Say of which volumes the directory is another one on another node (row V1)."""
    volumes = [x.title for x in wanted.resources if x.key.kind == "PersistentVolume"]
    is_pinned = all(
        at(pod_spec_of(x.body), "affinity") is not None
        for x in wanted.resources
        if x.key.kind == "Deployment"
    )
    nodes = [] if is_pinned or not volumes else [x for x in api.items("Node") if _is_open(x)]
    if len(nodes) > 1:
        yield (
            f"{', '.join(volumes)}: a directory of the node on which the pod happens to run, and "
            f"there are {len(nodes)}: choose one by `node-affinities`, unless they share a disk"
        )


def room_of(pod_spec: Data) -> Room:
    """Give what a pod asks for: its containers with those that go on beside them, or the first."""
    lasting, first = _NONE, _NONE
    for container in rows(pod_spec, "initContainers"):
        room = _requests(container)
        if text(container, "restartPolicy") == "Always":
            lasting = lasting.plus(room)
            room = _NONE
        first = _larger(first, lasting.plus(room))
    main = _sum(_requests(x) for x in rows(pod_spec, "containers"))
    return _larger(first, lasting.plus(main))


def _requests(container: Object) -> Room:
    found = {**table(container, "resources", "limits"), **table(container, "resources", "requests")}
    return _room(found)


def _room(found: Object) -> Room:
    return Room(*(amount(str(found.get(name, "0"))) for name in ("cpu", "memory")))


def _larger(one: Room, other: Room) -> Room:
    return Room(max(one.cpu, other.cpu), max(one.memory, other.memory))


def _sum(rooms: Iterable[Room]) -> Room:
    total = _NONE
    for room in rooms:
        total = total.plus(room)
    return total


def _fit(room: Room, free: Iterable[Room]) -> bool:
    return any(x.fits(room) for x in free)


def _is_open(node: Object) -> bool:
    """Tell whether a node takes new pods; taints are judged for each pod."""
    is_ready = any(
        text(x, "type") == "Ready" and text(x, "status") == "True"
        for x in rows(node, "status", "conditions")
    )
    return is_ready and at(node, "spec", "unschedulable") is not True


def _counts(pod: Object, whose: Whose) -> bool:
    is_ours = label(pod, "app") in {whose.name, f"{whose.name}-job"}
    return not is_ours and text(pod, "status", "phase") not in {"Succeeded", "Failed"}


def _free(node: Object, pods: Iterable[Object]) -> Room:
    name = name_of(node)
    taken = _sum(room_of(at(x, "spec")) for x in pods if text(x, "spec", "nodeName") == name)
    return _room(table(node, "status", "allocatable")).minus(taken)
