"""Claims and PersistentVolumes of a cluster, whoever made them: pure, of what kubectl prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import (
    annotation,
    at,
    is_leaving,
    label,
    name_of,
    rows,
    table,
    text,
)
from deployer.targets.kubernetes.volumes import PROVISIONER, claim_of, claims_of, path_of_volume
from deployer.wanted.kubernetes.frame import NAME_ANNOTATION
from deployer.wanted.kubernetes.namespace import OWNER
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.targets.kubernetes.fields import Object

KINDS = "pv,pvc,ns,pods"
"""What kubectl is asked for."""

_OVER = {"Succeeded", "Failed"}


class Owner(NamedTuple):
    """Whose a namespace is: the directory of a deployment, empty where it is nobody's."""

    namespace: str
    directory: str = ""


class Claimed(NamedTuple):
    """A claim with its PersistentVolume, or one that no claim has.

    `path` is the directory of a node, empty where there are no bytes yet; `is_made` tells that a
    storage class made it. `nodes` are those that it is on, none where any may be. `users` are the
    pods that mount it.
    """

    owner: Owner
    title: str
    kept: str
    path: str = ""
    is_made: bool = False
    nodes: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    trouble: str = ""


class Objects(NamedTuple):
    """The objects of a cluster, by kind."""

    claims: tuple[Object, ...]
    volumes: dict[str, Object]
    pods: tuple[Object, ...]
    owners: dict[str, Owner]
    by_id: dict[str, Owner]


def claimed_in(output: str) -> tuple[Claimed, ...]:
    """Read `kubectl get pv,pvc,ns,pods -A -o json`."""
    found = _objects(rows(json.loads(output), "items"))
    claimed = tuple(_claimed(claim, found) for claim in found.claims)
    taken = {text(claim, "spec", "volumeName") for claim in found.claims}
    left = (x for name, x in found.volumes.items() if name not in taken)
    return (*claimed, *(_unclaimed(volume, found) for volume in left))


def owners_in(output: str) -> tuple[Owner, ...]:
    """Give the namespaces that are of deployments, with or without volumes."""
    owners = _objects(rows(json.loads(output), "items")).owners.values()
    return tuple(owner for owner in owners if owner.directory)


def _objects(items: list[Object]) -> Objects:
    spaces = list(_of_kind(items, "Namespace"))
    owners = {name_of(x): Owner(name_of(x), annotation(x, OWNER)) for x in spaces}
    return Objects(
        claims=tuple(_of_kind(items, "PersistentVolumeClaim")),
        volumes={name_of(x): x for x in _of_kind(items, "PersistentVolume")},
        pods=tuple(x for x in _of_kind(items, "Pod") if text(x, "status", "phase") not in _OVER),
        owners=owners,
        by_id={label(x, "app"): owners[name_of(x)] for x in spaces if label(x, "app")},
    )


def _of_kind(items: list[Object], kind: str) -> Iterator[Object]:
    return (item for item in items if text(item, "kind") == kind)


def _claimed(claim: Object, found: Objects) -> Claimed:
    name, space = name_of(claim), text(claim, "metadata", "namespace")
    users = tuple(_users(name, space, found))
    volume = found.volumes.get(text(claim, "spec", "volumeName"))
    owner = found.owners.get(space, Owner(space))
    one = Claimed(
        owner=owner,
        title=_title(claim, name) if owner.directory else f"{space}/{name}",
        kept=f"claim {name}",
        users=tuple(name_of(pod) for pod in users),
        trouble=_trouble(claim, volume),
    )
    on = tuple(dict.fromkeys(text(pod, "spec", "nodeName") for pod in users))
    return one if volume is None else _at(one._replace(nodes=tuple(filter(None, on))), volume)


def _at(one: Claimed, volume: Object) -> Claimed:
    path = path_of_volume(volume)
    trouble = "" if path else f"persistent volume {name_of(volume)} is no directory of a node"
    return one._replace(
        path=path,
        is_made=bool(annotation(volume, PROVISIONER)),
        nodes=tuple(_bound_to(volume)) or one.nodes,
        trouble=one.trouble or trouble,
    )


def _unclaimed(volume: Object, found: Objects) -> Claimed:
    key, name = claim_of(volume), name_of(volume)
    nobody = Owner(key.namespace)
    owner = found.owners.get(key.namespace) or found.by_id.get(label(volume, "app"), nobody)
    words = "its claim is gone, and it is still there" if key.name else "no claim has taken it"
    title = _title(volume, key.name or name) if owner.directory else name
    one = Claimed(owner, title, f"persistent volume {name}")
    return _at(one._replace(trouble=words), volume)


def _title(found: Object, name: str) -> str:
    """Give the name of a volume as its author wrote it, without the id that objects begin with."""
    meant = annotation(found, NAME_ANNOTATION) or name
    return meant.removeprefix(f"{label(found, 'app')}-")


def _users(claim: str, space: str, found: Objects) -> Iterator[Object]:
    for pod in found.pods:
        if text(pod, "metadata", "namespace") == space and claim in claims_of(pod):
            yield pod


def _trouble(claim: Object, volume: Object | None) -> str:
    if is_leaving(claim):
        return "its claim is being deleted, and goes when its pods do"
    if text(claim, "status", "phase") == "Lost":
        return f"its persistent volume {text(claim, 'spec', 'volumeName')} is gone"
    return "its claim waits for its first pod" if volume is None else ""


def _bound_to(volume: Object) -> Iterator[str]:
    """Give the nodes that a PersistentVolume is tied to, which kind calls by their names."""
    for term in rows(table(volume, "spec", "nodeAffinity", "required"), "nodeSelectorTerms"):
        for match in rows(term, "matchExpressions"):
            if text(match, "key") == "kubernetes.io/hostname":
                values = at(match, "values")
                yield from (str(x) for x in values) if isinstance(values, list) else ()
