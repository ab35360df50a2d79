"""What is wanted of a target: frozen resources, and notes on what the target does not serve."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from deployer.errors import DeployError
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.change import Data
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.place import Place


class Role(Enum):
    """What a resource is there for; the order is the one in which a plan shows them.

    What is cluster-wide is shared with the other deployments of the cluster.
    """

    PLACE = "place"
    IMAGE = "images"
    VOLUME = "volumes"
    CONFIG = "config"
    SECRET = "secrets"  # noqa: S105 -- a heading
    WORKLOAD = "workloads"
    JOB = "jobs"
    ROUTE = "routes"
    HOOK = "hooks"
    CLUSTER = "cluster-wide"


class Key(NamedTuple):
    """What a resource is found by; `namespace` is empty for what belongs to a whole cluster."""

    kind: str
    namespace: str
    name: str


class Resource(NamedTuple):
    """One thing that is to exist.

    `body` is plain data: an object of Kubernetes, or a part of a compose project. `title` is the
    name that its author knows it by, `about` says what it is, `source` where it is asked for.
    `uses` are the keys of what it uses while it runs: it is stopped before they are.
    """

    key: Key
    body: dict[str, Data]
    role: Role
    title: str
    about: str
    source: Place | None
    uses: tuple[Key, ...] = ()


class Note(NamedTuple):
    """What is asked for and not served on this target, or served in another way than it reads."""

    words: str
    source: Place | None


class Wanted(NamedTuple):
    """Everything that a deployment is to consist of, in the order in which it is made."""

    resources: tuple[Resource, ...]
    notes: tuple[Note, ...]


class Identity(NamedTuple):
    """Who a deployment is: what `create` chose, and the directory that it made."""

    deployment_id: str
    cluster_id: str
    directory: str


class Credentials(NamedTuple):
    """A file of `credentials-files`; `text` is None where nobody has read it yet."""

    path: str
    text: str | None


class Told(NamedTuple):
    """What a spec asks for where it is deployed, and never holds itself.

    `pull_token` is what `image-pull-secret` reads, None before somebody did. `secrets` are
    values by the name of a Secret and the one of its entry; one that is missing is not at hand.
    """

    pull_token: str | None = None
    secrets: Mapping[tuple[str, str], str] = {}


class Surroundings(NamedTuple):
    """What comes in from the world.

    `tree` holds the files of the repository. `generated` are the values of `$generate` tokens, by
    the name of their variable; one that is missing is made later. `told` is what somebody read who
    deploys. `has_decimal_sizes` takes `Gi` for 10**9 bytes, as laconic-so does, for deployments
    that it made.

    `certificates` are the files of `ca-certificates` by the path that the spec has, as far as
    somebody read them.

    `config_env` is set where the tree is a deployment directory: what stands behind `KEY=` there,
    which is then the truth, as are the files below `configmaps`.
    """

    tree: Tree
    generated: Mapping[str, str]
    credentials: tuple[Credentials, ...] = ()
    told: Told = Told()
    has_decimal_sizes: bool = False
    config_env: Mapping[str, str] | None = None
    certificates: Mapping[str, bytes] = {}


class CannotRender(DeployError):
    """A bundle asks for something that has no right form on its target."""

    def __init__(self, words: str, source: Place | None) -> None:
        super().__init__(words, source)
        self.words = words
        self.source = source

    def __str__(self) -> str:
        """Say where it is asked for, what cannot be, and what to write."""
        if self.source is None:
            return self.words
        document = self.source.document
        line = document.position(self.source.span.start).line
        return f"{document.name}:{line}: {self.words}"


def namespace_of(wanted: Wanted) -> str:
    """Give the namespace that a deployment has on a cluster; empty on compose."""
    places = (x.key for x in wanted.resources if x.role is Role.PLACE)
    return next((key.name for key in places if key.kind == "Namespace"), "")
