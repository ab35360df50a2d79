"""A repository as the caller meets it: its root, its configuration, the paths that were named."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from stacklint.config import BadConfig, Config, find_config, read_config
from stacklint.model.fleet import Host
from stacklint.model.lazy import cached_property
from stacklint.model.rendering import Rendering
from stacklint.repo.discover import candidates, once
from stacklint.repo.git import git_at
from stacklint.repo.root import git_root, is_bare, upwards
from stacklint.repo.trees import WorkTree
from stacklint.report.run import as_typed
from stacklint.run import CannotRun
from stacklint.select import Choice, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from stacklint.model.tree import Tree
    from stacklint.repo.git import Git


class Workspace:
    """One repository, or one directory outside of git, with the paths to look at.

    `folder` is its root; `paths` are relative to that, and `missing` are those that were named and
    are neither files nor directories.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        git: Git | None,
        config: Config,
        paths: tuple[str, ...],
        missing: tuple[str, ...],
    ) -> None:
        self.folder = os.fspath(folder)
        self.git = git
        self.config = config
        self.paths = paths
        self.missing = missing

    def at(self, paths: tuple[str, ...]) -> Workspace:
        """Give the same repository with other paths to look at."""
        return Workspace(self.folder, self.git, self.config, paths, ())

    @cached_property
    def root(self) -> Path:
        """The root, for those who write there."""
        from pathlib import Path  # noqa: PLC0415 -- half a start that a plain check need not pay

        return Path(self.folder)

    @cached_property
    def worktree(self) -> WorkTree:
        """The files on the disk."""
        return WorkTree(self.folder, self.git)

    @cached_property
    def prefix(self) -> str:
        """The way from the directory of the caller to the root; empty where they are the same."""
        way = os.path.relpath(self.folder).replace(os.sep, "/")
        return "" if way == "." else way

    @cached_property
    def below(self) -> str:
        """The way from the root to the directory of the caller; empty where that is not below."""
        way = os.path.relpath(os.curdir, self.folder).replace(os.sep, "/")
        return "" if way == "." or way.startswith("..") else way

    def as_typed(self, file: str) -> str:
        """Give the path of a file as the caller types it."""
        return as_typed(file, self.prefix, self.below)

    def why_missing(self, path: str) -> str:
        """Say why a path that was named is not looked at."""
        is_odd = os.path.lexists(os.path.join(self.folder, path))
        return "is no file that can be read" if is_odd else "does not exist"

    @property
    def _start(self) -> str:
        """The directory that the paths in the configuration start from."""
        file = self.config.file
        return self.folder if file is None else os.path.dirname(file)

    @cached_property
    def stack_roots(self) -> tuple[str, ...]:
        """The other checkouts, as paths from the root."""
        roots = (os.path.join(self._start, root) for root in self.config.stack_roots)
        found = (os.path.relpath(root, self.folder) for root in roots)
        return tuple(path.replace(os.sep, "/") for path in found)

    @cached_property
    def is_template(self) -> Callable[[str], bool]:
        """Tells whether a path is configured as a template."""
        return self.matcher(self.config.templates)

    @cached_property
    def _is_rendered(self) -> Callable[[str], bool]:
        return self.matcher(self.config.rendered)

    def rendering_of(self, path: str) -> Rendering:
        """Tell what becomes of a file before it is deployed; a template is one above all."""
        if self.is_template(path):
            return Rendering.TEMPLATE
        return Rendering.RENDERED if self._is_rendered(path) else Rendering.UNSAID

    @cached_property
    def is_excluded(self) -> Callable[[str], bool]:
        """Tells whether a path is configured not to be looked at."""
        return self.matcher(self.config.exclude)

    def files(self, tree: Tree) -> list[str]:
        """List the files to look at: those that were named, and those below named directories."""
        folders = [path for path in self.paths if path == "." or tree.is_dir(path)]
        single = [path for path in self.paths if path not in folders]
        listed = candidates(tree, folders, self.is_template) if folders else []
        kept = [path for path in listed if not self.is_excluded(path)]
        return sorted({*single, *once(kept, tree)})

    def host_of(self, path: str) -> Host:
        """Name the machine that a spec is deployed from; its folder, where nothing says more."""
        for name, matches in self._hosts:
            if matches(path):
                return Host(name, is_told=True)
        told = self.inventory.get(path)
        folder = path.rpartition("/")[0]
        return Host(folder, is_told=False) if told is None else Host(told, is_told=True)

    @cached_property
    def _hosts(self) -> list[tuple[str, Callable[[str], bool]]]:
        return [(name, self.matcher(patterns)) for name, patterns in self.config.hosts.items()]

    @cached_property
    def inventory(self) -> Mapping[str, str]:
        """The machine of each spec that an Ansible inventory names."""
        from stacklint.repo.inventory import hosts_of  # noqa: PLC0415 -- only to tell specs apart

        return hosts_of(self.worktree)

    def matcher(self, patterns: tuple[str, ...]) -> Callable[[str], bool]:
        """Turn patterns as in `.gitignore`, from the configuration's directory, into a question."""
        if not patterns:
            return _never
        below = os.path.relpath(self._start, self.folder).replace(os.sep, "/")
        head = "" if below == "." else below + "/"
        endings = tuple(pattern.removeprefix("*") for pattern in patterns)
        if all(_is_ending(pattern) for pattern in patterns):
            return lambda path: path.startswith(head) and path.endswith(endings)
        # Imported late: 30 ms that repositories without such patterns need not pay.
        from pathspec import GitIgnoreSpec  # noqa: PLC0415

        try:
            spec = GitIgnoreSpec.from_lines(patterns)
        except (ValueError, re.error) as error:
            file = "the configuration" if self.config.file is None else self.config.file.name
            raise BadConfig(file, f"not as in `.gitignore`: {error}") from None
        return lambda path: path.startswith(head) and spec.match_file(path[len(head) :])

    def selection(self, extra: Choice) -> Selection:
        """Join what the configuration chooses with what the command line does."""
        own = self.config.choice
        common = Choice(
            select=extra.select or own.select,
            # What is selected by hand is wanted now, whatever the configuration leaves out.
            ignore=(*(x for x in own.ignore if x not in extra.select), *extra.ignore),
            profile=extra.profile or own.profile,
            severities=own.severities,
        )
        per_path = self.config.per_path
        parts = tuple((self.matcher(part.paths), part.choice.under(extra)) for part in per_path)
        everywhere = (*parts, *self._elsewhere())
        return Selection(common, everywhere, self.config.registry, self.config.deployer)

    def _elsewhere(self) -> Iterator[tuple[Callable[[str], bool], Choice]]:
        """Ignore each rule that is about some specs where it is not about."""
        for name, own in self.config.registry.own.items():
            if own.files:
                yield _all_but(self.matcher(own.files)), Choice(ignore=(name,))


def _is_ending(pattern: str) -> bool:
    return pattern.startswith("*.") and not set(pattern[1:]) & set("*?[]/!")


def _all_but(matches: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda path: not matches(path)


def _never(_path: str) -> bool:
    return False


def workspaces(
    named: Iterable[str], *, config_file: Path | None = None, isolated: bool = False
) -> list[Workspace]:
    """Group named paths by the repository, and the configuration, that holds for each.

    Raises CannotRun for a path that leads to no files.
    """
    groups: dict[tuple[str, str | None], list[str]] = {}
    given = None if config_file is None else os.fspath(config_file)
    for name in named:
        if not name:
            raise CannotRun("a path is empty; `.` is the directory that this runs in")
        path = os.path.abspath(name)  # a link is named as it is
        root = _root_of(path)
        start = path if os.path.isdir(path) else os.path.dirname(path)
        file = given or (None if isolated else find_config(start, root))
        groups.setdefault((root, file), []).append(path)
    return [_workspace(root, paths, file) for (root, file), paths in groups.items()]


def _root_of(path: str) -> str:
    existing = next(filter(os.path.exists, upwards(path)))
    folder = existing if os.path.isdir(existing) else os.path.dirname(existing)
    root = git_root(folder)
    if root is None and is_bare(folder):
        raise CannotRun("this is a bare repository, which has no files: run it in a clone")
    return root or folder


def _workspace(root: str, paths: list[str], file: str | None) -> Workspace:
    # A pipe is there, and gives its content to one reader only.
    named = [(os.path.relpath(x, root).replace(os.sep, "/"), _is_readable(x)) for x in paths]
    return Workspace(
        folder=root,
        git=git_at(root),
        config=Config() if file is None else _read(file),
        paths=tuple(name for name, is_there in named if is_there),
        missing=tuple(name for name, is_there in named if not is_there),
    )


def _is_readable(path: str) -> bool:
    return os.path.isfile(path) or os.path.isdir(path)


def _read(file: str) -> Config:
    from pathlib import Path  # noqa: PLC0415 -- only where there is a configuration

    return read_config(Path(file))
