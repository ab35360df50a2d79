"""The rule `unusable-mount-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.dialect import Dialect
from stacklint.model.hostpath import HostPath
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import whereabouts
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    targets=frozenset({Target.KIND}),
    fix=Safety.SAFE,
)
def unusable_mount_root(spec: Spec) -> Hits:
    """`kind-mount-root` that is relative, or ends in a slash."""
    root = spec.mount_root
    if root is None or root.is_opaque or spec.dialect is Dialect.FORK:
        return
    if root.is_relative:
        yield Hit(
            spec.at("kind-mount-root").value,
            f"`kind-mount-root`: {root.text} is another directory wherever the cluster is created",
            words="relative to the directory that `kind create` runs in",
            notes=(("hint", "write the absolute path"),),
        )
    elif root.is_absolute and root.text.endswith("/") and root.text != "/":
        yield Hit(
            spec.at("kind-mount-root").value,
            f"`kind-mount-root`: {root.text} ends in a slash, so the next `restart` takes the mount"
            " of the node for another one",
            _fix(spec, root),
            words="the node's mount has no slash at the end",
            severity=Severity.WARNING,
            profile=Profile.STRICT,
        )


def _fix(spec: Spec, root: HostPath) -> Fix | None:
    """Drop the slash, unless a volume would then lie elsewhere (`/srv/kind/`, `/srv/kind2/x`)."""
    shorter = HostPath(root.text.rstrip("/") or "/")
    paths = [volume.path for volume in spec.volumes if volume.path is not None]
    if any(whereabouts(path, root) is not whereabouts(path, shorter) for path in paths):
        return None
    change = SetValue(("kind-mount-root",), shorter.text)
    return Fix(f"kind-mount-root: {shorter.text}", Safety.SAFE, (change,))
