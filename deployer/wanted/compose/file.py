"""The compose file of a pod as it stands in the deployment directory.

Source: laconic-so binds each volume of the spec that has a path, and puts in the spec's ports
(reference on deployment directories, section 1). Its device is `.` with the path behind it,
which is right for `./data/x` alone; here every path leads to the same directory (defect 10).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.wanted.data import data_of
from deployer.wanted.hostpaths import host_directory
from deployer.wanted.resource import CannotRender
from stacklint.model.yaml.nodes import resolved

if TYPE_CHECKING:
    from deployer.wanted.resource import Identity
    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.change import Data
    from stacklint.model.spec import Spec, Volume


def compose_file(pod: Pod, spec: Spec) -> dict[str, Data]:
    """Give the data of a compose file, volumes bound and ports put in."""
    found = data_of(pod.compose.document.root)
    content = found if isinstance(found, dict) else {}
    services = content.get("services")
    for entry in spec.section("network", "ports").entries:
        service = services.get(entry.name) if isinstance(services, dict) else None
        if isinstance(service, dict):
            service["ports"] = data_of(resolved(entry.value))
    declared = content.get("volumes")
    for name in declared if isinstance(declared, dict) else ():
        volume = spec.volume(name)
        if volume is not None and volume.path is not None and isinstance(declared, dict):
            declared[name] = bound(volume)
    return content


def bound(volume: Volume) -> dict[str, Data]:
    """Give the definition of a volume with a path."""
    options: dict[str, Data] = {"type": "none", "device": device_of(volume), "o": "bind"}
    return {"driver": "local", "driver_opts": options}


def device_of(volume: Volume) -> str:
    """Give the directory behind a volume, as seen from the directory of the compose files."""
    path = volume.path
    if path is None or path.is_absolute:
        return "" if path is None else path.text
    if path.text.startswith("./"):
        return f".{path.text}"
    return posixpath.normpath(posixpath.join("..", path.text))


def refuse_volumes(spec: Spec, stack: Stack, identity: Identity) -> None:
    """Refuse volumes without a right place, and those that no compose file has."""
    for volume in spec.volumes:
        host_directory(volume, spec, identity)
        if volume.name not in stack.volumes:
            have = ", ".join(sorted(stack.volumes)) or "none"
            words = f"volume {volume.name} is in no compose file of the stack, which has {have}"
            raise CannotRender(f"{words}: rename it or take it out", volume.at)
