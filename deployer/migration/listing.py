"""What has to be the same of two directories, so that one is a copy of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deployer.migration.route import Route

# Sockets belong to the programs that listen on them: tar passes over them, and so do the lists.
TAR = "--numeric-owner --acls --xattrs --xattrs-include='*' --warning=no-file-ignored"
# An archive in the order of names says the same of two trees where contents, groups of hard links
# and extended attributes are; not all hosts have a program that shows the last.
_LIST = f"""\
cd -- "$1"
find . ! -type s ! -type d -printf '%y %m %U:%G %s %T@ %l %p\\0' | sort -z | sha256sum
find . -type d -printf '%m %U:%G %T@ %p\\0' | sort -z | sha256sum
{{ tar {TAR} --sort=name --format=posix \
  --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -cf - . || [ $? = 1 ]
}} | sha256sum
"""

_NAMES = (
    "files (type, mode, owner, size, time, link)",
    "directories (mode, owner, time)",
    "contents, hard links or extended attributes",
)


def listing(route: Route, folder: str) -> list[str]:
    """Give checksums of all that has to be the same in a copy, one for each of `_NAMES`."""
    return route.script(_LIST, folder).splitlines()


def differences(one: list[str], other: list[str]) -> str:
    """Say in what two listings are not the same; empty where they are."""
    return ", ".join(name for name, a, b in zip(_NAMES, one, other, strict=True) if a != b)
