"""What a deployment directory cannot be made of, each in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.wanted.compose.parts import PROFILES
from stacklint.model.compose.beside import files_beside
from stacklint.model.compose.envfile import OF_CONFIG, env_files_of
from stacklint.model.compose.stackfiles import is_deployed
from stacklint.model.names import why_no_cluster
from stacklint.model.own_files import is_taken, is_whole
from stacklint.model.targets import ABILITIES, Target
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.source import Source
    from stacklint.model.compose.file import Service
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Volume

CONFIG = "../config/"
"""Where the files of a stack lie that a deployment takes with it, as compose files see it."""
_STAYS = f"only what lies in `{CONFIG}` comes along, and without it nothing starts"
_SCRIPTS = ("pre_start_command", "post_start_command")


def guard(source: Source) -> None:
    """Raise CannotDo for what would not be done right."""
    _guard_pods(source)
    _guard_cluster(source)
    _guard_env_files(source)
    _guard_beside(source)
    for volume in used_volumes(source):
        why = _fault_of(volume, source)
        if why:
            raise CannotDo(f"volume `{volume.name}` of {source.spec.file}", why)


def used_volumes(source: Source) -> Iterator[Volume]:
    """Give the volumes of a spec that its stack knows: the others mean nothing to anybody."""
    for volume in source.spec.volumes:
        if volume.name in source.stack.volumes or source.stack.uses(volume.name):
            yield volume


def _guard_pods(source: Source) -> None:
    for named in (*source.stack.pods, *source.stack.jobs):
        if "/" in named.name or "\0" in named.name:
            where = f"pod `{named.name}` of {source.stack.file.file}"
            raise CannotDo(where, "this is no file's name")
    root = source.stack.file.document.mapping
    pods = None if root is None else resolved(root.get("pods"))
    for item in pods.items if isinstance(pods, Sequence) else []:
        pod = resolved(item)
        found = [x for x in _SCRIPTS if isinstance(pod, Mapping) and pod.entry(x) is not None]
        if found:
            why = f"a pod has `{found[0]}`, and scripts of pods are not copied or run yet"
            raise CannotDo(source.stack.file.file, why)


def _guard_cluster(source: Source) -> None:
    name = source.spec.text("kind-cluster-name")
    why = "" if source.target is not Target.KIND or name is None else why_no_cluster(name)
    if why:
        raise CannotDo(f"kind-cluster-name {name}", why)


def _guard_env_files(source: Source) -> None:
    for service in (x for x in source.stack.every_service if _may_start(x, source)):
        for file in env_files_of(service):
            if file.is_needed and not _comes_along(file.written):
                raise CannotDo(f"env_file {file.written} of {service.name}", _STAYS)


def _may_start(service: Service, source: Source) -> bool:
    """Tell whether a service may be started: nobody reads a file for one that is not."""
    is_asked = PROFILES in source.spec.section("config").names()
    return not service.has_profiles or (source.target is Target.COMPOSE and is_asked)


def _comes_along(written: str) -> bool:
    return written.startswith(CONFIG) or written == OF_CONFIG


def _guard_beside(source: Source) -> None:
    """Refuse what compose reads beside a compose file, and the deployment would not have."""
    if source.target is not Target.COMPOSE:
        return
    for pod in (*source.stack.pods, *source.stack.jobs):
        for file in files_beside(pod.compose):
            if not (file.written.startswith(CONFIG) or is_deployed(file.written, source.stack)):
                raise CannotDo(f"{file.what} ({file.written}) in {pod.compose.file}", _STAYS)


def _fault_of(volume: Volume, source: Source) -> str:
    path = volume.path
    if path is None:
        return "" if volume.is_empty else "its value is no path"
    if "\0" in path.text:
        return "its path has a null byte, which no file system takes"
    if path.is_opaque:
        return f"a template has to fill in {path.text} first"
    if path.is_home:
        return f"nobody expands {path.text}; write the absolute path"
    if source.target is Target.COMPOSE and "$" in path.text:
        # Who deploys next may have another environment, and so another directory.
        return f"compose fills in the `$` of {path.text} from who deploys; write what it stands for"
    return "" if path.is_absolute else _fault_of_relative(volume.name, path, source)


def _fault_of_relative(name: str, path: HostPath, source: Source) -> str:
    if not ABILITIES[source.target].reads_relative_paths:
        return f"{path.text} is relative, and means nothing on a node; write an absolute path"
    if path.leads_out or is_whole(path):
        return f"{path.text} is no directory below the deployment; write an absolute path"
    if is_taken(path):
        return f"{path.text} is where the deployment has files of its own; ./data/{name} is free"
    return ""
