"""A revision that may come to be: the files of a deployment directory, and what they ask for."""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING

from deployer.directory.content import Content
from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.reading import read_directory
from deployer.errors import BadInput
from deployer.revisions.intact import guard_directory
from deployer.wanted import wanted
from deployer.wanted.resource import Note, Wanted
from deployer.wanted.secret_sources import sources
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.scalars import has_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from deployer.directory.content import File
    from deployer.wanted.resource import Identity, Told
    from deployer.wanted.secret_sources import Source
    from stacklint.model.spec import Spec
    from stacklint.model.targets import Target

_PULL_SECRET = "image-pull-secret"  # noqa: S105 -- a section of the spec
_FILLED_BY_HAND = "configmaps/"
_WRITTEN = (
    *("compose/", "compose-jobs/", "config/", "configmaps/", "hooks/"),
    *("spec.yml", "stack.yml"),
)


class Candidate(NamedTuple):
    """A revision before anything of it is done.

    `place` is the deployment directory, `files` the one that holds the files of `content` already:
    the same, or where they are staged. `commit` is what it was made of, empty where nobody knows;
    `commits` are words for what came since the revision before. `untold` are entries of Secrets
    that nobody who deploys has.
    """

    place: Path
    files: Path
    content: Content
    identity: Identity
    target: Target
    wanted: Wanted
    stack: str
    commit: str
    commits: str = ""
    untold: tuple[Source, ...] = ()

    @property
    def checksum(self) -> str:
        """Tell its files from others; values that `$generate` makes anew do not count."""
        found = hashlib.sha256()
        for file in sorted(x for x in self.content.files if _is_written(x.path)):
            found.update(repr(file).encode())
        return found.hexdigest()


class Files(NamedTuple):
    """The files of a revision: of which directory, where they lie, and of which commit.

    `names` are what their author calls `spec.yml` and `stack.yml`, where these come from git.
    """

    place: Path
    at: Path
    content: Content
    commit: str
    names: Mapping[str, str] = MappingProxyType({})


def _is_written(path: str) -> bool:
    return path.startswith(_WRITTEN)


def as_it_lies(place: Path, commit: str, told: Callable[[Spec], Told]) -> Candidate:
    """Take the deployment directory as it is; BadInput where it is none."""
    guard_directory(place)
    return candidate(Files(place, place, present(place), commit), told)


def candidate(files: Files, told: Callable[[Spec], Told]) -> Candidate:
    """Compute what files ask for; raises where they cannot be read, or have no right form.

    `told` gives what a spec reads where it is deployed.
    """
    directory = read_directory(ContentTree(files.content), files.place, files.names)
    spec = directory.bundle.spec
    if spec.target is None:
        raise BadInput(spec.file, "needs `deploy-to`: compose, k8s-kind or k8s")
    heard = told(spec)
    around = directory.surroundings._replace(told=heard)
    asked = wanted(directory.bundle, directory.identity, around)
    if heard.pull_token is None and has_value(spec.node(_PULL_SECRET)):
        asked = _without_token(asked, spec)
    return Candidate(
        place=files.place,
        files=files.at,
        content=files.content,
        identity=directory.identity,
        target=spec.target,
        wanted=asked,
        stack=spec.stack_name,
        commit=files.commit,
        untold=_untold(spec, heard),
    )


def _untold(spec: Spec, heard: Told) -> tuple[Source, ...]:
    if not spec.makes_objects:
        return ()
    return tuple(x for x in sources(spec) if (x.secret, x.entry) not in heard.secrets)


def _without_token(asked: Wanted, spec: Spec) -> Wanted:
    """Leave the Secret alone that nobody here could fill: one that is there goes on working."""
    rest = tuple(x for x in asked.resources if x.title != _PULL_SECRET)
    words = f"{_PULL_SECRET}: its token is not at hand, so the Secret of the cluster stays as it is"
    return Wanted(rest, (*asked.notes, Note(words, spec.at(_PULL_SECRET))))


def carried_over(old: Content, new: Content) -> Content:
    """Keep what an operator has put into a ConfigMap for which the stack has no files."""
    filled = {_configmap_of(file) for file in new.files}
    kept = [
        file
        for file in old.files
        if (folder := _configmap_of(file)) in new.folders and folder not in filled
    ]
    names = {(_configmap_of(file) or "").removeprefix(_FILLED_BY_HAND) for file in kept}
    notes = (x for x in new.notes if not any(x.startswith(f"configmaps.{y} ") for y in names))
    return Content((*new.files, *kept), new.folders, tuple(notes))


def _configmap_of(file: File) -> str | None:
    """Give the folder of the ConfigMap that a file belongs to, None for any other file."""
    if not file.path.startswith(_FILLED_BY_HAND):
        return None
    return "/".join(file.path.split("/")[:2])
