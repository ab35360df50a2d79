"""What a deployment directory cannot be made of, each in one sentence."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from stacklint.model.nodes import Mapping, Sequence, resolved
from stacklint.model.targets import ABILITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.source import Source
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Volume

_SCRIPTS = ("pre_start_command", "post_start_command")


def guard(source: Source) -> None:
    """Raise CannotDo for what would not be done right."""
    _guard_hooks(source)
    _guard_scripts(source)
    for volume in used_volumes(source):
        why = _fault_of(volume, source)
        if why:
            raise CannotDo(f"volume `{volume.name}` of {source.spec.file}", why)


def used_volumes(source: Source) -> Iterator[Volume]:
    """Give the volumes of a spec that its stack knows: the others mean nothing to anybody."""
    for volume in source.spec.volumes:
        if volume.name in source.stack.volumes or source.stack.uses(volume.name):
            yield volume


def _guard_hooks(source: Source) -> None:
    hooks = posixpath.join(source.stack.file.directory, "deploy", "commands.py")
    if source.repository.tree.is_file(hooks):
        why = "its hooks are code that `deploy create` does not run; without what they add, the "
        raise CannotDo(hooks, why + "deployment would not be what the stack means")


def _guard_scripts(source: Source) -> None:
    root = source.stack.file.document.mapping
    pods = None if root is None else resolved(root.get("pods"))
    for item in pods.items if isinstance(pods, Sequence) else []:
        pod = resolved(item)
        found = [x for x in _SCRIPTS if isinstance(pod, Mapping) and pod.entry(x) is not None]
        if found:
            why = f"a pod has `{found[0]}`, and scripts of pods are not copied or run yet"
            raise CannotDo(source.stack.file.file, why)


def _fault_of(volume: Volume, source: Source) -> str:
    path = volume.path
    if path is None:
        return "" if volume.is_empty else "its value is no path"
    if path.is_opaque:
        return f"a template has to fill in {path.text} first"
    if path.is_home:
        return f"nobody expands {path.text}; write the absolute path"
    return "" if path.is_absolute else _fault_of_relative(path, source)


def _fault_of_relative(path: HostPath, source: Source) -> str:
    if not ABILITIES[source.target].reads_relative_paths:
        return f"{path.text} is relative, and means nothing on a node; write an absolute path"
    if path.clean.split("/")[0] in {"..", "."}:
        return f"{path.text} is no directory below the deployment; write an absolute path"
    return ""
