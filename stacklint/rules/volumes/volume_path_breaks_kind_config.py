"""The rule `volume-path-breaks-kind-config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import breaks_kind_config, read_by_kind
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    targets=frozenset({Target.KIND}),
    of_laconic_so=True,
)
def volume_path_breaks_kind_config(spec: Spec) -> Hits:
    """Path that kind-config.yml, which is written without quotes, does not hold."""
    if spec.dialect is Dialect.FORK:
        return
    root = spec.mount_root
    if root is not None and (said := _said(root)):
        yield Hit(spec.at("kind-mount-root").value, f"`kind-mount-root`: {said}")
    for volume in spec.volumes:
        if volume.path is None or not (said := _said(volume.path)):
            continue
        # What lies below the mount root is not written there, only the root is.
        if root is None or not volume.path.is_at_or_below(root):
            yield Hit(volume.at.value, f"volume `{volume.name}`: {said}")


def _said(path: HostPath) -> str:
    what = breaks_kind_config(path)
    if what:
        return f"{what} in the path makes kind-config.yml invalid, so no cluster starts from it"
    cut = read_by_kind(path)
    if cut == path.text:
        return ""
    return f"kind-config.yml is cut at the ` #` of the path, so {cut} is mounted instead"
