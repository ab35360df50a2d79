"""The files of a deployment as git has them: pulled forward, as they are, or of one commit.

Source: the reference on `restart`, step S2. Nothing is merged, stashed or checked out over what
an operator has; hooks of the repository are not run.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.checkouts import STATUS, changed_in
from deployer.directory.aside import is_aside
from deployer.errors import CannotDo, PreflightFailed
from deployer.shell import first_words
from stacklint.repo.root import OF_ONE_REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.shell import Ran, Shell

_QUIET = (
    "--literal-pathspecs",
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotepath=off"),
)
_UPSTREAM = "@{upstream}"
_SUBMODULE = "160000 "
_NOT_AS_IT = "it is not as it is committed: commit it, or put it back with git restore"
_NOT_AS_ALL = "they are not as they are committed: commit them, or put them back with git restore"


class Clone:
    """A working tree, by its root."""

    __slots__ = ("_root", "_shell")

    def __init__(self, shell: Shell, root: Path) -> None:
        # In a hook, these lead git to the repository of the hook.
        self._shell = shell.without(OF_ONE_REPOSITORY.__contains__)
        self._root = root

    def check_clean(self, files: Sequence[str]) -> None:
        """Raise CannotDo where a file of the deployment is not what its commit says."""
        found = changed_in(self._ask(*STATUS, "--", *files))
        if found:
            name, more = found[0], len(found) - 1
            words = f" and {more} more" if more else ""
            raise CannotDo(f"{self._root / name}{words}", _NOT_AS_ALL if more else _NOT_AS_IT)

    def fetch(self) -> str:
        """Fetch what the branch is to go to; give why it goes nowhere, empty where it does.

        A detached HEAD means this commit, and a branch without upstream stays. Raises
        PreflightFailed where the histories have parted, or where git says no.
        """
        self.commit("HEAD")
        if self._asked("symbolic-ref", "--quiet", "HEAD") is None:
            return f"{self._root}: HEAD is detached, so nothing is pulled"
        upstream = self._asked("rev-parse", "--abbrev-ref", "--symbolic-full-name", _UPSTREAM)
        if upstream is None:
            return f"{self._root}: the branch has no upstream, so nothing is pulled"
        self.fetch_commits()
        self._guard_forward(upstream)
        return ""

    def fetch_commits(self) -> None:
        """Fetch what there is to know; PreflightFailed where git says no."""
        self._ask("fetch", "--quiet", "--no-recurse-submodules")

    def _guard_forward(self, upstream: str) -> None:
        ahead, behind = self.apart("HEAD", _UPSTREAM)
        if ahead and behind:
            words = f"{self._root} and {upstream} have parted, {ahead} and {behind} commits ago"
            raise PreflightFailed((f"{words}: bring them together by hand, or say --no-pull",))

    def forward(self) -> None:
        """Go to what was fetched."""
        self._ask("merge", "--ff-only", "--quiet", _UPSTREAM)

    def commit(self, name: str) -> str:
        """Give the whole name of a commit; PreflightFailed where there is none of that name."""
        question = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        found = self._asked(*question)
        if found is None:
            raise PreflightFailed((f"{self._root} has no commit {name}: fetch it first",))
        return found

    def apart(self, one: str, other: str) -> tuple[int, int]:
        """Count the commits that only one, and only the other of two has.

        Raises PreflightFailed where one of them is not here, as in a shallow clone.
        """
        counted = self._ask("rev-list", "--left-right", "--count", f"{one}...{other}", "--")
        left, right = counted.split()
        return int(left), int(right)

    def submodules(self, commit: str, path: str) -> dict[str, str]:
        """Give the submodules of a commit at or below a path, and which of their commits it has."""
        lines = self._ask("ls-tree", "-r", "-z", "--full-tree", commit, "--", path).split("\0")
        found = (line.partition("\t") for line in lines if line.startswith(_SUBMODULE))
        return {name: about.split()[2] for about, _, name in found}

    @contextmanager
    def at(self, commit: str, folder: Path) -> Iterator[Path]:
        """Lay out the files of a commit in a folder that is aside, and take them away again.

        The operator's own tree is not touched. What git ignores (tokens, kubeconfigs) is not among
        them, nor are submodules.
        """
        self._forget_left()
        tree = folder / self._root.name
        self._ask("worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            yield tree
        finally:
            self._asked("worktree", "remove", "--force", str(tree))

    def _forget_left(self) -> None:
        """Let git forget the trees of killed runs, and nobody else's."""
        for line in self._ask("worktree", "list", "--porcelain").splitlines():
            path = Path(line.removeprefix("worktree "))
            if line.startswith("worktree ") and is_aside(path.parent) and not path.exists():
                self._asked("worktree", "remove", "--force", str(path))

    def _ask(self, *arguments: str) -> str:
        ran = self._shell.ask("git", "-C", str(self._root), *_QUIET, *arguments)
        if ran.code:
            raise PreflightFailed((f"git {arguments[0]} in {self._root}: {_why(ran)}",))
        return ran.out.strip("\n")

    def _asked(self, *arguments: str) -> str | None:
        """Give the answer to a question that may have none."""
        ran = self._shell.ask("git", "-C", str(self._root), *_QUIET, *arguments)
        return None if ran.code else ran.out.strip("\n")


def _why(ran: Ran) -> str:
    """Give the first complaint of git, and with it the first file where it lists some."""
    words = first_words(ran)
    files = [line.strip() for line in ran.err.splitlines() if line.startswith("\t")]
    return f"{words} {files[0]}" if files and words.endswith(":") else words
