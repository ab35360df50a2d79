"""What would make a deployment fail, told before anything stops.

A dry run checks neither whether a node port is free, nor whether a class is there, nor whether a
node has room (measured).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.answers import FORBIDDEN, Answer
from deployer.targets.kubernetes.fields import annotation, is_leaving, name_of, number, rows, text
from deployer.targets.kubernetes.room import room_troubles, unpinned
from deployer.targets.pod_stamps import OWNER_ID, pod_spec_of
from deployer.wanted.kubernetes.namespace import OWNER
from deployer.wanted.resource import Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.whose import Whose
    from deployer.wanted.resource import Wanted

_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


class Preflight:
    """The checks of one deployment; `live` are its objects that are there."""

    __slots__ = ("_api", "_live", "_wanted", "_whose", "notes")

    def __init__(self, api: Api, wanted: Wanted, live: Mapping[Key, Object], whose: Whose) -> None:
        self._api = api
        self._wanted = wanted
        self._live = live
        self._whose = whose
        self.notes: list[str] = []

    def troubles(self, leaving: set[Key]) -> Iterator[str]:
        """Say everything that is in the way; what is removed in the same run is not."""
        yield from self._owner()
        yield from self._unseen()
        yield from self._allowed("node ports", self._ports(leaving))
        yield from self._allowed("runtime classes", self._runtimes())
        yield from self._allowed("storage classes", self._classes())
        room = room_troubles(self._api, self._wanted, self._live, self._whose)
        yield from self._allowed("room on the nodes", room)
        pins = self._allowed("nodes of volumes", unpinned(self._api, self._wanted))
        self.notes.extend(list(pins))

    def _allowed(self, what: str, check: Iterator[str]) -> Iterator[str]:
        """Leave out a check that needs to see more than we may."""
        try:
            yield from check
        except Answer as answer:
            if answer.status != FORBIDDEN:
                raise
            self.notes.append(f"{what} were not checked: {answer.words}")

    def _owner(self) -> Iterator[str]:
        name = self._whose.namespace
        found = self._live.get(Key("Namespace", "", name))
        if found is None:
            return
        owner, place = annotation(found, OWNER_ID), annotation(found, OWNER)
        if is_leaving(found):
            yield f"namespace {name} is being deleted: wait until it is gone"
        elif owner and owner != self._whose.name:
            yield (
                f"namespace {name} belongs to deployment {owner} in {place}: give this one a "
                "`namespace` of its own in the spec"
            )
        elif place and place != self._whose.directory:
            yield (
                f"namespace {name} belongs to the deployment in {place}: give this one a "
                "`namespace` of its own in the spec, or, if that directory was moved here, "
                f"`kubectl annotate --overwrite namespace {name} {OWNER}={self._whose.directory}`"
            )

    def _unseen(self) -> Iterator[str]:
        """Say what has to be seen to tell whether pods get ready, and may not be."""
        if Key("Namespace", "", self._whose.namespace) not in self._live:
            return
        for kind in ("ReplicaSet", "Pod"):
            try:
                self._api.items(kind, self._whose.namespace, "app=")
            except Answer as answer:
                if answer.status != FORBIDDEN:
                    raise
                yield f"nobody could see whether pods get ready: {answer.words}"

    def _ports(self, leaving: set[Key]) -> Iterator[str]:
        asked = {
            number(port, "nodePort"): x
            for x in self._wanted.resources
            for port in rows(x.body, "spec", "ports")
            if x.key.kind == "Service" and number(port, "nodePort")
        }
        for found in self._api.items("Service") if asked else []:
            key = Key("Service", text(found, "metadata", "namespace"), name_of(found))
            for port in rows(found, "spec", "ports"):
                wants = asked.get(number(port, "nodePort"))
                if wants is not None and wants.key != key and key not in leaving:
                    yield (
                        f"node port {number(port, 'nodePort')}, which {wants.title} is to have, is "
                        f"taken by service {key.name} in namespace {key.namespace}"
                    )

    def _runtimes(self) -> Iterator[str]:
        names: dict[str, str] = {}
        made = {x.key for x in self._wanted.resources}
        for resource in self._wanted.resources:
            name = text(pod_spec_of(resource.body), "runtimeClassName")
            if name:
                names.setdefault(name, resource.title)
        for name, title in names.items():
            key = Key("RuntimeClass", "", name)
            if key not in made and self._api.get(key) is None:
                yield f"{title} asks for runtime class {name}, which this cluster does not have"

    def _classes(self) -> Iterator[str]:
        claims = [x for x in self._wanted.resources if x.key.kind == "PersistentVolumeClaim"]
        named = {x.title: _class_of(x.body) or _class_of(self._live.get(x.key, {})) for x in claims}
        open_ = [title for title, name in named.items() if not name]
        if open_ and not any(
            annotation(x, _DEFAULT_CLASS) == "true" for x in self._api.items("StorageClass")
        ):
            names = ", ".join(open_)
            yield (
                f"no path is given for {names}, and this cluster has no default storage class: "
                "give a path, or have a class made the default"
            )
        for claim in claims:
            yield from self._never_bound(claim.title, self._live.get(claim.key, {}))

    def _never_bound(self, title: str, live: Object) -> Iterator[str]:
        """Say that a claim waits for a class that is not there; one with a volume needs none."""
        name = _class_of(live)
        if not name or text(live, "spec", "volumeName"):
            return
        if self._api.get(Key("StorageClass", "", name)) is None:
            yield (
                f"the claim of {title} waits for storage class {name}, which this cluster does "
                "not have: have it made, or delete the claim, which has no data yet"
            )


def _class_of(claim: Object) -> str:
    return text(claim, "spec", "storageClassName")
