"""The rule `ignored-compose-key`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.compose.bysecurity import BY_SECURITY, is_given
from stacklint.model.compose.kinds import unknown_in
from stacklint.model.named import NamedTuple
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping, merged_entries, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Entry, Node
    from stacklint.rule import Hits, Settings

_READ = frozenset(
    {
        *("command", "deploy", "entrypoint", "environment", "image", "network_mode", "ports"),
        *("user", "volumes"),
    }
)
# These have rules of their own, or nobody misses them.
_PASSED_OVER = frozenset(
    {
        *("build", "container_name", "depends_on", "env_file", "expose", "healthcheck", "labels"),
        *("logging", "pull_policy", "restart"),
    }
)
_MISSED = {
    "profiles": "it is deployed whatever the profile",
    "extra_hosts": "the names do not resolve",
    "tmpfs": "it writes to the disk of the container",
    "working_dir": "it starts in the directory of the image",
    "secrets": "the files are not there",
    "configs": "the files are not there",
    "extends": "what it takes from elsewhere is missing",
}
# Of `deploy`, the resources alone are read.
_OF_DEPLOY = {"replicas": "`replicas` of the spec counts, for all services alike"}
# What is below a name at the top level of a file; other keys there change nothing.
_AT_TOP = {
    "networks": {"external": "what others have on it has no name here"},
    "volumes": {
        "driver": "the spec says where it is",
        "driver_opts": "the spec says where it is",
        "external": "one is made, and the one that is there stays unused",
    },
}


class _Unread(NamedTuple):
    """A key that is not read; `of` names what it belongs to, `missed` what comes of it."""

    at: Place
    key: str
    of: str
    missed: str
    severity: Severity | None = None


@rule(
    category="compose",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def ignored_compose_key(spec: Spec | None, stack: Stack, settings: Settings) -> Hits:
    """Key of a compose file that Kubernetes targets do not read."""
    # Where no spec says where a stack goes, what compose does not know has a rule of its own.
    unknown = unknown_in(stack) if spec is None else frozenset()
    for unread in _unread(stack):
        instead = BY_SECURITY.get(unread.key)
        _, asked = unread.at.document.find(unread.at.path)
        is_told = spec is not None and is_given(spec, unread.key, asked)
        if unread.key in settings.known_keys or is_told or unread.at in unknown:
            continue
        hint = (("hint", f"`{'.'.join(instead)}` of the spec holds for all"),) if instead else ()
        yield Hit(
            unread.at,
            f"`{unread.key}`{unread.of} is not read on Kubernetes"
            + (f": {unread.missed}" if unread.missed else ""),
            notes=hint,
            severity=unread.severity,
        )


# Many specs share a stack.
@lru_cache(maxsize=256)
def _unread(stack: Stack) -> tuple[_Unread, ...]:
    files = [pod.compose for pod in (*stack.pods, *stack.jobs)]
    of_services = (x for service in stack.every_service for x in _of_service(service))
    return (*of_services, *(x for file in files for x in _of_file(file)))


def _of_service(service: Service) -> Iterator[_Unread]:
    of = f" of `{service.name}`"
    known = _READ | _PASSED_OVER
    # A name that the service has anyway.
    if text_of(service.node.get("hostname")) == service.name:
        known |= {"hostname"}
    for entry in merged_entries(service.node):
        key = entry.name
        if key and key not in known and not key.startswith("x-"):
            missed = _MISSED.get(key, "")
            severity = Severity.WARNING if missed else None
            yield _Unread(service.at.below(key), key, of, missed, severity)
    for entry in _entries(service.node.get("deploy")):
        if entry.name not in {"resources", "labels"}:
            at = service.at.below("deploy", entry.name)
            yield _Unread(at, entry.name, of, _OF_DEPLOY.get(entry.name, ""))


def _of_file(file: Compose) -> Iterator[_Unread]:
    root = file.document.mapping
    for entry in root.entries if root is not None else ():
        if entry.name == "include":
            at = Place(file.document, ("include",))
            yield _Unread(at, "include", "", "what it names is not deployed", Severity.WARNING)
        for key, missed in _AT_TOP.get(entry.name, {}).items():
            for named in _entries(entry.value):
                if any(x.name == key for x in _entries(named.value)):
                    at = Place(file.document, (entry.name, named.name, key))
                    yield _Unread(at, key, f" of `{named.name}`", missed)


def _entries(node: Node | None) -> list[Entry]:
    found = resolved(node)
    return merged_entries(found) if isinstance(found, Mapping) else []
