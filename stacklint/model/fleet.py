"""Specs side by side: what each takes for itself, and which of them share a host."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Protocol

from stacklint.model.identity import known_text, namespace_of
from stacklint.model.kept import credentials_of
from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.proxy import every_route, is_public
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacklint.model.bundle import Bundle
    from stacklint.model.kept import Credential
    from stacklint.model.nodes import KeyPath
    from stacklint.model.place import Place
    from stacklint.model.spec import Spec


class Host(NamedTuple):
    """The machine that a spec is deployed from; a folder is a guess, and not `is_told`."""

    name: str
    is_told: bool


class Taken(NamedTuple):
    """A host directory that a volume of a spec writes to; `path` is clean and absolute."""

    volume: str
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
    `has_acme_email` is also true where a template gives the address.
    `credentials` are the files that the spec names, where they may lie in its repository.
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

    @property
    def unsigned(self) -> str:
        """The first public host that a kind cluster asks certificates for, without an address."""
        if self.target is not Target.KIND or self.has_acme_email:
            return ""
        return next((route.host for route in self.routes if is_public(route.host)), "")

    def setting(self, path: KeyPath) -> str:
        """Give one of the settings that the specs of a cluster share."""
        return dict(self.settings).get(path, "")


MOUNT_ROOT = ("kind-mount-root",)
CLUSTER = ("kind-cluster-name",)
CADDY_IMAGE = ("caddy-ingress-image",)
ACME_EMAIL = ("network", "acme-email")

_SHARED: tuple[tuple[str, ...], ...] = (MOUNT_ROOT, CLUSTER, CADDY_IMAGE, ACME_EMAIL)


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

    Specs of one stack in one folder are environments of it, until the repository says else.
    """
    return one.file if host.is_told else one.stack


def are_variants(host: Host, one: Claims, other: Claims) -> bool:
    """Tell whether two specs are two environments of one stack."""
    return kin_of(host, one) == kin_of(host, other)


def claims_of(bundle: Bundle) -> Claims:
    """Give what a spec takes for itself."""
    spec = bundle.spec
    return Claims(
        file=spec.file,
        target=spec.target,
        stack=spec.stack_name,
        namespace=namespace_of(spec),
        settings=_settings(spec) if spec.target is Target.KIND else (),
        directories=tuple(_directories(bundle)),
        routes=tuple(_routes(spec)) if spec.makes_objects else (),
        empty_volumes=tuple(_empty(bundle)) if spec.makes_objects else (),
        has_acme_email=spec.node(*ACME_EMAIL) is not None,
        credentials=tuple(credentials_of(spec)),
    )


def _settings(spec: Spec) -> tuple[tuple[KeyPath, str], ...]:
    found = [(path, known_text(spec.node(*path))) for path in _SHARED]
    # A trailing slash is `unusable-mount-root`, and no other directory.
    return tuple(
        (path, posixpath.normpath(text) if path == MOUNT_ROOT else text)
        for path, text in found
        if text
    )


def _directories(bundle: Bundle) -> Iterable[Taken]:
    for volume in bundle.spec.volumes:
        path = volume.path
        if path is None or path.is_opaque or not path.is_absolute:
            continue
        if _may_be_written(bundle, volume.name):
            yield Taken(volume.name, path.clean)


def _empty(bundle: Bundle) -> Iterable[str]:
    for volume in bundle.spec.volumes:
        if volume.is_empty and _may_be_written(bundle, volume.name):
            yield volume.name


def _may_be_written(bundle: Bundle, volume: str) -> bool:
    stack = bundle.stack
    return stack is None or bool(stack.writers(volume)) or not stack.uses(volume)


def _routes(spec: Spec) -> Iterable[Route]:
    for route in every_route(spec):
        name, path = route.host.name, route.path
        if name and path and not has_token(name + path):
            yield Route(name, path, (*route.at.path, "path"))
