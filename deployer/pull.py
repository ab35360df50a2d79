"""The files of a deployment as git has them: pulled forward, as they are, or of one commit.

Source: the reference on `restart`, step S2. Nothing is merged, stashed or checked out over what
an operator has; hooks of the repository are not run.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import CannotDo, PreflightFailed
from deployer.shell import last_words
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.shell import Shell

_QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "core.quotepath=off")
_SUBJECTS = 20


class Pulled(NamedTuple):
    """What a pull did: the commits before and after, and what there is to know."""

    before: str
    after: str
    notes: tuple[str, ...]


class Clone:
    """A working tree, by its root; programs are run with questions switched off."""

    __slots__ = ("_root", "_shell")

    def __init__(self, shell: Shell, root: Path) -> None:
        self._shell = shell
        self._root = root

    def check_clean(self, files: Sequence[str]) -> None:
        """Raise CannotDo where a file of the deployment is not what its commit says."""
        status = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--", *files)
        found = [line for line in self._ask(*status).split("\0") if line]
        if found:
            name, more = found[0][3:], len(found) - 1
            words = f" and {more} more" if more else ""
            why = "is not as it is committed: commit it, or put it back with git restore"
            raise CannotDo(f"{self._root / name}{words}", why)

    def pull(self) -> Pulled:
        """Fetch, and go forward to where the branch is upstream.

        A detached HEAD means this commit, and a branch without upstream stays: both with a note.
        Raises PreflightFailed where the histories have parted, or where git says no.
        """
        before = self.commit("HEAD")
        if self._asked("symbolic-ref", "--quiet", "HEAD") is None:
            return Pulled(
                before, before, (f"{self._root}: HEAD is detached, so nothing is pulled",)
            )
        upstream = self._asked("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
        if upstream is None:
            note = f"{self._root}: the branch has no upstream, so nothing is pulled"
            return Pulled(before, before, (note,))
        self._ask("fetch", "--quiet", "--no-recurse-submodules")
        self._guard_forward(upstream)
        self._ask("merge", "--ff-only", "--quiet", "@{upstream}")
        return Pulled(before, self.commit("HEAD"), ())

    def _guard_forward(self, upstream: str) -> None:
        counts = self._ask("rev-list", "--left-right", "--count", "HEAD...@{upstream}").split()
        ahead, behind = (int(count) for count in counts)
        if ahead and behind:
            words = f"{self._root} and {upstream} have parted, {ahead} and {behind} commits ago"
            raise PreflightFailed((f"{words}: bring them together by hand, or say --no-pull",))

    def commit(self, name: str) -> str:
        """Give the whole name of a commit; PreflightFailed where there is none of that name."""
        found = self._asked("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found is None:
            raise PreflightFailed((f"{self._root} has no commit {name}: fetch it first",))
        return found

    def subjects(self, before: str, after: str) -> tuple[str, ...]:
        """Give the first lines of the commits from one to another, the newest first."""
        many = f"--max-count={_SUBJECTS}"
        found = self._asked("log", many, "--format=%h %s", f"{before}..{after}")
        return tuple((found or "").splitlines())

    @contextmanager
    def at(self, commit: str) -> Iterator[Path]:
        """Lay out the files of a commit elsewhere, and take them away again.

        The operator's own tree is not touched. What git ignores (tokens, kubeconfigs) is not among
        them, nor are submodules.
        """
        self._ask("worktree", "prune")
        with tempfile.TemporaryDirectory(prefix="stacklint-") as folder:
            tree = Path(folder) / self._root.name
            self._ask("worktree", "add", "--quiet", "--detach", str(tree), commit)
            try:
                yield tree
            finally:
                self._ask("worktree", "remove", "--force", str(tree))

    def _ask(self, *arguments: str) -> str:
        ran = self._shell.ask("git", "-C", str(self._root), *_QUIET, *arguments)
        if ran.code:
            words = f"git {arguments[0]} in {self._root}: {last_words(ran)}"
            raise PreflightFailed((words,))
        return ran.out.strip("\n")

    def _asked(self, *arguments: str) -> str | None:
        """Give the answer to a question that may have none."""
        ran = self._shell.ask("git", "-C", str(self._root), *_QUIET, *arguments)
        return None if ran.code else ran.out.strip("\n")
