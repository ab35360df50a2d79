"""Specs side by side: what each takes for itself, and which of them share a host."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.proxy import is_public
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacklint.model.compose.host_ports import TakenPort
    from stacklint.model.secrets.kept import Credential
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.model.yaml.place import Place


class Host(NamedTuple):
    """The machine that a spec is deployed from; a folder is a guess, and not `is_told`."""

    name: str
    is_told: bool


class Taken(NamedTuple):
    """A host directory that a volume of a spec writes to; `path` is clean and absolute."""

    volume: str
    path: str


class Mounted(NamedTuple):
    """Where a service has a volume that holds data, in its container."""

    volume: str
    service: str
    path: str


class Route(NamedTuple):
    """A host name with a path, and where in the spec it stands."""

    host: str
    path: str
    at: KeyPath


class Claims(NamedTuple):
    """What one spec takes for itself; text is empty where it is not written, or might be anything.

    `namespace` is the effective one. `settings` are those that every spec of a kind cluster shares.
    `empty_volumes` are written to, have no path, and live as long as their claim.
    `has_acme_email` is also true where a template gives the address, or an issuer has it.
    `credentials` are the files that the spec names, where they may lie in its repository.
    `relative` are volumes that lie in the deployment directory, with their paths in it. `mounts`
    are told by the stack.
    `cluster` tells clusters of one host apart: the kubeconfig of `k8s`, else the target.
    """

    file: str
    target: Target | None
    stack: str
    namespace: str
    settings: tuple[tuple[KeyPath, str], ...]
    directories: tuple[Taken, ...]
    routes: tuple[Route, ...]
    has_acme_email: bool
    empty_volumes: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    relative: tuple[Taken, ...] = ()
    mounts: tuple[Mounted, ...] = ()
    cluster: str = ""
    ports: tuple[TakenPort, ...] = ()

    @property
    def may_clash_alone(self) -> bool:
        """There may be something to say of it, where no other spec is at hand."""
        rows = sorted((port.first, port.last) for port in self.ports)
        return bool(self.unsigned) or any(two[0] <= one[1] for one, two in pairwise(rows))

    @property
    def elsewhere(self) -> str:
        """The cluster whose nodes the directories are on; empty where they are on the host."""
        return self.cluster if self.target is Target.K8S else ""

    @property
    def unsigned(self) -> str:
        """The first public host that a kind cluster asks certificates for, without an address."""
        if self.target is not Target.KIND or self.has_acme_email:
            return ""
        return next((route.host for route in self.routes if is_public(route.host)), "")

    def setting(self, path: KeyPath) -> str:
        """Give one of the settings that the specs of a cluster share."""
        # A handful at the most, and asked for more often than a table is worth.
        for at, text in self.settings:
            if at == path:
                return text
        return ""


MOUNT_ROOT = ("kind-mount-root",)
CLUSTER = ("kind-cluster-name",)
CADDY_IMAGE = ("caddy-ingress-image",)
ACME_EMAIL = ("network", "acme-email")

SHARED: tuple[tuple[str, ...], ...] = (MOUNT_ROOT, CLUSTER, CADDY_IMAGE, ACME_EMAIL)
"""Settings that every spec of a kind cluster shares."""


class Around(Protocol):
    """What a fleet asks of the world: only where specs clash, and of these alone."""

    def host_of(self, file: str) -> Host:
        """Name the machine that a spec is deployed from."""

    def spec(self, file: str) -> Spec:
        """Read a spec a second time, for its places."""

    def changed_at(self, file: str) -> int | None:
        """Give the second of the last commit that touched a file, None where there is none."""


class Fleet:
    """All specs of a run, in an order that does not depend on how they were found.

    Those that are judged come last: what they clash with was there before.
    """

    def __init__(
        self, claims: Iterable[Claims], judged: Callable[[str], bool], around: Around
    ) -> None:
        self.claims = tuple(sorted(claims, key=lambda one: (judged(one.file), one.file)))
        self._around = around

    @cached_property
    def hosts(self) -> list[tuple[Host, tuple[Claims, ...]]]:
        """Each host with its claims in the fleet's order."""
        groups: dict[Host, list[Claims]] = {}
        for one in self.claims:
            groups.setdefault(self._around.host_of(one.file), []).append(one)
        return [(host, tuple(claims)) for host, claims in sorted(groups.items())]

    def are_two_deployments(self, one: Claims, other: Claims) -> bool:
        """Tell whether somebody has said that two specs go to two machines, or two clusters."""
        hosts = {self._around.host_of(one.file), self._around.host_of(other.file)}
        are_told = all(host.is_told for host in hosts)
        return are_apart(one, other) or (len(hosts) > 1 and are_told)

    def spec(self, claims: Claims) -> Spec:
        """Read a spec again."""
        return self._around.spec(claims.file)

    def at(self, claims: Claims, path: KeyPath) -> Place:
        """Give a place in a spec, at the value."""
        return self.spec(claims).at(*path).value

    def changed_at(self, claims: Claims) -> int | None:
        """Give the second of the last commit that touched a spec, None where there is none."""
        return self._around.changed_at(claims.file)


def kin_of(host: Host, one: Claims) -> str:
    """Give what a spec has in common with its variants: its stack, or nothing but its own name.

    Specs of one stack in one folder are environments of it, until the repository says else. Where
    a spec names its cluster, others may stand beside it there: those have another key.
    """
    if host.is_told:
        return one.file
    return f"{one.stack} {one.namespace}" if one.setting(CLUSTER) else one.stack


def are_apart(one: Claims, other: Claims) -> bool:
    """Tell whether two specs go to the nodes of two clusters, whoever deploys them."""
    return bool(one.elsewhere and other.elsewhere) and one.elsewhere != other.elsewhere


def are_variants(host: Host, one: Claims, other: Claims) -> bool:
    """Tell whether two specs are two environments of one stack.

    Two namespaces of one cluster, which both name, are two deployments side by side.
    """
    if host.is_told:
        return one.file == other.file
    are_apart = one.namespace != other.namespace and one.namespace and other.namespace
    is_one_cluster = one.setting(CLUSTER) and one.setting(CLUSTER) == other.setting(CLUSTER)
    return one.stack == other.stack and not (are_apart and is_one_cluster)
