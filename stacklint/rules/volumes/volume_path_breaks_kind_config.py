"""The rule `volume-path-breaks-kind-config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.pattern import Pattern
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_DOUBTFUL = Pattern(r"[:#\r\n\x85\u2028\u2029]")
# What a plain scalar cannot hold: a comment, a key, the end of a line.
_COMMENT = Pattern(r"[ \t]+#")
_INVALID = Pattern(r":(?=[ \t]|$)|[\r\n\x85\u2028\u2029]")


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    targets=frozenset({Target.KIND}),
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
    if _DOUBTFUL.search(path.text) is None or path.is_opaque:
        return ""
    if invalid := _INVALID.search(path.text):
        what = "a colon" if invalid.group() == ":" else "a line break"
        return f"{what} in the path makes kind-config.yml invalid, so no cluster starts from it"
    comment = _COMMENT.search(path.text)
    if comment is None:
        return ""
    cut = path.text[: comment.start()]
    return f"kind-config.yml is cut at the ` #` of the path, so {cut} is mounted instead"
