"""What looking around on a host takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.found import Home, Place
from deployer.found.backing import backing_of
from deployer.live.beside_spec import compared
from deployer.live.directories import Spoken, spoken
from stacklint.model.named import NamedTuple
from stacklint.model.volumes.live import LiveDeployment, LiveVolume
from stacklint.model.volumes.survival import Backing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deployer.live.directories import Said
    from deployer.live.scales import Scales
    from deployer.shell import Shell
    from deployer.targets.kind.host import Host
    from stacklint.model.targets import Target


class Group(NamedTuple):
    """Who runs together under a name: the namespace of a cluster, the project of compose."""

    target: Target
    name: str
    directory: str


class Site(NamedTuple):
    """A host that is looked at; `named` are the directories that were asked for, none for all."""

    shell: Shell
    host: Host
    scales: Scales
    named: frozenset[str] = frozenset()

    def wants(self, directory: str) -> bool:
        """Tell whether a deployment is to be shown."""
        return not self.named or self.host.real(directory) in self.named

    def deployment(self, group: Group, volumes: Iterable[LiveVolume]) -> LiveDeployment:
        """Put what there is beside what the spec of its directory says."""
        one = spoken(Path(group.directory))
        there = compared(volumes, one, self.host.real)
        names = {volume.name for volume in there}
        unmade = (self._unmade(said, group) for said in one.volumes if said.name not in names)
        return LiveDeployment(
            name=one.name,
            directory=group.directory,
            target=group.target,
            group=group.name,
            volumes=(*there, *unmade),
            trouble=one.trouble,
            note=one.note or _moved_on(one.target, group.target),
        )

    def _unmade(self, said: Said, group: Group) -> LiveVolume:
        """Give a volume of the spec that nothing keeps; its directory may be there all the same."""
        nothing = LiveVolume(said.name, "", group.target, Backing.NOWHERE, written=said.written)
        if said.backing is Backing.NOWHERE:
            return nothing._replace(differs=said.note)
        if said.host is None or not self.host.is_there(said.host):
            return nothing._replace(differs="nothing is made of it yet")
        place = Place(Home.HOST, said.host)
        return nothing._replace(
            backing=backing_of(place, group.target, group.directory),
            host=said.host,
            size=self.scales.size(said.host),
            differs="nothing that is there has it mounted",
        )

    def asked_for(self) -> Iterator[Spoken]:
        """Give what the directories say that were asked for."""
        return (spoken(Path(place)) for place in sorted(self.named))


def _moved_on(asked: Target | None, live: Target) -> str:
    """Say that a spec asks for another target than the one that it runs on."""
    if asked is None or asked is live:
        return ""
    return f"it runs on {live.value}, and its spec says `deploy-to: {asked.value}`"
