"""What is written down of a deployment that laconic-so made: where its spec is, and its values."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.checkouts import root_of
from deployer.commands.create import state_for
from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.reading import read_directory
from deployer.errors import DeployError
from deployer.guard.identity import guard_same
from deployer.source import read_source
from stacklint.model.yaml.scalars import text_of
from stacklint.repo.discover import parsed

if TYPE_CHECKING:
    from deployer.commands.next_revision import Desk
    from deployer.directory.content import Content
    from deployer.revisions.candidate import Candidate
    from deployer.source import Source

_SPEC = "deployment/spec.yml"
"""Where laconic-so's `restart` looks for the spec, below the root of the stack's repository."""


def source_behind(place: Path, desk: Desk) -> Source | None:
    """Read the spec beside the stack that `deployment.yml` names; None where that is not at hand.

    A relative path is seen from where we run, as laconic-so takes it.
    """
    folder = _stack_folder(place)
    root = None if folder is None else root_of(folder / "stack.yml")
    if root is None or not (root / _SPEC).is_file():
        return None
    try:
        source = read_source(desk.repository(root), _SPEC)
        guard_origin(place, present(place), source)
    except DeployError:
        return None
    return source


def _stack_folder(place: Path) -> Path | None:
    file = place / "deployment.yml"
    document = parsed(file.name, file.read_bytes()) if file.is_file() else None
    named = document.mapping.get("stack-source") if document and document.mapping else None
    text = text_of(named) if named is not None else None
    folder = Path(os.path.expanduser(text)) if text else None  # noqa: PTH111 -- `Path` fails for who has no home
    return folder.resolve() if folder is not None and folder.is_dir() else None


def guard_origin(place: Path, files: Content, source: Source) -> None:
    """Raise CannotDo for a spec that is of another deployment."""
    bundle, identity = read_directory(ContentTree(files), place)[:2]
    guard_same(bundle.spec, source.spec, identity.cluster_id)


def state_of_adopted(one: Candidate, source: Source | None, version: str) -> dict[str, str | bool]:
    """Say where an adopted deployment came from; of which commit, laconic-so did not write down."""
    unknown = {
        "stacklint": version,
        "place": str(one.place.resolve()),
        "target": one.target.value,
        "repository": "",
        "spec": "",
        "stack": "",
    }
    known = unknown if source is None else state_for(source, one.place.resolve(), version)
    return {**known, "commit": "", "decimal-sizes": True}
