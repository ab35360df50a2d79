"""The rule `unexpanded-home`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
)
def unexpanded_home(spec: Spec) -> Hits:
    """`~` in a path that nobody expands."""
    if spec.dialect is Dialect.FORK:
        return
    for volume in spec.volumes:
        if volume.path is not None and volume.path.is_home:
            yield Hit(
                volume.at.value,
                f"volume `{volume.name}`: `~` is no home directory here:"
                f" {_becomes(spec.target, volume.path)}",
                words="not expanded",
            )
    if spec.target is Target.KIND and spec.mount_root is not None and spec.mount_root.is_home:
        yield Hit(
            spec.at("kind-mount-root").value,
            "`kind-mount-root`: `~` is no home directory here: kind mounts a directory of that name"
            " in the one where it runs",
            words="not expanded",
        )
    if spec.target is Target.K8S and (spec.text("kube-config") or "").startswith("~"):
        yield Hit(
            spec.at("kube-config").value,
            "`kube-config`: `~` is no home directory here: the file is not found",
            words="not expanded",
            notes=(("happens", "`create` leaves half a directory, which blocks the next try"),),
        )


def _becomes(target: Target | None, path: HostPath) -> str:
    match target:
        case Target.COMPOSE:
            return f"docker is told to use `.{path.text}`, which is not there"
        case Target.KIND:
            return f"the data goes to a directory `{path.text}` in the deployment directory"
        case Target.K8S:
            return "`create` refuses the path as a relative one"
        case None:
            return "no target expands it"
