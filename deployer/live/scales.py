"""Bytes counted in a bounded time, on this host and in nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import DeployError
from deployer.targets.kind.host import PATIENCE
from deployer.targets.kind.nodes import inside
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from deployer.shell import Shell
    from deployer.targets.kind.host import Host
    from deployer.targets.kind.nodes import Node

ALL_IN_ALL = 60
"""Seconds that are spent on counting, over all; what is left then is not counted."""

_NOBODY_KNOWS = "?"

# Of each directory a line: its inode as the node sees it, and its bytes, none where it is empty.
_COUNT = f"""\
end=$(( $(date +%s) + $1 )); shift
for path; do
  if [ ! -d "$path" ]; then echo '- 0'; continue; fi
  size={_NOBODY_KNOWS}
  if [ -z "$(find -H "$path" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit)" ]; then
    size=0
  elif [ "$(date +%s)" -lt "$end" ]; then
    size=$(timeout {PATIENCE} du -sb -- "$path" 2>/dev/null | cut -f 1)
  fi
  echo "$(stat -L -c %d:%i -- "$path") ${{size:-{_NOBODY_KNOWS}}}"
done
"""


class Weight(NamedTuple):
    """What a node has at a path; `inode` is empty where nothing is there, or nobody knows."""

    inode: str = ""
    size: int | None = None


class Scales:
    """Counts bytes until its time is up."""

    __slots__ = ("_clock", "_end", "_host", "_shell")

    def __init__(self, shell: Shell, host: Host, clock: Callable[[], float]) -> None:
        self._shell, self._host, self._clock = shell, host, clock
        self._end = clock() + ALL_IN_ALL

    def size(self, path: str) -> int | None:
        """Count the bytes of a directory of this host; None where nobody can, or it takes long."""
        return self._host.size(path) if self._clock() < self._end else None

    def in_node(self, node: Node, paths: Sequence[str]) -> dict[str, Weight]:
        """Count the bytes of directories of a node, as root; none where it cannot be asked."""
        if not paths:
            return {}
        rest = max(0, int(self._end - self._clock()))
        asked = (*inside(node), "sh", "-c", _COUNT, "sh", str(rest), *paths)
        try:
            ran = self._shell.ask(*asked, timeout=rest + PATIENCE + 1)
        except DeployError:
            return {}
        return dict(zip(paths, map(_weight, ran.out.splitlines()), strict=False))


def _weight(line: str) -> Weight:
    inode, _, size = line.partition(" ")
    return Weight(inode.strip("-"), int(size) if size.isdigit() else None)
