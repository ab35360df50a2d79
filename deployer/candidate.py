"""A revision that may come to be: the files of a deployment directory, and what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.content import Content
from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.reading import read_directory
from deployer.errors import BadInput
from deployer.wanted import wanted
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.wanted.resource import Identity, Wanted
    from stacklint.model.targets import Target

_FILLED_BY_HAND = "configmaps/"


class Candidate(NamedTuple):
    """A revision before anything of it is done.

    `place` is the deployment directory, `files` the one that holds the files of `content` already:
    the same, or where they are staged. `commit` is what it was made of, empty where nobody knows.
    """

    place: Path
    files: Path
    content: Content
    identity: Identity
    target: Target
    wanted: Wanted
    stack: str
    commit: str


def as_it_lies(place: Path, commit: str) -> Candidate:
    """Take the deployment directory as it is."""
    return candidate(place, place, present(place), commit)


def candidate(place: Path, files: Path, content: Content, commit: str) -> Candidate:
    """Compute what files ask for; raises where they cannot be read, or have no right form."""
    directory = read_directory(ContentTree(content), place)
    spec = directory.bundle.spec
    if spec.target is None:
        raise BadInput(spec.file, "needs `deploy-to`: compose, k8s-kind or k8s")
    return Candidate(
        place=place,
        files=files,
        content=content,
        identity=directory.identity,
        target=spec.target,
        wanted=wanted(*directory),
        stack=spec.stack_name,
        commit=commit,
    )


def carried_over(old: Content, new: Content) -> Content:
    """Keep what an operator has put into a ConfigMap for which the stack has no files."""
    filled = {file.path.rpartition("/")[0] for file in new.files}
    empty = {x for x in new.folders if x.startswith(_FILLED_BY_HAND) and x not in filled}
    kept = (file for file in old.files if file.path.rpartition("/")[0] in empty)
    return Content((*new.files, *kept), new.folders, new.notes)
