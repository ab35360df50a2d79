"""A look at this host: what runs, where the bytes are. Nothing is written, no lock is taken."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deployer.live.clusters import clusters
from deployer.live.projects import Docker, others, projects
from deployer.live.site import Group, Site
from deployer.targets.compose import docker as program
from stacklint.model.targets import Target
from stacklint.model.volumes.live import LiveDeployment, LiveHost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.live.directories import Spoken

_NODES = ("--filter", "label=io.x-k8s.kind.cluster")
_CLUSTERS = '{{.Names}} {{.Label "io.x-k8s.kind.cluster"}}'


def look(site: Site, name: str) -> LiveHost:
    """Look at the host of a name; Unreachable and ProgramMissing where docker does not answer."""
    client = program.Docker(site.shell)
    lines = client.run("ps", "--all", *_NODES, "--format", _CLUSTERS).splitlines()
    nodes = dict(line.split(" ", 1) for line in lines)
    docker = _docker(site, client, set(nodes))
    seen = LiveHost(
        name=name,
        clusters=tuple(clusters(site, sorted(set(nodes.values())))),
        projects=projects(docker),
        others=others(docker),
    )
    return seen._replace(elsewhere=tuple(_elsewhere(site, seen)))


def _docker(site: Site, client: program.Docker, nodes: set[str]) -> Docker:
    containers = client.containers()
    of_nodes = {y.volume for x in containers if x.name in nodes for y in x.mounts}
    volumes = tuple(kept for kept in client.volumes() if kept.name not in of_nodes)
    return Docker(site, tuple(x for x in containers if x.name not in nodes), volumes)


def _elsewhere(site: Site, seen: LiveHost) -> Iterator[LiveDeployment]:
    """Give what was asked for and was not found: its spec, and what is at the paths of that."""
    found = {site.host.real(one.directory) for one in seen.deployments}
    for one in site.asked_for():
        if site.host.real(one.place) not in found:
            yield _by_its_spec(site, one)


def _by_its_spec(site: Site, one: Spoken) -> LiveDeployment:
    if one.target is None or one.target is Target.K8S:
        command = f"stacklint deploy status --dir {quote(str(one.place))}"
        words = f"its cluster is not this host's: `{command}` asks it"
        target = one.target or Target.COMPOSE
        return LiveDeployment(one.name, one.place, target, "", trouble=one.trouble or words)
    found = site.deployment(Group(one.target, one.project, one.place), ())
    words = f"it does not run on cluster {one.project}"
    return found._replace(note="; ".join(filter(None, (words, found.note))))
