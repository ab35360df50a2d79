"""The rule `config-volume-left-empty`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import MoveEntry
from stacklint.model.dialect import Dialect
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.model.volumes.configmaps import config_directory
from stacklint.model.yaml.nodes import Mapping
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
)
def config_volume_left_empty(spec: Spec, stack: Stack, tree: Tree) -> Hits:
    """Empty read-only volume while the stack has files of that name."""
    if spec.dialect is Dialect.FORK or not stack.is_whole:
        return
    configmaps = spec.section("configmaps").names()
    for volume in spec.volumes:
        if not volume.is_empty or has_token(volume.name) or volume.name in configmaps:
            continue
        uses = stack.uses(volume.name)
        directory = config_directory(stack, volume.name)
        if not stack.is_only_read(volume.name) or not tree.is_dir(directory):
            continue
        readers = (Label(x.mount.at, f"`{x.service.name}` reads it here") for x in uses)
        yield Hit(
            volume.at,
            f"volume `{volume.name}` is empty and nobody can write to it, while the stack has"
            f" files for it in {directory}",
            _fix(spec, volume),
            also=tuple(readers),
            words="an empty directory in the container",
        )


def _fix(spec: Spec, volume: Volume) -> Fix | None:
    section = spec.node("configmaps")
    if section is not None and not isinstance(section, Mapping):
        return None
    source = f"./configmaps/{volume.name}"
    to = ("configmaps", volume.name)
    change = MoveEntry(volume.at.path, to, source, keep_value=False)
    why = "a claim that was made before stays, and the container sees other files"
    return Fix(f"configmaps: {volume.name}: {source}", Safety.UNSAFE, (change,), why)
