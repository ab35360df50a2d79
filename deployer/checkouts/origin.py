"""Where the spec of a deployment lies: where its directory says, or where an operator does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.checkouts import root_of
from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.state import origin_of
from deployer.errors import BadInput, NoStack
from deployer.revisions.intact import guard_place
from deployer.source import Repository, below, read_source
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployer.directory.state import Origin
    from deployer.source import Source


class Whence(NamedTuple):
    """A spec by its path below the root of its repository; nobody has read it yet.

    `stack` is where `stack-source` of the deployment directory leads, None where it leads nowhere.
    """

    repository: Repository
    spec: str
    stack: Path | None


def whence(place: Path, typed: str, repository: Callable[[Path], Repository]) -> Whence:
    """Tell where the spec of a deployment is; `typed` is the path of another one, or empty.

    Raises BadInput where nobody wrote down where it came from.
    """
    tree = ContentTree(present(place))
    origin = origin_of(tree)
    guard_place(place)
    if typed:
        spec = Path(os.path.abspath(typed))  # noqa: PTH100 -- a link is named as it is
        root = root_of(spec) or spec.parent
        name = spec.relative_to(root).as_posix()
    else:
        root, name = _recorded(place, origin)
    return Whence(repository(root), name, _stack(place, root, tree.read("deployment.yml")))


def _recorded(place: Path, origin: Origin | None) -> tuple[Path, str]:
    if origin is None or not origin.repository:
        why = "does not say which repository it came from: name its --spec-file"
        raise BadInput(str(place), why)
    root = Path(origin.repository)
    if not root.is_dir():
        why = f"came from {root}, which is not there: check it out again, or deploy what lies here"
        raise BadInput(str(place), f"{why} by `stacklint deploy start`")
    return root, origin.spec


def _stack(place: Path, root: Path, deployment: bytes | None) -> Path | None:
    """Find the stack that a directory names; what laconic-so was told depends on where it ran."""
    text = (deployment or b"").decode("utf-8", "replace")
    mapping = text_document("deployment.yml", text).mapping
    named = None if mapping is None else text_of(mapping.get("stack-source"))
    if not named:
        return None
    around = (root_of(place), place.parent, root.parent)
    found = (folder / named for folder in around if folder is not None)
    return next((path.resolve() for path in found if (path / "stack.yml").is_file()), None)


def read_whence(where: Whence) -> Source:
    """Read the spec and its stack; a stack that is nowhere else may be where it was before."""
    repository = where.repository
    if repository.tree.read(where.spec) is None:
        there = repository.root if repository.own is None else "that commit"
        raise BadInput(where.spec, f"is not in {there}: say by --spec-file where the spec is")
    try:
        return read_source(repository, where.spec)
    except NoStack:
        root = None if where.stack is None else root_of(where.stack) or where.stack.parent.parent
        if root is None:
            raise
        roots = (*repository.stack_roots, below(repository, root))
        return read_source(repository._replace(stack_roots=roots), where.spec)
