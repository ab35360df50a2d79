"""Entries of Secrets that nobody who deploys has: the cluster has them, or nothing is begun."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.errors import Unreachable
from deployer.targets.pod_stamps import pod_spec_of, reads
from deployer.targets.untrusted import table
from deployer.wanted.kubernetes.container import GENERATED
from deployer.wanted.resource import Key, Role, namespace_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from deployer.found import Found
    from deployer.wanted.resource import Resource, Wanted
    from deployer.wanted.secret_sources import Source
    from stacklint.model.change import Data

_OURS = {Role.WORKLOAD, Role.JOB}


def completed(wanted: Wanted, secret: Callable[[Key], Mapping[str, str]]) -> Wanted:
    """Put in what the Secrets of the cluster have, and leave out what nobody has.

    Where the cluster cannot be asked, an entry stays without a value.
    """
    made = tuple(_completed(x, secret) for x in wanted.resources)
    return wanted._replace(resources=made)


def _completed(resource: Resource, secret: Callable[[Key], Mapping[str, str]]) -> Resource:
    data = table(resource.body, "data")
    if resource.role is not Role.SECRET or None not in data.values():
        return resource
    try:
        has = secret(resource.key)
    except Unreachable:
        # A cluster that is stopped is spoken of by those who look at it.
        return resource
    lacking = {name for name, value in data.items() if value is None}
    found: dict[str, Data] = {x: b64encode(has[x].encode()).decode() for x in lacking & has.keys()}
    rest = {name: value for name, value in data.items() if name not in lacking}
    return resource._replace(body={**resource.body, "data": {**rest, **found}})


def absent(wanted: Wanted, secret: Callable[[Key], Mapping[str, str]]) -> Iterator[str]:
    """Give words for Secrets that pods read and people are to make, and that nobody made yet."""
    for key in _awaited(wanted):
        if _lacks(key, secret):
            yield (
                f"secret {key.name} is not in namespace {key.namespace}, or is empty: containers "
                "run without it, until you make it and they start again"
            )


def _awaited(wanted: Wanted) -> Iterator[Key]:
    made = {x.key.name for x in wanted.resources if x.role is Role.SECRET}
    specs = [pod_spec_of(x.body) for x in wanted.resources if x.role in _OURS]
    read = dict.fromkeys(x.name for spec in specs for x in reads(spec) if x.kind == "Secret")
    for name in read:
        if name not in made and not name.endswith(GENERATED):
            yield Key("Secret", namespace_of(wanted), name)


def _lacks(key: Key, secret: Callable[[Key], Mapping[str, str]]) -> bool:
    """Tell whether a Secret is known not to be there; a cluster that is stopped tells nothing."""
    try:
        return not secret(key)
    except Unreachable:
        return False


def with_untold(found: Found, untold: Iterable[Source], wanted: Wanted) -> Found:
    """Say which entries stay as the cluster has them, and which nobody has."""
    data = {x.key.name: table(x.body, "data") for x in wanted.resources if x.role is Role.SECRET}
    kept: dict[str, list[str]] = {}
    troubles: list[str] = []
    for source in untold:
        has = data.get(source.secret, {})
        if has.get(source.entry) is not None:
            kept.setdefault(source.secret, []).append(source.entry)
        elif not source.is_optional:
            troubles.append(source.lack)
        elif source.entry in has:
            troubles.append(source.doubt)
    notes = (f"secret {x} keeps what is not at hand: {', '.join(y)}" for x, y in kept.items())
    return found._replace(troubles=(*found.troubles, *troubles), notes=(*found.notes, *notes))
