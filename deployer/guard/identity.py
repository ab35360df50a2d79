"""Who a deployment is: what may not change of it, and what changes only when somebody says so.

Source: the reference on `restart`, S3 and V9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.content_tree import ContentTree
from deployer.directory.reading import identity_of
from deployer.errors import CannotDo
from stacklint.model.named import NamedTuple
from stacklint.model.proxy import hosts_of
from stacklint.model.spec import Spec
from stacklint.model.targets import ABILITIES
from stacklint.model.yaml.document import text_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from deployer.directory.content import Content
    from deployer.found import Found
    from deployer.plan.moves import Asked
    from deployer.wanted.resource import Identity


_INSTEAD = {
    "stack": "a folder that only moved has to be called {before} again (its name is what counts, "
    "not where it lies); for another stack, "
}
"""What may have been meant, by key, and what to do then."""


class Who(NamedTuple):
    """Who a deployment is by its files: its spec, and its ids."""

    spec: Spec
    identity: Identity

    @property
    def hosts(self) -> frozenset[str]:
        """The host names that it serves; on a target without routes nobody does."""
        target = self.spec.target
        if target is None or not ABILITIES[target].makes_objects:
            return frozenset()
        return frozenset(host.name for host in hosts_of(self.spec) if host.name)


def who(content: Content, place: Path) -> Who:
    """Read it of the files of a deployment directory."""
    tree = ContentTree(content)
    text = (tree.read("spec.yml") or b"").decode("utf-8", "replace")
    return Who(Spec(text_document("spec.yml", text)), identity_of(tree, place))


def guard_identity(now: Who, then: Who, asked: Asked) -> None:
    """Refuse what would make another deployment of one that was deployed, or other hosts of it."""
    guard_same(now.spec, then.spec, now.identity.cluster_id)
    _guard(
        (
            ("cluster-id", now.identity.cluster_id, then.identity.cluster_id),
            ("deployment-id", now.identity.deployment_id, then.identity.deployment_id),
        )
    )
    if now.hosts != then.hosts and not asked.host_names:
        gone = (f"{name} goes" for name in sorted(now.hosts - then.hosts))
        come = (f"{name} comes" for name in sorted(then.hosts - now.hosts))
        why = f"{', '.join((*gone, *come))}: say --host-names if that is meant"
        raise CannotDo("the host names of http-proxy change", why)


def guard_same(now: Spec, then: Spec, cluster: str) -> None:
    """Refuse a spec that would make another deployment of this one (V9)."""
    _guard(
        (
            ("deploy-to", now.deploy_to, then.deploy_to),
            ("namespace", now.text("namespace"), then.text("namespace")),
            ("stack", now.stack_name, then.stack_name),
            ("kind-cluster-name", cluster, then.text("kind-cluster-name") or cluster),
        )
    )


def _guard(facts: Iterable[tuple[str, str | None, str | None]]) -> None:
    for key, before, after in facts:
        if before != after:
            why = f"it would become {after or 'the default'}, and all data would be left behind: "
            way = _INSTEAD.get(key, "").format(before=before)
            raise CannotDo(
                f"{key} is {before or 'the default'}", f"{why}{way}make a new deployment of it"
            )


def to_resolve(now: Who, then: Who) -> tuple[str, ...]:
    """Give the host names that are new, and that somebody may look up."""
    return tuple(name for name in sorted(then.hosts - now.hosts) if "*" not in name)


def with_names(found: Found, known: Mapping[str, bool | None]) -> Found:
    """Say which new host names lead nowhere, and of which nobody knows."""
    record = "make its DNS record first, or an entry in /etc/hosts here"
    troubles = (f"{x} comes, and has no address: {record}" for x in known if known[x] is False)
    words = "comes, and no DNS server told whether it has an address"
    notes = (f"{x} {words}" for x in known if known[x] is None)
    return found._replace(troubles=(*found.troubles, *troubles), notes=(*found.notes, *notes))
