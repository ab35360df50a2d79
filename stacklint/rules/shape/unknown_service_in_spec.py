"""The rule `unknown-service-in-spec`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import RenameKey
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_marker, has_token, is_opaque
from stacklint.model.volumes.names import slip_of
from stacklint.model.yaml.nodes import Mapping, is_own, merged_entries, names_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits, Settings

_OF_SERVICES = (("network", "ports"), ("resources", "containers"), ("image-overrides",))
_OF_VOLUMES = ("resources", "volumes")
_NOT_NAMES = frozenset({"limits", "reservations"})


class _Names(NamedTuple):
    """What a stack has, by name; `may_be_more` where a template or a lost file hides some."""

    services: frozenset[str]
    volumes: frozenset[str]
    may_be_more: bool


@rule(category="shape", severity=Severity.WARNING, harm=Harm.MEANING, fix=Safety.UNSAFE)
def unknown_service_in_spec(spec: Spec, stack: Stack, settings: Settings) -> Hits:
    """Entry for a service or volume that the stack does not have."""
    names = _names_of(stack)
    if settings.shared_specs or names.may_be_more:
        return
    for section in _OF_SERVICES:
        yield from _unknown(spec, section, names.services, "service")
    yield from _unknown(spec, _OF_VOLUMES, names.volumes, "volume")


# Many specs share a stack.
@lru_cache(maxsize=64)
def _names_of(stack: Stack) -> _Names:
    pods = (*stack.pods, *stack.jobs)
    services = {name for pod in pods for name in _service_names(pod.compose)}
    named = {pod.name for pod in stack.jobs}
    hidden = any(pod.compose.document.masked or has_marker(pod.compose.document) for pod in pods)
    open_names = any(map(has_token, services)) or not stack.names_are_known
    return _Names(frozenset(services | named), frozenset(stack.volumes), hidden or open_names)


def _service_names(compose: Compose) -> Iterator[str]:
    """Name every service, also one that has nothing below it."""
    root = compose.document.mapping
    services = None if root is None else root.get("services")
    if isinstance(services, Mapping):
        yield from names_of(merged_entries(services))


def _unknown(spec: Spec, section: KeyPath, known: frozenset[str], kind: str) -> Iterator[Hit]:
    if spec.root.entry(str(section[0])) is None:
        return
    node = spec.node(*map(str, section))
    if not isinstance(node, Mapping) or is_opaque(spec.document, node):
        return
    names = names_of(merged_entries(node))
    for name in names:
        if name and name not in known and not has_token(name) and not _is_key(section, name):
            keys = _NOT_NAMES if section[0] == "resources" else frozenset()
            free = (known | keys).difference(names)
            yield _hit(spec, (*section, name), kind, slip_of(name, sorted(free)))


def _is_key(section: KeyPath, name: str) -> bool:
    return section[0] == "resources" and (name in _NOT_NAMES or name.startswith("x-"))


def _hit(spec: Spec, path: KeyPath, kind: str, right: str | None) -> Hit:
    hint = "" if right is None else f" (did you mean `{right}`?)"
    return Hit(
        spec.at(*path),
        f"the stack has no {kind} `{path[-1]}`{hint}: this entry changes nothing",
        _fix(spec, path, right),
        words=f"no {kind} of the stack",
    )


def _fix(spec: Spec, path: KeyPath, right: str | None) -> Fix | None:
    if right is None or not is_own(spec.document.root, path):
        return None
    why = "the setting begins to count"
    return Fix(f"{path[-1]} → {right}", Safety.UNSAFE, (RenameKey(path, right),), why)
