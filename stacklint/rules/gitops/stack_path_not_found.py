"""The rule `stack-path-not-found`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.dialect import Dialect
from stacklint.model.spelling import closest_stack
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Bundle
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_FILE = "/stack.yml"
_KEPT = "a deployment that was made with the old path keeps it"


@rule(
    category="gitops",
    severity=Severity.WARNING,
    harm=Harm.START,
    fix=Safety.UNSAFE,
)
def stack_path_not_found(bundle: Bundle, tree: Tree) -> Hits:
    """Path of a stack that leads nowhere from the root of the repository."""
    spec, name = bundle.spec, bundle.spec.stack
    if not name:
        return
    if bundle.stack is not None and bundle.stack.file.directory == name.strip("/"):
        return
    # The fork looks for stacks by their names, wherever they are.
    if spec.is_opaque("stack") or spec.dialect is Dialect.FORK:
        return
    if name.startswith(("/", "~")) or _is_below(bundle.roots, name, tree):
        return
    is_path = "/" in name or not name.strip(".")
    hits = _of_path(bundle, name, tree) if is_path else _of_name(bundle, name, tree)
    for hit in hits:
        yield hit.guessed(Severity.INFO) if spec.is_test else hit


def _is_below(roots: tuple[str, ...], name: str, tree: Tree) -> bool:
    """The path leads to a stack from one of the `stack-roots`."""
    paths = (posixpath.normpath(posixpath.join(root, name)) for root in roots)
    return any(tree.is_file(path + _FILE) for path in paths)


def _of_name(bundle: Bundle, name: str, tree: Tree) -> Iterator[Hit]:
    """A folder that is no stack hides the stack of that name which laconic-so brings."""
    if not tree.is_dir(name) or tree.is_file(name + _FILE):
        return
    hit = Hit(
        bundle.spec.at("stack").value,
        f"`create` takes the folder {name} for the stack, and there is no stack.yml in it",
        notes=(("hint", f"a folder hides laconic-so's own stack `{name}`: rename one of them"),),
    )
    # One that keeps its stacks in another checkout is likely to start `create` there.
    yield hit if bundle.stack is None else hit.guessed(Severity.WARNING)


def _of_path(bundle: Bundle, name: str, tree: Tree) -> Iterator[Hit]:
    spec, written = bundle.spec, posixpath.normpath(name)
    is_file = tree.is_file(written)
    if not is_file and tree.is_at_hand(written):
        return
    path = written.removesuffix(_FILE)
    found = [path] if tree.is_file(path + _FILE) else _meant(spec, path, tree)
    # What lies outside of the repository may be on the server.
    if path.startswith("..") and not found:
        return
    what = (
        "is a file, and `create` looks for the folder of a stack"
        if is_file
        else "leads nowhere from the root of the repository, where `restart` looks for it"
    )
    hit = Hit(spec.at("stack").value, f"{name} {what}")
    if len(found) == 1:
        fix = Fix(f"stack: {found[0]}", Safety.UNSAFE, (SetValue(("stack",), found[0]),), _KEPT)
        yield hit._replace(fix=fix, words=f"it is {found[0]}")
        return
    near = found or _called_alike(bundle, path, tree)
    notes = tuple(("hint", f"did you mean {directory}?") for directory in near)
    yield hit._replace(notes=notes, profile=Profile.STRICT, confidence=Confidence.MEDIUM)


def _meant(spec: Spec, path: str, tree: Tree) -> list[str]:
    return _from_spec(spec, path, tree) if path.startswith("..") else _ending_alike(path, tree)


def _from_spec(spec: Spec, path: str, tree: Tree) -> list[str]:
    """Give the stack that the path leads to from the folder of the spec."""
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(spec.file), path))
    return [meant] if tree.is_file(meant + _FILE) else []


def _ending_alike(path: str, tree: Tree) -> list[str]:
    """Give the stacks of the repository whose path ends in the same components."""
    end = f"/{path}{_FILE}"
    # Git also lists what the working tree has lost.
    found = (file for file in tree.files() if file.endswith(end) and tree.is_file(file))
    return [file.removesuffix(_FILE) for file in found]


def _called_alike(bundle: Bundle, path: str, tree: Tree) -> list[str]:
    """Give the stack that stacklint takes for the one that is meant, or those of a like name."""
    if bundle.stack is not None:
        return [bundle.stack.file.directory]
    alike = _ending_alike(posixpath.basename(path), tree)
    near = None if alike or "/" not in path else closest_stack(path, tree)
    return alike if near is None else [near]
