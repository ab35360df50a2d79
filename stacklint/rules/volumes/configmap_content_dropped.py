"""The rule `configmap-content-dropped`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.names import is_config_key
from stacklint.model.targets import KUBERNETES
from stacklint.model.volumes.configmaps import (
    MAX_CONFIGMAP_BYTES,
    files_below,
    is_used,
    source_directory,
)
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import ConfigMap, Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_HINT = ("hint", "split it, or put the files into the image")


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
)
def configmap_content_dropped(spec: Spec, stack: Stack, tree: Tree) -> Hits:
    """ConfigMap with sub-directories, or with more bytes or other names than the API takes."""
    if spec.dialect is Dialect.FORK:
        return
    for configmap in spec.configmaps:
        source = source_directory(configmap, spec, stack, tree)
        if source is not None and is_used(configmap, stack):
            yield from _hits(configmap, source, tree)


def _hits(configmap: ConfigMap, source: str, tree: Tree) -> Hits:
    files = files_below(source, tree)
    folders = {file.split("/", 1)[0] for file in files if "/" in file and not _is_hidden(file)}
    if folders:
        yield Hit(
            configmap.at,
            f"ConfigMap `{configmap.name}`: what lies in sub-directories of {source} is left out",
            words="files of one directory only",
            notes=(("left out", ", ".join(sorted(folders)[:5])), _HINT),
        )
    odd = next((x for x in files if "/" not in x and not is_config_key(x)), None)
    if odd is not None:
        yield Hit(
            configmap.at,
            f"ConfigMap `{configmap.name}`: `start` stops, since it takes no file called `{odd}`",
            words="letters, digits, `-`, `_` and `.` alone",
        )
    size = sum(tree.size(f"{source}/{file}") for file in files if "/" not in file)
    if size > MAX_CONFIGMAP_BYTES:
        yield Hit(
            configmap.at,
            f"ConfigMap `{configmap.name}`: the files of {source} come to {size:,} bytes, and the"
            f" API refuses more than {MAX_CONFIGMAP_BYTES:,}",
            notes=(_HINT,),
        )


def _is_hidden(file: str) -> bool:
    """It is for version control alone, or lies in such a directory."""
    return any(part.startswith((".git", ".hg", ".svn")) for part in file.split("/"))
