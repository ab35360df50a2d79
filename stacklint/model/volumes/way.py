"""The way of a volume's bytes: docker host, kind node, and whether they get anywhere at all.

Source: the tables on volume values and on `kind-mount-root` in the reference (dialect, g), which
were measured, and what it says of kind's storage (deployment directory, 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import (
    NODE_ROOT,
    Whereabouts,
    breaks_kind_config,
    is_covered,
    node_path,
    read_by_kind,
    usable_root,
    whereabouts,
)
from stacklint.model.volumes.survival import Backing

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec

DEPLOYMENT = "<deployment>"
"""Stands for the deployment directory, of which a spec knows nothing."""

PROVISIONED = "/var/local-path-provisioner"
"""Where a kind node keeps what its default storage class provides."""


class Way(NamedTuple):
    """What stands behind a volume, its path on the host and in the kind node, and a remark.

    `host` is the docker host, or the node that runs the pod where there is no kind. A path is
    None where there is none, and where a template decides it.
    """

    backing: Backing
    host: str | None = None
    node: str | None = None
    note: str = ""


def way_of(spec: Spec, name: str, path: HostPath | None) -> Way:
    """Follow a volume of a name and a path, None where it has none, through the spec's target."""
    if path is not None and path.begins_with_token:
        node = _covered(name, path, _root(spec)) if spec.target is Target.KIND else None
        return Way(Backing.TEMPLATE, path.text, node, "a template decides the path")
    found = _WAYS[spec.target](spec, name, path)
    if found.note or path is None or not path.is_opaque:
        return found
    return found._replace(note="a template fills in the path")


def _on_kind(spec: Spec, name: str, path: HostPath | None) -> Way:
    if path is None:
        return Way(Backing.NOTHING, None, f"{PROVISIONED}/*-{name}", "no path")
    found = _with_path(spec, name, path)
    if is_covered(path, _root(spec)) or spec.dialect is Dialect.FORK:
        return found
    what = breaks_kind_config(path)
    if what:
        return Way(Backing.NOWHERE, note=f"{what} in the path: no cluster starts")
    if read_by_kind(path) == path.text:
        return found
    cut = _on_host(path._replace(text=read_by_kind(path)))
    return found._replace(host=cut, note="kind-config.yml is cut at the ` #`")


def _with_path(spec: Spec, name: str, path: HostPath) -> Way:
    root = _root(spec)
    if not path.is_absolute:
        return Way(
            Backing.RELATIVE, _on_host(path), node_path(name, path, root), _about_relative(path)
        )
    usable = usable_root(spec)
    where = Whereabouts.BELOW if usable is None else whereabouts(path, usable)
    if where in _UNMOUNTED:
        return Way(Backing.NOWHERE, note=_UNMOUNTED[where])
    if where is Whereabouts.AT_ROOT:
        return Way(Backing.ABSOLUTE, path.clean, NODE_ROOT, "the data of every stack")
    node = _in_node(name, path, root)
    note = "a mount of its own" if where is Whereabouts.OUTSIDE else ""
    note = note if node else "a template decides the path in the node"
    return Way(Backing.ABSOLUTE, path.clean, node, note)


_UNMOUNTED = {
    Whereabouts.ESCAPED: "leads out of the mount root: no node mounts it",
    Whereabouts.SAME_PREFIX: "beside the mount root: no node mounts it",
}


def _root(spec: Spec) -> HostPath | None:
    """Give the mount root as it is compared, usable or not; the fork knows none."""
    return None if spec.dialect is Dialect.FORK else spec.mount_root


def _in_node(name: str, path: HostPath, root: HostPath | None) -> str | None:
    """Give the path in the node; None where it depends on what a template puts in."""
    if root is None or not (path.is_opaque or root.is_opaque):
        return node_path(name, path, root)
    return _covered(name, path, root)


def _covered(name: str, path: HostPath, root: HostPath | None) -> str | None:
    """Give the path in the node where the root covers it, whatever its tokens become."""
    if root is None or ".." in path.text.split("/"):
        return None
    below = path.text.startswith(root.text.rstrip("/") + "/")
    return node_path(name, path, root) if below else None


def _on_host(path: HostPath) -> str:
    if path.is_absolute:
        return path.clean
    return DEPLOYMENT if path.clean == "." else f"{DEPLOYMENT}/{path.clean}"


def _about_relative(path: HostPath) -> str:
    if path.is_home:
        return "`~` is not expanded"
    return "outside of the deployment directory" if path.leads_out else ""


def _on_kubernetes(_spec: Spec, _name: str, path: HostPath | None) -> Way:
    if path is None:
        return Way(Backing.NOTHING, note="no path: the storage class decides")
    if not path.is_absolute:
        return Way(Backing.NOWHERE, note="a relative path: `create` stops")
    return Way(Backing.ABSOLUTE, path.clean)


def _on_compose(spec: Spec, _name: str, path: HostPath | None) -> Way:
    if path is None:
        return Way(Backing.NOTHING, note="no path")
    if path.is_absolute:
        return Way(Backing.ABSOLUTE, path.clean)
    is_read_right = path.text == "." or path.text.startswith("./")
    if not is_read_right and spec.dialect is not Dialect.FORK:
        return Way(Backing.NOWHERE, note=f"docker is told `.{path.text}`: it does not start")
    return Way(Backing.RELATIVE, _on_host(path), note=_about_relative(path))


def _somewhere(_spec: Spec, _name: str, path: HostPath | None) -> Way:
    if path is None:
        return Way(Backing.NOTHING, note="no path")
    backing = Backing.ABSOLUTE if path.is_absolute else Backing.RELATIVE
    return Way(backing, _on_host(path))


_WAYS: dict[Target | None, Callable[[Spec, str, HostPath | None], Way]] = {
    Target.KIND: _on_kind,
    Target.K8S: _on_kubernetes,
    Target.COMPOSE: _on_compose,
    None: _somewhere,
}
