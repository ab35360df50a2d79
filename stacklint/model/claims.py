"""What each spec takes for itself, told of many specs in a row."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.compose.host_ports import taken_ports
from stacklint.model.dialect import Dialect
from stacklint.model.fleet import ACME_EMAIL, MOUNT_ROOT, SHARED, Claims, Mounted, Route, Taken
from stacklint.model.identity import known_text, namespace_of
from stacklint.model.likeness import part_named, texts_of
from stacklint.model.named import NamedTuple
from stacklint.model.proxy import every_route, hosts_of
from stacklint.model.secrets.kept import KUBE_CONFIG, credentials_of
from stacklint.model.targets import ABILITIES, Target
from stacklint.model.tokens import has_token
from stacklint.model.volumes.evidence import holds_no_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.bundle import Bundle
    from stacklint.model.compose.host_ports import TakenPort
    from stacklint.model.likeness import Texts
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath

_SECTIONS = (part_named("volumes"), part_named("network.ports"))
# On compose, `config` gives values to the variables in a port.
_ON_COMPOSE = (*_SECTIONS, part_named("config"), part_named("credentials-files"))

_Likeness: TypeAlias = "tuple[Texts, int, Target | None, Dialect]"


class _Held(NamedTuple):
    """What a spec claims by its volumes and its ports.

    Of the volumes, host directories, its own, and those without a path.
    """

    directories: tuple[Taken, ...]
    empty: tuple[str, ...]
    relative: tuple[Taken, ...]
    mounts: tuple[Mounted, ...]
    ports: tuple[TakenPort, ...]


class Claimant:
    """Tells what specs take for themselves; equal sections of one stack are looked at once."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        # With the stack, whose identity is part of what was asked: it must not be given anew.
        self._held: dict[_Likeness, tuple[_Held, object]] = {}

    def claims_of(self, bundle: Bundle) -> Claims:
        """Give what a spec takes for itself."""
        spec, held = bundle.spec, self._held_by(bundle)
        makes_objects = spec.makes_objects
        return Claims(
            file=spec.file,
            target=spec.target,
            stack=spec.stack_name,
            namespace=namespace_of(spec),
            settings=_settings(spec) if spec.target is Target.KIND else (),
            directories=held.directories,
            routes=tuple(_routes(spec)) if makes_objects else (),
            empty_volumes=held.empty if makes_objects else (),
            has_acme_email=_has_acme_email(spec),
            credentials=tuple(credentials_of(spec)),
            cluster=_cluster(spec),
            ports=held.ports,
            relative=held.relative if _reads_relative_paths(spec) else (),
            mounts=held.mounts,
        )

    def _held_by(self, bundle: Bundle) -> _Held:
        spec = bundle.spec
        texts = texts_of(spec, _ON_COMPOSE if spec.target is Target.COMPOSE else _SECTIONS)
        if texts is None:
            return _held(bundle)
        key = texts, id(bundle.stack), spec.target, spec.dialect
        if key not in self._held:
            self._held[key] = _held(bundle), bundle.stack
        return self._held[key][0]


def _cluster(spec: Spec) -> str:
    kubeconfig = known_text(spec.node(KUBE_CONFIG)) if spec.target is Target.K8S else ""
    target = "" if spec.target is None else spec.target.value
    return posixpath.normpath(kubeconfig) if kubeconfig else target


def _reads_relative_paths(spec: Spec) -> bool:
    return spec.target is not None and ABILITIES[spec.target].reads_relative_paths


def _has_acme_email(spec: Spec) -> bool:
    """Tell whether an address is written, put in by a template, or known to an issuer."""
    is_written = bool((spec.text(*ACME_EMAIL) or "").strip())
    return is_written or spec.is_opaque(*ACME_EMAIL) or _has_issuer(spec)


def _has_issuer(spec: Spec) -> bool:
    """Tell whether certificates come from an issuer of the cluster, which only the fork asks."""
    if spec.dialect is not Dialect.FORK:
        return False
    return any(x.node is not None and x.node.get("cluster-issuer") for x in hosts_of(spec))


def _held(bundle: Bundle) -> _Held:
    written = [x for x in bundle.spec.volumes if _may_be_written(bundle, x.name)]
    directories = [
        Taken(volume.name, volume.path.clean)
        for volume in written
        if volume.path is not None and volume.path.is_absolute and not volume.path.is_opaque
    ]
    relative = [
        Taken(volume.name, volume.path.clean)
        for volume in written
        if volume.path is not None and volume.path.text.startswith("./")
        if not (volume.path.is_opaque or volume.path.leads_out)
    ]
    empty = tuple(x.name for x in written if x.is_empty)
    mounts = tuple(one for volume in written for one in _mounts(bundle, volume.name))
    return _Held(tuple(directories), empty, tuple(relative), mounts, taken_ports(bundle))


def _mounts(bundle: Bundle, volume: str) -> Iterable[Mounted]:
    stack = bundle.stack
    if stack is None or holds_no_data(volume, stack.uses(volume)):
        return
    for use in stack.writers(volume):
        yield Mounted(volume, use.service.name, use.mount.inside)


def _may_be_written(bundle: Bundle, volume: str) -> bool:
    stack = bundle.stack
    return stack is None or bool(stack.writers(volume)) or not stack.uses(volume)


def _settings(spec: Spec) -> tuple[tuple[KeyPath, str], ...]:
    is_there = spec.root.entry
    found = [(path, known_text(spec.node(*path))) for path in SHARED if is_there(path[0])]
    return tuple(
        [(path, _plain(text) if path == MOUNT_ROOT else text) for path, text in found if text]
    )


# Many specs share a root; a slash at its end is `unusable-mount-root`, and no other directory.
@lru_cache(maxsize=256)
def _plain(path: str) -> str:
    return posixpath.normpath(path)


def _routes(spec: Spec) -> Iterable[Route]:
    for route in every_route(spec):
        name, path = route.host.name, route.path
        if name and path and not has_token(name + path):
            yield Route(name, path, (*route.at.path, "path"))
