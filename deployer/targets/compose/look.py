"""What one look at a host sees, before it is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deployer.found import Earlier
    from deployer.targets.compose.live import Container, Kept
    from deployer.targets.compose.project import Project
    from deployer.targets.compose.setting import Setting
    from deployer.wanted.resource import Wanted


class Look(NamedTuple):
    """Containers, volumes and networks of the host, images by name, and what is wanted of them."""

    setting: Setting
    wanted: Wanted
    earlier: Earlier
    project: Project
    containers: tuple[Container, ...]
    kept: tuple[Kept, ...]
    images: Mapping[str, str]
    networks: frozenset[str] = frozenset()

    @property
    def ours(self) -> tuple[Container, ...]:
        """The containers of this deployment."""
        return tuple(x for x in self.containers if self.is_ours(x))

    @property
    def strangers(self) -> tuple[Container, ...]:
        """The containers of another deployment in a project of the same name."""
        project = self.setting.project
        return tuple(x for x in self.containers if x.project == project and not self.is_ours(x))

    def is_ours(self, container: Container) -> bool:
        """Tell whether a container is of this deployment."""
        return self.setting.owns(container)
