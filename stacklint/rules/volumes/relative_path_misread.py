"""The rule `relative-path-misread`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.dialect import Dialect
from stacklint.model.hostpath import HostPath
from stacklint.model.pattern import Pattern
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec, Volume
    from stacklint.rule import Hits

_SIZE = Pattern(r"\d+(?:\.\d+)? ?[kKMGTP]i?B?")


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE, Target.KIND}),
    fix=Safety.SAFE,
    of_laconic_so=True,
)
def relative_path_misread(spec: Spec) -> Hits:
    """Relative volume path without `./`, out of the deployment directory, or to its own files."""
    if spec.dialect is Dialect.FORK:
        return
    for volume in spec.volumes:
        if volume.path is None or not volume.path.is_relative or volume.path.is_opaque:
            continue
        if _SIZE.fullmatch(volume.path.text.strip()):
            yield _size(spec, volume, volume.path)
        elif spec.target is Target.COMPOSE and not _is_read_right(volume.path):
            yield _misread(volume, volume.path)
        elif volume.path.leads_out:
            why = "lies outside of the deployment directory, where nobody looks for its data"
            yield _badly_placed(volume, why)._replace(severity=Severity.INFO)
        elif why := _why_taken(volume.path):
            yield _badly_placed(volume, why)


def _why_taken(path: HostPath) -> str:
    """Say which files of a deployment a volume would be one with; empty where it is none."""
    # Nearly all that is relative lies there.
    if path.text.startswith("./data/"):
        return ""
    from stacklint.model.own_files import is_taken, is_whole  # noqa: PLC0415

    if is_whole(path):
        return "is the deployment directory itself, with its secrets and all other volumes"
    return "is where the deployment has files of its own" if is_taken(path) else ""


def _badly_placed(volume: Volume, why: str) -> Hit:
    """Give a path that works with laconic-so, and that stacklint's own deployer refuses."""
    return Hit(
        volume.at.value,
        f"volume `{volume.name}`: {'' if volume.path is None else volume.path.text} {why}",
        words="made and mounted without a word",
        notes=(("hint", f"./data/{volume.name} is free"),),
        severity=Severity.WARNING,
        profile=Profile.STRICT,
        of_laconic_so=False,
        is_refused=True,
    )


def _size(spec: Spec, volume: Volume, path: HostPath) -> Hit:
    name, is_kind = volume.name, spec.target is Target.KIND
    place = f"the size belongs to `resources.volumes.{name}.reservations.storage`"
    happens = "the data goes to a directory of that name" if is_kind else "docker finds none"
    return Hit(
        volume.at.value,
        f"volume `{name}`: {path.text} is a size, and read as a path: {happens}",
        words="a path belongs here",
        notes=(("hint", place if is_kind else "a volume of docker has no size"),),
        severity=Severity.WARNING if is_kind else None,
    )


def _misread(volume: Volume, path: HostPath) -> Hit:
    meant = HostPath(path.text.strip())
    fixed = meant.text if meant.is_absolute or _is_read_right(meant) else f"./{meant.text}"
    # Of what begins with `$`, docker compose makes another place than the one that is made.
    has_fix = meant.text and "$" not in meant.text and not (meant.leads_out or meant.is_home)
    return Hit(
        volume.at.value,
        f"volume `{volume.name}`: docker is told to use `.{path.text}`, while {path.text} is made,"
        " so the service does not start",
        Fix(f"{volume.name}: {fixed}", Safety.SAFE, (SetValue(volume.path_at, fixed),))
        if has_fix
        else None,
        words="it begins with a blank"
        if path.begins_with_blank
        else "read as `.` and the text behind it",
        # Read right, it is a directory that is not for data, and refused.
        of_laconic_so=not (path.leads_out or _why_taken(path)),
    )


def _is_read_right(path: HostPath) -> bool:
    """What compose is given is a dot and the text: right for `.` and for what begins `./`."""
    return path.text == "." or path.text.startswith("./")
