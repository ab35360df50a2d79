"""The rule `volume-differs-from-deployed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.deployment import Copy
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.tree import Deployed
    from stacklint.rule import Hits


@rule(
    category="gitops",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
)
def volume_differs_from_deployed(spec: Spec, deployed: Deployed) -> Hits:
    """Volume that lies elsewhere in the deployment than the spec says."""
    copy = deployed.copy_of(spec)
    if copy is None:
        return
    for hit in (*_in_both(spec, copy), *_deployed_alone(spec, copy), *_not_yet(spec, copy)):
        yield hit._replace(severity=Severity.INFO) if spec.is_test else hit


def _in_both(spec: Spec, copy: Copy) -> Iterator[Hit]:
    for volume in spec.volumes:
        other = copy.spec.volume(volume.name)
        if other is None or not (_is_known(volume) and _is_known(other)):
            continue
        if volume.directory != other.directory:
            yield Hit(
                volume.at,
                f"volume `{volume.name}` is {_words(other)} in the deployment {copy.directory},"
                f" and {_words(volume)} here: a restart from git hides its data",
                words="not so in the deployment",
                notes=(_note(other),),
                value=f"{_words(other)} -> {_words(volume)}",
            )


def _deployed_alone(spec: Spec, copy: Copy) -> Iterator[Hit]:
    for other in copy.spec.volumes if spec.section("volumes").is_complete else ():
        is_elsewhere = spec.node("configmaps", other.name) is not None
        if spec.volume(other.name) is None and not is_elsewhere and _is_known(other):
            yield Hit(
                spec.at("volumes"),
                f"the deployment {copy.directory} has the volume `{other.name}`, and the spec has"
                " not: a restart from git leaves its data behind",
                notes=(_note(other),),
                value=other.name,
            )


def _not_yet(spec: Spec, copy: Copy) -> Iterator[Hit]:
    for volume in spec.volumes if copy.spec.section("volumes").is_complete else ():
        if copy.spec.volume(volume.name) is None and not has_token(volume.name):
            yield Hit(
                volume.at,
                f"the deployment {copy.directory} does not have the volume `{volume.name}` yet",
                severity=Severity.INFO,
            )


def _is_known(volume: Volume) -> bool:
    return volume.directory is not None and not has_token(volume.name)


def _words(volume: Volume) -> str:
    return "without a path" if volume.path is None else f"at {volume.path.text}"


def _note(volume: Volume) -> tuple[str, str]:
    document = volume.at.document
    line = document.position(volume.at.span.start).line
    path = "" if volume.path is None else volume.path.text
    return "deployed", f"{document.name}:{line}: {volume.name}: {path}".rstrip()
