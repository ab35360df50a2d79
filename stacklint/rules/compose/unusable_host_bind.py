"""The rule `unusable-host-bind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.binds import binds_of, fault_of, fault_of_content, is_missing
from stacklint.model.dialect import Dialect
from stacklint.model.targets import KUBERNETES
from stacklint.model.volumes.configmaps import MAX_CONFIGMAP_BYTES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.binds import Bind
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def unusable_host_bind(spec: Spec | None, stack: Stack, tree: Tree) -> Hits:
    """File or directory of the host that cannot become a ConfigMap."""
    # The specs of a stack are of one dialect: the fork has its own way with binds.
    if spec is not None and spec.dialect is Dialect.FORK:
        return
    by_name: dict[str, Bind] = {}
    # At the long form, `create` stops: `unsupported-mount-form` says so.
    for bind in (x for x in binds_of(stack) if not x.mount.is_long):
        # Where no spec tells the target, what is missing is a fault of the stack itself.
        if spec is None and is_missing(bind, tree):
            continue
        if fault := fault_of(bind, tree):
            yield Hit(
                bind.mount.at,
                f"`{bind.mount.source}` of `{bind.service.name}` {fault}",
                notes=(("hint", "a named volume with a path, or an entry of `configmaps`"),),
                of_laconic_so=not _is_refused(bind, tree),
            )
            continue
        first = by_name.setdefault(bind.name, bind)
        if first.path != bind.path:
            yield Hit(
                bind.mount.at,
                f"`{bind.mount.source}` of `{bind.service.name}` gets the ConfigMap of"
                f" `{first.mount.source}`: both have the name {bind.name}",
                also=(Label(first.mount.at, "this one is mounted for both"),),
                of_laconic_so=False,
            )


def _is_refused(bind: Bind, tree: Tree) -> bool:
    """Tell whether no deployer serves it: stacklint's own takes what is not there for empty."""
    source = bind.mount.source
    if source.startswith("/"):
        return not bind.mount.is_read_only
    if source.startswith("~"):
        return True
    if not (tree.is_file(bind.path) or tree.is_dir(bind.path)):
        return False
    is_taken = f"{bind.path}/".startswith(f"{bind.config}/") and "rw" not in bind.mount.options
    return not is_taken or bool(fault_of_content(bind.path, tree, MAX_CONFIGMAP_BYTES))
