"""The rule `ignored-compose-key`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
    from stacklint.model.spec import Spec
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
        *("logging", "networks", "pull_policy", "restart", "hostname"),
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
_BY_SECURITY = {
    "privileged": ("security", "privileged"),
    "cap_add": ("security", "capabilities"),
    "ulimits": ("security", "unlimited-memlock"),
}


@rule(
    category="compose",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def ignored_compose_key(spec: Spec, stack: Stack, settings: Settings) -> Hits:
    """Key of a service that Kubernetes targets do not read."""
    for service, key in _unread(stack):
        instead = _BY_SECURITY.get(key)
        if key in settings.known_keys or (instead and spec.node(*instead) is not None):
            continue
        missed = _MISSED.get(key)
        hint = (("hint", f"`{'.'.join(instead)}` of the spec holds for all"),) if instead else ()
        yield Hit(
            service.at.below(key),
            f"`{key}` of `{service.name}` is not read on Kubernetes"
            + (f": {missed}" if missed else ""),
            notes=hint,
            severity=Severity.WARNING if missed else None,
        )


def _unread(stack: Stack) -> Iterator[tuple[Service, str]]:
    for service in stack.every_service:
        for key in _keys(service):
            yield service, key


# Many specs share a stack.
@lru_cache(maxsize=1024)
def _keys(service: Service) -> tuple[str, ...]:
    names = (entry.name for entry in service.node.entries)
    known = _READ | _PASSED_OVER | {"<<"}
    return tuple(x for x in names if x and x not in known and not x.startswith("x-"))
