"""What this host says of its directories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import DeployError, StepFailed
from deployer.targets.kind.mount_table import is_shared, mounted, unmounted
from deployer.targets.local_paths import inode_of, text_at, unmakable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.shell import Shell

PATIENCE = 5
"""Seconds that are spent on counting the bytes of a volume; what takes longer is not empty."""

_LOST_AND_FOUND = "lost+found"
_ANY_ADDRESS = {"0" * 8, "0" * 32}


class Host:
    """The directories of this host, what is mounted, and what listens."""

    __slots__ = ("_fstab", "_proc", "_shell")

    def __init__(
        self, shell: Shell, fstab: Path = Path("/etc/fstab"), proc: Path = Path("/proc")
    ) -> None:
        self._shell = shell
        self._fstab = fstab
        self._proc = proc

    @staticmethod
    def real(path: str) -> str:
        """Give a path without symlinks."""
        return str(Path(path).resolve())

    @staticmethod
    def inode(path: str) -> str:
        """Give `device:number`; empty where nothing is there, or nobody lets us look."""
        return inode_of(path)

    @staticmethod
    def is_there(path: str) -> bool | None:
        """Tell whether something is there; None where nobody lets us look."""
        try:
            Path(path).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return None
        return True

    def is_empty(self, path: str) -> bool | None:
        """Tell whether a directory has nothing in it; what `mkfs` puts there is nothing."""
        if not self.is_there(path):
            return None
        try:
            return all(entry.name == _LOST_AND_FOUND for entry in Path(path).iterdir())
        except OSError:
            return None

    def size(self, path: str) -> int | None:
        """Count bytes, none for an empty directory; None where nobody can, or it takes long."""
        if self.is_empty(path):
            return 0
        try:
            ran = self._shell.ask("du", "-sb", "--", path, timeout=PATIENCE)
        except DeployError:
            return None
        return size_said(ran.out) if ran.code == 0 else None

    def unmounted(self, path: str) -> str:
        """Say that a disk is missing which should be mounted where a path lies; empty if none."""
        point = unmounted(self.real(path), text_at(self._fstab), mounted(self._mountinfo()))
        if point is None:
            return ""
        return f"nothing is mounted at {point}, where {self._fstab} wants it: `mount {point}` first"

    def is_followed(self, path: str) -> bool:
        """Tell whether a node can follow what is mounted below a path later."""
        return is_shared(self.real(path), mounted(self._mountinfo()))

    def unmakable(self, path: str) -> str:
        """Say why a directory cannot be made by us; empty where it can, or is there."""
        return "" if self.is_there(path) else unmakable(path)

    @staticmethod
    def make(path: str) -> None:
        """Make a directory, so that docker does not."""
        try:
            Path(path).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = (error.strerror or "cannot be made").lower()
            raise StepFailed(path, f"{said}: make it, and start again") from error

    def listening(self) -> frozenset[str]:
        """Give the TCP ports of this host that somebody listens on, on every address."""
        texts = (text_at(self._proc / "net" / name) for name in ("tcp", "tcp6"))
        return frozenset(port for text in texts for port in _listening(text))

    def _mountinfo(self) -> str:
        return text_at(self._proc / "self" / "mountinfo")


def size_said(text: str) -> int | None:
    """Read the answer of `du -sb`."""
    number = text.split(maxsplit=1)[0] if text.strip() else ""
    return int(number) if number.isdigit() else None


def _listening(text: str) -> Iterator[str]:
    for line in text.splitlines()[1:]:
        _, local, _, state = line.split()[:4]
        address, _, port = local.rpartition(":")
        if state == "0A" and address in _ANY_ADDRESS:
            yield str(int(port, 16))
