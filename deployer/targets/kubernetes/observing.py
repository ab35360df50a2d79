"""A look at a cluster: what there is of a deployment, and what is in its way; nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Found, Home, Sighting
from deployer.targets.kubernetes.answers import FORBIDDEN, PORT_IS_TAKEN, WRONG, Answer
from deployer.targets.kubernetes.fields import is_leaving, name_of, table, text
from deployer.targets.kubernetes.fitted import fitted, size_of
from deployer.targets.kubernetes.growth import can_grow
from deployer.targets.kubernetes.kinds import is_known, is_namespaced
from deployer.targets.kubernetes.leftovers import leftovers
from deployer.targets.kubernetes.look import Look, look_at, refusal_of
from deployer.targets.kubernetes.preflight import Preflight
from deployer.targets.kubernetes.prospects import prospects
from deployer.targets.kubernetes.quantities import amount
from deployer.targets.kubernetes.sharing import sharers
from deployer.targets.kubernetes.volumes import Claim, Storage, binding_of, title_of
from deployer.targets.kubernetes.whose import whose
from deployer.targets.pod_stamps import pod_spec_of, reads
from deployer.wanted.resource import Key, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deployer.found import Binding, Earlier, Prospect
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.ground import Ground
    from deployer.wanted.resource import Resource, Wanted

_ELSEWHERE = "default"
_KINDS = {
    "ConfigMap": "config map",
    "PersistentVolume": "persistent volume of",
    "PersistentVolumeClaim": "claim of",
}


class Observing:
    """One look at a cluster."""

    def __init__(self, api: Api, ground: Ground, wanted: Wanted, earlier: Earlier) -> None:
        self._api = api
        self._ground = ground
        self._wanted = wanted
        self._earlier = earlier
        self._whose = whose(wanted)
        self._resources = tuple(
            x for x in wanted.resources if is_known(x.key.kind) and x.role is not Role.IMAGE
        )
        self._live = {
            x.key: found for x in self._resources if (found := api.get(x.key)) is not None
        }

    def found(self) -> Found:
        """Give what it found."""
        storage = self._storage()
        bindings = dict(self._bindings(storage))
        goals = prospects(self._wanted, storage.volumes.values(), self._whose, self._ground)
        looks = {x.key: self._look(x) for x in self._resources if x.key in self._live}
        keys = [x.key for x in self._wanted.resources]
        gone = tuple(leftovers(self._api, self._whose, keys, self._earlier.inventory))
        check = Preflight(self._api, self._wanted, self._live, self._whose)
        troubles = (
            *check.troubles({x.key for x in gone}),
            *self._refusals(),
            *self._complaints(looks, bindings, goals),
        )
        sightings = dict(self._sightings(looks))
        notes = (*self._notes(), *check.notes)
        others = sharers(self._api, self._resources, self._whose.namespace)
        return Found(sightings, bindings, goals, gone, troubles, notes, others)

    def _storage(self) -> Storage:
        namespace, api = self._whose.namespace, self._api
        claims = {name_of(x): x for x in api.items("PersistentVolumeClaim", namespace)}
        volumes = {name_of(x): x for x in self._volumes()}
        workloads = [x for kind in ("Deployment", "Job") for x in api.items(kind, namespace)]
        return Storage(claims, volumes, tuple(workloads))

    def _volumes(self) -> list[Object]:
        """Give the PersistentVolumes, none where we may not see them."""
        try:
            return self._api.items("PersistentVolume")
        except Answer as answer:
            if answer.status != FORBIDDEN:
                raise
            return []

    def _bindings(self, storage: Storage) -> Iterator[tuple[str, Binding]]:
        for claim in self._claims(storage):
            binding = binding_of(claim, storage, self._whose, self._ground)
            if binding is None and claim.name not in storage.claims:
                binding = self._earlier.bindings.get(claim.title)
            if binding is not None:
                yield claim.title, binding

    def _claims(self, storage: Storage) -> list[Claim]:
        """Give the claims that are wanted, that are there, and that an earlier revision made."""
        kind, found = "PersistentVolumeClaim", dict[str, Claim]()
        for resource in (x for x in self._resources if x.key.kind == kind):
            volume = text(resource.body, "spec", "volumeName")
            found[resource.key.name] = Claim(resource.title, resource.key.name, volume)
        for name, live in storage.claims.items():
            if self._whose.has(live):
                found.setdefault(name, Claim(title_of(live, self._whose), name))
        for key in self._earlier.inventory:
            if key.kind == kind and key.namespace == self._whose.namespace:
                found.setdefault(key.name, Claim(self._whose.title(key.name), key.name))
        return list(found.values())

    def _look(self, resource: Resource) -> Look:
        if _is_unknown(resource):
            return Look(Sighting())
        live = self._live[resource.key]
        body = fitted(resource.body, live, can_grow=can_grow(self._api, live))
        return look_at(self._api, resource, body, live)

    def _sightings(self, looks: Mapping[Key, Look]) -> Iterator[tuple[Key, Sighting]]:
        for resource in self._resources:
            look = looks.get(resource.key)
            if look is not None and look.sighting is not None:
                words = tuple(self._read(resource, look, looks))
                yield resource.key, look.sighting._replace(changes=(*look.sighting.changes, *words))

    def _read(self, resource: Resource, look: Look, looks: Mapping[Key, Look]) -> Iterator[str]:
        """Say what changed of what the pods read, by what is stamped on them."""
        before, after = (x.partition("-") for x in look.stamps)
        if before == after:
            return
        if not before[0]:
            yield "checksum of what its pods read"
            return
        if before[0] != after[0]:
            yield from list(self._contents(resource, looks)) or ["what its pods read"]
        if before[2] != after[2]:
            yield "an image under the same name"

    def _contents(self, resource: Resource, looks: Mapping[Key, Look]) -> Iterator[str]:
        by_key = {x.key: x for x in self._resources}
        for kind, name in reads(pod_spec_of(resource.body)):
            key = Key(kind, resource.key.namespace, name)
            one, look = by_key.get(key), looks.get(key)
            if one is None:
                continue
            words = _KINDS.get(kind, kind.lower())
            if look is None or look.sighting is None:
                yield f"{words} {one.title}"
            elif look.sighting.changes:
                yield f"{words} {one.title}: {', '.join(look.sighting.changes)}"

    def _refusals(self) -> Iterator[str]:
        """Say what the server has against objects that are not there yet.

        It tries none in a namespace that is not there: then the default one stands for it.
        """
        for resource in self._resources:
            if resource.key in self._live or _is_unknown(resource):
                continue
            answer = self._refusal(resource)
            if answer is not None and PORT_IS_TAKEN not in answer.words:
                yield f"{_named(resource)}: {answer.words}"

    def _refusal(self, resource: Resource) -> Answer | None:
        key = resource.key
        has_place = Key("Namespace", "", key.namespace) in self._live
        if has_place or not is_namespaced(key.kind):
            return refusal_of(self._api, key, resource.body)
        key = key._replace(namespace=_ELSEWHERE)
        if self._api.get(key) is not None:
            return None
        answer = refusal_of(self._api, key, resource.body)
        # What is not allowed there says nothing about the namespace that is to come.
        return answer if answer is not None and answer.status in WRONG else None

    def _complaints(
        self,
        looks: Mapping[Key, Look],
        bindings: Mapping[str, Binding],
        goals: Mapping[str, Prospect],
    ) -> Iterator[str]:
        for resource in self._resources:
            look = looks.get(resource.key)
            if look is None:
                continue
            moves = resource.role is Role.VOLUME and _moves(
                bindings.get(resource.title), goals.get(resource.title)
            )
            # Who has the port is told by name, and what is removed gives it back.
            if look.refused and not moves and PORT_IS_TAKEN not in look.refused:
                yield f"{_named(resource)}: {look.refused}"
            if look.sighting is not None and look.sighting.foreign:
                yield f"{_named(resource)} belongs to {look.sighting.foreign}"
            for words in look.taken:
                what, undone = f"{_named(resource)}: {words}", _to_undo(resource)
                yield f"{what} is set to another value than {undone}"

    def _notes(self) -> Iterator[str]:
        for resource in self._resources:
            live = self._live.get(resource.key, {})
            has, asked = size_of(live), size_of(resource.body)
            if not has or is_leaving(live) or amount(has) == amount(asked):
                continue
            if not (can_grow(self._api, live) and amount(asked) > amount(has)):
                yield (
                    f"volume {resource.title} keeps its size of {has}: the spec says {asked}, and "
                    "its claim neither grows nor shrinks"
                )


def _named(resource: Resource) -> str:
    kind = resource.key.kind
    return f"{_KINDS.get(kind, kind.lower())} {resource.title}"


def _to_undo(resource: Resource) -> str:
    """Say whose value it is that others have changed, and what to do."""
    if resource.key.kind == "Secret":
        return (
            "the one that is read here: change it there, or keep it, with the variable that it is "
            "read from unset, or the file away"
        )
    return "the spec's: undo it there, or take that value into the spec"


def _is_unknown(resource: Resource) -> bool:
    """Tell whether the content of a Secret is not there yet, so that no server would take it."""
    return resource.key.kind == "Secret" and not table(resource.body, "data")


def _moves(now: Binding | None, goal: Prospect | None) -> bool:
    """Tell whether the bytes of a volume are somewhere else than they are to be."""
    if now is None or goal is None:
        return False
    if goal.place is None:
        return now.place.home is not Home.PROVISIONED
    return (now.place.home, now.place.path) != (goal.place.home, goal.place.path)
