"""Which repository is meant: by the directories around a path, and by the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What git tells a hook of the one repository that it runs in (`git rev-parse --local-env-vars`).
# Settings are not among these: `safe.directory` in the environment holds for every repository.
OF_ONE_REPOSITORY = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
"""The variables that say where git finds one repository, and no other."""

_WORK_TREE = Pattern(r'(?m)^[ \t]*worktree[ \t]*=[ \t]*"?(.+?)"?[ \t]*$')

# What `git --literal-pathspecs commit` tells its hooks, as Magit commits: our own questions
# say of each path how it is meant.
_HOW_PATHS_ARE_MEANT = frozenset(
    f"GIT_{kind}_PATHSPECS" for kind in ("LITERAL", "GLOB", "NOGLOB", "ICASE")
)


def git_root(start: str) -> str | None:
    """Find the closest directory upwards that is a working tree."""
    here = start if os.path.isdir(start) else os.path.dirname(start)
    return next(filter(is_root, upwards(here)), None)


def is_root(folder: str) -> bool:
    """Tell whether a directory is a working tree: by its `.git`, or by the environment."""
    return os.path.exists(os.path.join(folder, ".git")) or _is_told(folder)


def _is_told(folder: str) -> bool:
    """Tell whether the environment names a working tree, and its repository elsewhere.

    So are files kept in a bare repository, as those of a home directory.
    """
    tree = _told_tree(os.environ["GIT_DIR"]) if "GIT_DIR" in os.environ else None
    try:
        return tree is not None and os.path.samefile(folder, tree)
    except OSError:
        return False


def _told_tree(own: str) -> str | None:
    """Give the working tree of a repository that is named: the environment's, or that of yadm."""
    if "GIT_WORK_TREE" in os.environ:
        return os.environ["GIT_WORK_TREE"]
    try:
        with open(os.path.join(own, "config"), encoding="utf-8", errors="replace") as file:
            found = _WORK_TREE.search(file.read())
    except OSError:
        return None
    return None if found is None else os.path.join(own, found[1])


def is_bare(folder: str) -> bool:
    """Tell whether a directory is what git keeps of a repository, and holds no files of it."""
    parts = ("HEAD", "objects", "refs")
    return all(os.path.exists(os.path.join(folder, part)) for part in parts)


def upwards(folder: str) -> Iterator[str]:
    """Give a directory, by its full path, and all that it lies in."""
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder


def environment_of(root: str) -> Mapping[str, str]:
    """Give the environment to ask about a repository in.

    In a hook, it says where the index and the objects are, of the repository that is committed to:
    of another one, a submodule or a checkout beside it, git would answer with the wrong files.
    """
    unwanted = _HOW_PATHS_ARE_MEANT
    if not (OF_ONE_REPOSITORY.isdisjoint(os.environ) or _is_around_us(root)):
        unwanted = unwanted | OF_ONE_REPOSITORY
    if unwanted.isdisjoint(os.environ):
        return os.environ
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def _is_around_us(root: str) -> bool:
    if _is_told(root):
        return True
    try:
        own = git_root(os.getcwd())
        return own is not None and os.path.samefile(own, root)
    except OSError:
        return False


def git_directory(root: str) -> str:
    """Give the directory that holds what git knows of a working tree."""
    # Read here, since asking git costs a process at every start.
    if _is_told(root):
        return os.path.join(root, os.environ["GIT_DIR"])
    own = os.path.join(root, ".git")
    return own if os.path.isdir(own) else os.path.join(root, _named_in(own))


def is_cut_off(root: str) -> bool:
    """Tell from the disk whether a clone is shallow."""
    return os.path.exists(os.path.join(_shared_directory(root), "shallow"))


def shallow_ends(root: str) -> frozenset[str]:
    """Name the commits where a shallow clone was cut off."""
    try:
        with open(os.path.join(_shared_directory(root), "shallow"), encoding="utf-8") as file:
            return frozenset(file.read().split())
    except OSError:
        return frozenset()


def is_partial(root: str) -> bool:
    """Tell from the disk whether a clone left contents with its remote."""
    try:
        with open(os.path.join(_shared_directory(root), "config"), "rb") as file:
            return b"promisor" in file.read()
    except OSError:
        return False


def _shared_directory(root: str) -> str:
    """Give what the working trees of a repository share."""
    own = git_directory(root)
    shared = os.path.join(own, "commondir")
    return os.path.join(own, _named_in(shared)) if os.path.isfile(shared) else own


def _named_in(file: str) -> str:
    """Give the directory that a file of git's names."""
    with open(file, encoding="utf-8", errors="replace") as opened:
        return opened.read().removeprefix("gitdir:").strip()
