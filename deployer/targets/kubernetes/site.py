"""Where steps are taken: a cluster, what lies below it, and how long to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import rows, text
from deployer.targets.kubernetes.pod_state import is_over
from deployer.targets.kubernetes.volumes import claims_of
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.ground import Ground
    from deployer.targets.kubernetes.patience import Patience
    from deployer.wanted.resource import Key


class Site(NamedTuple):
    """A cluster to work on."""

    api: Api
    ground: Ground
    patience: Patience

    def wait_gone(self, what: str, key: Key) -> None:
        """Wait until an object is really gone."""
        words = f"{key.kind.lower()} {key.name} was not gone"
        self.patience.wait(what, words, lambda: self.api.get(key) is None)

    def owners_of(self, workload: Object) -> frozenset[str]:
        """Give the uids of what makes the pods of a workload: itself, or its ReplicaSets.

        Labels would not do: one pod file's workload chooses the pods of several by them.
        """
        namespace = text(workload, "metadata", "namespace")
        sets = [x for x in self.api.items("ReplicaSet", namespace) if owned_by(x, workload)]
        return frozenset(text(x, "metadata", "uid") for x in (workload, *sets))

    def pods_of(self, namespace: str, owners: frozenset[str]) -> list[Object]:
        """Give the pods that some owners made, those too that are on their way out."""
        return [x for x in self.api.items("Pod", namespace) if owners & uids_of_owners(x)]

    def wait_no_pods(self, what: str, namespace: str, owners: frozenset[str]) -> None:
        """Wait until no pod of some owners runs, or is still ending."""
        words = "its pods have not ended"
        self.patience.wait(what, words, lambda: all(map(is_over, self.pods_of(namespace, owners))))

    def users_of(self, namespace: str, claim: str) -> list[Object]:
        """Give the pods that mount a claim."""
        return [x for x in self.api.items("Pod", namespace) if claim in claims_of(x)]


def owned_by(found: Object, owner: Object) -> bool:
    """Tell whether an object was made by another."""
    return text(owner, "metadata", "uid") in uids_of_owners(found)


def uids_of_owners(found: Object) -> frozenset[str]:
    """Give the uids of those who made an object."""
    return frozenset(text(x, "uid") for x in rows(found, "metadata", "ownerReferences"))
