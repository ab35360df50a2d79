"""The rule `script-path-differs-from-spec`."""

from __future__ import annotations

import posixpath
from itertools import chain
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.scripts.command import written_out
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script
    from stacklint.rule import Hits

# Two components tell one directory from another; `data` alone does not.
_LEAST = 2
_IN_CONTAINERS = frozenset({"docker", "podman", "kubectl", "crictl"})


@rule(
    category="scripts",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
)
def script_path_differs_from_spec(script: Script, fleet: Fleet) -> Hits:
    """Directory of a script that is a volume's but for its beginning."""
    taken = [(x.path, x.volume, claims) for claims in fleet.claims for x in claims.directories]
    known = {path for path, _, _ in taken}
    for command, path in _paths(script):
        if any(
            f"{path}/".startswith(f"{one}/") or f"{one}/".startswith(f"{path}/") for one in known
        ):
            continue
        other = next((found for found in taken if _is_other_root(path, found[0])), None)
        if other is not None:
            right, volume, claims = other
            yield Hit(
                script.at(command),
                f"{path} is not {right}, where volume `{volume}` of {claims.file} lies",
                also=(Label(fleet.at(claims, ("volumes", volume)), "the volume"),),
                value=path,
            )


def _paths(script: Script) -> Iterator[tuple[Command, str]]:
    for command in script.commands:
        if command.program in _IN_CONTAINERS:
            continue
        for word in chain.from_iterable(map(written_out, command.words[1:])):
            path = posixpath.normpath(word.rstrip("*"))
            if word.startswith("/") and not {":", "$"} & set(word):
                yield command, path


def _is_other_root(path: str, right: str) -> bool:
    """Tell whether two paths differ in their beginning alone: a part was put in or left out."""
    one, other = path.strip("/").split("/"), right.strip("/").split("/")
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    return same >= _LEAST and same < len(other) and len(one) != len(other) and one[0] == other[0]
